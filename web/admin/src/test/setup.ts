import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// What components ask of a browser and jsdom lacks.
window.matchMedia ??= (media) => ({
  media, matches: false, onchange: null, addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {}, dispatchEvent: () => false,
});
window.ResizeObserver ??= class { observe() {} unobserve() {} disconnect() {} };
window.HTMLElement.prototype.scrollIntoView ??= () => {};
window.scrollTo = () => {};

afterEach(() => {
  cleanup();
  localStorage.clear();
});
