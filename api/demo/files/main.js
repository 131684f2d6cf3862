import { Chat } from "./chat.js";
import { keep } from "./storage.js";
import { texts } from "./texts.js";

const key = document.body.dataset.key;
const remembered = keep("innconnect-demo:language");
const wanted = new URLSearchParams(location.search).get("lang") ?? remembered.get() ?? navigator.language.slice(0, 2);
const chat = new Chat(key);

function speak(language) {
  const words = texts[language];
  document.documentElement.lang = language;
  for (const el of document.querySelectorAll("[data-text]")) el.textContent = words[el.dataset.text];
  for (const el of document.querySelectorAll("[data-label]")) el.setAttribute("aria-label", words[el.dataset.label]);
  for (const el of document.querySelectorAll("[data-language]")) el.setAttribute("aria-pressed", String(el.dataset.language === language));
  chat.speak(language);
}

for (const el of document.querySelectorAll("[data-language]")) {
  el.addEventListener("click", () => {
    remembered.set(el.dataset.language);
    speak(el.dataset.language);
  });
}
speak(wanted in texts ? wanted : "en");
