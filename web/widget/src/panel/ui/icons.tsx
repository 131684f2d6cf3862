import { h, type JSX } from "preact";

const paths = {
  close: "M6 9l6 6 6-6",
  cross: "M7 7l10 10M17 7L7 17",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M12 19V5M5 12l7-7 7 7",
  thumb: "M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 2 3l-1 4h6a2 2 0 0 1 2 2l-2 6a2 2 0 0 1-2 2H7",
  page: "M7 4h7l4 4v12H7zM14 4v4h4",
  spark: "M12 4l2 5 5 2-5 2-2 5-2-5-5-2 5-2z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c1-7 13-7 14 0",
};

export function icon(name: keyof typeof paths, look = ""): JSX.Element {
  return <svg viewBox="0 0 24 24" aria-hidden="true" class={look}><path d={paths[name]} /></svg>;
}
