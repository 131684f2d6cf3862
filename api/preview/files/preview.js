// Shows the widget with the configuration that the admin panel tells, which is
// not saved yet. The key is in the page's fragment, which no server sees.
"use strict";
(() => {
  let config; // what the widget is told
  let arrived;
  const first = new Promise((resolve) => { arrived = resolve; });

  window.InnConnectConfig = { apiUrl: "/api", apiKey: location.hash.slice(1) };
  window.InnConnect = function () { (window.InnConnect.q = window.InnConnect.q || []).push(arguments); };

  const { fetch } = window;
  window.fetch = async (address, options) => {
    if (!new URL(address, location.href).pathname.endsWith("/chat/config")) return fetch(address, options);
    await first;
    return Response.json(config);
  };

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== location.origin || source !== parent || !data.config) return;
    const again = config !== undefined;
    config = data.config;
    showElement(data.element);
    arrived();
    if (again) window.InnConnect("update", {});
    if (data.open) window.InnConnect("show");
  });

  /** Stands for the element that a suggestion waits for. */
  function showElement(selector) {
    const element = document.getElementById("element");
    element.hidden = !selector;
    element.textContent = selector || "";
  }

  document.addEventListener("DOMContentLoaded", () => parent.postMessage({ ready: true }, location.origin));
  addEventListener("pagehide", () => window.InnConnect("shutdown")); // the next preview is of another visitor
})();
