import { Anchor, Typography } from "@mantine/core";
import { createElement, Fragment, type ReactNode, useMemo } from "react";

const kept = new Set([
  "p", "br", "strong", "b", "em", "i", "del", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6",
  "code", "pre", "blockquote", "hr", "table", "thead", "tbody", "tr", "th", "td",
]);
const dropped = new Set(["script", "style", "template", "iframe", "object", "embed", "svg", "math", "noscript", "title", "textarea"]);
const deepest = 40;

/**
 * Shows the API's HTML, which is sanitised already, as elements of a short list
 * of kinds. Nothing is inserted as markup, so nothing in it can run or load.
 */
export function SafeHtml({ html }: { html: string }) {
  const content = useMemo(() => childrenOf(new DOMParser().parseFromString(html, "text/html").body, 0), [html]);
  return <Typography dir="auto">{content}</Typography>;
}

const childrenOf = (parent: Node, depth: number): ReactNode[] =>
  [...parent.childNodes].map((node, key) => <Fragment key={key}>{shown(node, depth)}</Fragment>);

function shown(node: Node, depth: number): ReactNode {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element) || depth > deepest) return null;
  const name = node.localName;
  if (dropped.has(name)) return null;
  const children = childrenOf(node, depth + 1);
  if (name === "a") {
    const address = webAddress(node.getAttribute("href"));
    return address ? <Anchor href={address} target="_blank" rel="noopener noreferrer nofollow">{children}</Anchor> : children;
  }
  return kept.has(name) ? createElement(name, attributesOf(node), ...(name === "br" || name === "hr" ? [] : children)) : children;
}

/** Returns the attributes that change what an element says: where a list begins to count. */
function attributesOf(node: Element): { start: number } | null {
  return node instanceof HTMLOListElement && node.start !== 1 ? { start: node.start } : null;
}

/** Returns an address that is safe to link to, null for any other. */
export function webAddress(href: string | null): string | null {
  if (!href || !URL.canParse(href)) return null;
  const url = new URL(href);
  return ["https:", "http:", "mailto:"].includes(url.protocol) ? url.href : null;
}
