import { h, type JSX } from "preact";

const paths = {
  close: "M6 9l6 6 6-6",
  cross: "M7 7l10 10M17 7L7 17",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M12 19V5M5 12l7-7 7 7",
  thumb: "M7.5 10.5v9H5a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zl3.8-6.7c1.3 0 2.2 1 2.2 2.3 0 1-.3 2-.6 2.9h5.2c1.3 0 2.2 1.2 1.9 2.4l-1.6 6.4c-.3 1-1.1 1.7-2.2 1.7H7.5",
  page: "M7 4h7l4 4v12H7zM14 4v4h4",
  spark: "M12 4l2 5 5 2-5 2-2 5-2-5-5-2 5-2z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c1-7 13-7 14 0",
};

export function icon(name: keyof typeof paths, look = ""): JSX.Element {
  return <svg viewBox="0 0 24 24" aria-hidden="true" class={look}><path d={paths[name]} /></svg>;
}
