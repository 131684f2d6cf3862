import { h, type JSX } from "preact";

const paths = {
  mail: "M4 6.5h16v11H4zM4.5 7l7.5 6 7.5-6",
  sound: "M4.5 9.5v5h3.3L12 18V6L7.8 9.5zM15.5 9.2a4 4 0 0 1 0 5.6M18 6.8a7.4 7.4 0 0 1 0 10.4",
  mute: "M4.5 9.5v5h3.3L12 18V6L7.8 9.5zM16 9.8l4.4 4.4M20.4 9.8L16 14.2",
  end: "M9.5 4.5H5v15h4.5M14.5 8l4 4-4 4M18 12H9.5",
  star: "M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
};

export type IconName = keyof typeof paths;

export function icon(name: IconName, look = ""): JSX.Element {
  return <svg viewBox="0 0 24 24" aria-hidden="true" class={look}><path d={paths[name]} /></svg>;
}
