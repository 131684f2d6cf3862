import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

configure({ asyncUtilTimeout: 10_000 }); // on a machine that is busy

// What components ask of a browser and jsdom lacks.
window.matchMedia ??= (media) => ({
  media, matches: false, onchange: null, addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {}, dispatchEvent: () => false,
});
window.ResizeObserver ??= class { observe() {} unobserve() {} disconnect() {} };
window.HTMLElement.prototype.scrollIntoView ??= () => {};
if (!document.fonts) Object.defineProperty(document, "fonts", { value: new EventTarget() });
window.scrollTo = () => {};

afterEach(() => {
  cleanup();
  localStorage.clear();
});
