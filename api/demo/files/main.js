import { texts } from "./texts.js";

// The language is told to the chat, which may not be there yet.
window.InnConnect ??= Object.assign((...call) => InnConnect.q.push(call), { q: [] });

const wanted = new URLSearchParams(location.search).get("lang") ?? remembered() ?? navigator.language.slice(0, 2);

function speak(language) {
  const words = texts[language];
  document.documentElement.lang = language;
  for (const el of document.querySelectorAll("[data-text]")) el.textContent = words[el.dataset.text];
  for (const el of document.querySelectorAll("[data-label]")) el.setAttribute("aria-label", words[el.dataset.label]);
  for (const el of document.querySelectorAll("[data-language]")) el.setAttribute("aria-pressed", String(el.dataset.language === language));
  InnConnect("update", { language });
}

// Storage can be forbidden; the language then lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem("havenlicht:language");
  } catch {
    return null;
  }
}

function remember(language) {
  try {
    localStorage.setItem("havenlicht:language", language);
  } catch {
    // the next page asks again
  }
}

for (const el of document.querySelectorAll("[data-language]")) {
  el.addEventListener("click", () => {
    remember(el.dataset.language);
    speak(el.dataset.language);
  });
}
speak(wanted in texts ? wanted : "en");
