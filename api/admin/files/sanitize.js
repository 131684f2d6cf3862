// Turns the API's HTML, which is sanitised already, into nodes of a short list
// of kinds. Nothing is inserted as text of markup.
const kinds = {
  P: "p", BR: "br", STRONG: "strong", B: "strong", EM: "em", I: "em", DEL: "del", UL: "ul", OL: "ol", LI: "li",
  H1: "h3", H2: "h3", H3: "h3", H4: "h4", H5: "h4", H6: "h4", CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote", HR: "hr",
  TABLE: "table", THEAD: "thead", TBODY: "tbody", TR: "tr", TH: "th", TD: "td", A: "a",
};
const dropped = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "EMBED", "SVG", "MATH", "NOSCRIPT", "TITLE", "TEXTAREA"]);

// The parser makes an inert document: nothing in it loads or runs.
const policy = globalThis.trustedTypes?.createPolicy("innconnect-admin", { createHTML: (html) => html });

export function fragmentOf(html, newTab) {
  const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
  const out = document.createDocumentFragment();
  copy(parsed.body, out, newTab, 0);
  return out;
}

function copy(from, to, newTab, depth) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(node.data);
      continue;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || depth > 40 || dropped.has(node.nodeName.toUpperCase())) continue;
    const kind = kinds[node.nodeName];
    const target = kind === "a" ? link(node) : kind ? document.createElement(kind) : null;
    copy(node, target ?? to, newTab, depth + 1);
    if (kind === "table") {
      const scroller = document.createElement("div");
      scroller.className = "chat-table";
      scroller.tabIndex = 0;
      scroller.append(target);
      to.append(scroller);
    } else if (target) {
      if (kind === "a") target.append(hidden(` ${newTab}`));
      to.append(target);
    }
  }
}

// webAddress returns an address that is safe to link to, or null.
export function webAddress(href) {
  let url;
  try { url = new URL(href); } catch { return null; }
  return ["https:", "http:", "mailto:"].includes(url.protocol) ? url.href : null;
}

function link(node) {
  const href = webAddress(node.getAttribute("href"));
  if (!href) return null;
  return anchor(href);
}

// anchor makes a link that opens beside the page and tells the target nothing.
export function anchor(href) {
  const a = document.createElement("a");
  a.href = href;
  a.target = "_blank";
  a.rel = "noopener noreferrer nofollow";
  return a;
}

export function hidden(text) {
  const span = document.createElement("span");
  span.className = "hidden-text";
  span.textContent = text;
  return span;
}
