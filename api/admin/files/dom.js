// el makes an element. Children are nodes or texts; a text is never markup.
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// loading makes grey bars in the place of what is on its way.
export function loading(label, bars) {
  const box = el("div", { class: "loading" }, el("span", { class: "hidden-text" }, label));
  for (let i = 0; i < bars; i++) box.append(el("i", { "aria-hidden": "true" }));
  return box;
}

// message makes what stands in an empty or failed part of the page.
export function message(title, text, retry) {
  const box = el("div", { class: "message" }, el("h3", {}, title), text ? el("p", {}, text) : null);
  if (retry) {
    const button = el("button", { type: "button", class: "quiet" }, "Try again");
    button.addEventListener("click", retry);
    box.append(button);
  }
  return box;
}
