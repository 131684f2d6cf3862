// What is needed seldom, and fetched when it is.
export { chime } from "./chime.ts";
export { choices } from "./choices.tsx";
export { consent } from "./consent.tsx";
export { contact } from "./contact.tsx";
export { default as css } from "./parts.css";
export { default as texts } from "./en.ts";
export { rating } from "./rating.tsx";
