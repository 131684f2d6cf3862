// A small Markdown for answers that are still being written, and for pages that
// forbid parsing HTML. It makes nodes, never HTML: no input can become markup.
import { h, type ComponentChild } from "preact";

/**
 * Shows Markdown. A mark that is not closed yet reaches to the end. Without
 * newTab, which tells that a link opens in a new tab, links are shown as text.
 */
export function markdown(text: string, newTab?: string): ComponentChild[] {
  return blocks(text.replace(/\r/g, "").split("\n"), newTab);
}

const deepest = 8; // quotations and lists in each other

const fence = /^ {0,3}(```+|~~~+)/;
const heading = /^ {0,3}#{1,6} +(.*?) *#*$/;
const item = /^( *)(?:[-*+]|(\d{1,9})[.)]) +(.*)$/;
const rule = /^ {0,3}([-*_])( *\1){2,} *$/;
const quote = /^ {0,3}> ?/;

function blocks(lines: string[], newTab?: string, depth = 0): ComponentChild[] {
  if (depth > deepest) return [lines.join(" ")];
  const out: ComponentChild[] = [];
  let i = 0;
  const take = (holds: (line: string) => boolean): string[] => {
    const from = i;
    while (i < lines.length && holds(lines[i]!)) i++;
    return lines.slice(from, i);
  };
  while (i < lines.length) {
    const line = lines[i]!;
    const opened = fence.exec(line)?.[1];
    const title = heading.exec(line)?.[1];
    if (opened) {
      i++;
      out.push(<pre><code>{take((l) => !l.trim().startsWith(opened)).join("\n")}</code></pre>);
      i++;
    } else if (title) {
      out.push(<h3>{inline(title, newTab)}</h3>);
      i++;
    } else if (rule.test(line)) {
      out.push(<hr />);
      i++;
    } else if (quote.test(line)) {
      out.push(<blockquote>{blocks(take((l) => quote.test(l)).map((l) => l.replace(quote, "")), newTab, depth + 1)}</blockquote>);
    } else if (item.test(line)) {
      out.push(list(take((l) => item.test(l) || /^ +\S/.test(l)), newTab, depth));
    } else if (line.trim()) {
      out.push(<p>{take((l) => l.trim() !== "" && !startsBlock(l)).map((l, n) => [n > 0 && <br />, inline(l.trim(), newTab)])}</p>);
    } else i++;
  }
  return out;
}

const startsBlock = (line: string): boolean => [fence, heading, rule, quote, item].some((start) => start.test(line));

/** A list with everything that is indented under its items. */
function list(lines: string[], newTab: string | undefined, depth: number): ComponentChild {
  const [, indent, number] = item.exec(lines[0]!)!;
  const items: string[][] = [];
  for (const line of lines) {
    const found = item.exec(line);
    if (found && found[1]!.length <= indent!.length + 1) items.push([found[3]!]);
    else items.at(-1)!.push(line.replace(/^ {1,4}/, ""));
  }
  const children = items.map(([first, ...rest]) => <li>{inline(first!, newTab)}{blocks(rest, newTab, depth + 1)}</li>);
  return number ? <ol start={Number(number)}>{children}</ol> : <ul>{children}</ul>;
}

const marks = new RegExp([
  /\\([!-/:-@[-`{-~])/, // an escaped sign
  /(?<tick>`+)(.+?)(?:\k<tick>|$)/, // code
  /(?<strong>\*\*|__)(?=\S)(.+?)(?:\k<strong>|$)/,
  /(?<!\w)(?<em>[*_])(?=\S)([^*_]+?)\k<em>(?!\w)/,
  /~~(?=\S)(.+?)(?:~~|$)/, // struck out
  /!?\[([^\]]*)\]\(([^)\s]*)[^)]*(?:\)|$)/, // a link: label, target
  /(https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"])/, // an address
].map((r) => r.source).join("|"), "g");

function inline(text: string, newTab?: string): ComponentChild[] {
  const out: ComponentChild[] = [];
  let from = 0;
  for (const m of text.matchAll(marks)) {
    const [all, sign, , code, , strong, , emphasis, struck, label, target, address] = m;
    out.push(text.slice(from, m.index));
    from = m.index + all.length;
    if (code) out.push(<code>{code}</code>);
    else if (strong) out.push(<strong>{inline(strong, newTab)}</strong>);
    else if (emphasis) out.push(<em>{inline(emphasis, newTab)}</em>);
    else if (struck) out.push(<del>{inline(struck, newTab)}</del>);
    else if (label !== undefined) out.push(link(target!, inline(label, newTab), newTab));
    else if (address) out.push(link(address, [address], newTab));
    else out.push(sign);
  }
  return [...out, text.slice(from)];
}

function link(address: string, children: ComponentChild[], newTab?: string): ComponentChild {
  if (!newTab || !/^(https?:\/\/|mailto:)/i.test(address)) return children;
  return <a href={address} target="_blank" rel="noopener noreferrer nofollow">{children}<span class="hidden"> ({newTab})</span></a>;
}
