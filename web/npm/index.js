// Loads the InnConnect chat widget from its own server, so that it is always the
// version that the server runs.

/** Calls made before the widget is there are done when it is. */
export function InnConnect(...call) {
  if (!window.InnConnect) {
    const queue = (...queued) => queue.q.push(queued);
    queue.q = [];
    window.InnConnect = queue;
  }
  window.InnConnect(...call);
}

/** Puts the widget on the page. It resolves when the script is loaded. */
export function load(config, { src, integrity, nonce } = {}) {
  InnConnect("boot", config);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src ?? new URL("../widget/innconnect-widget.js", `${config.apiUrl.replace(/\/+$/, "")}/`).href;
    if (integrity) Object.assign(script, { integrity, crossOrigin: "anonymous" });
    if (nonce) script.nonce = nonce;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
    document.head.append(script);
  });
}
