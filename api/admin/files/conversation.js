import * as api from "./api.js";
import { el, loading, message } from "./dom.js";
import { anchor, fragmentOf, hidden, webAddress } from "./sanitize.js";
import { fullTimeOf, percent, providers, reasons, roles, since, statuses, timeOf } from "./words.js";

const pane = document.querySelector("#detail");
const opensInNewTab = "(opens in a new tab)";

// Detail is the conversation that is open. failed is as for List.
export class Detail {
  #failed;
  #loads = 0;

  constructor(failed) {
    this.#failed = failed;
    this.clear();
  }

  clear() {
    this.#loads++;
    pane.replaceChildren(message("Pick a conversation", "Its messages, and what each answer was made from, are shown here."));
  }

  async open(id) {
    const load = ++this.#loads;
    pane.replaceChildren(back(), loading("Loading the conversation", 5));
    pane.scrollTop = 0;
    try {
      const found = await api.conversation(id);
      if (load !== this.#loads) return;
      pane.replaceChildren(head(found, () => this.open(id)), transcript(found));
    } catch (problem) {
      if (load !== this.#loads || this.#failed(problem)) return;
      pane.replaceChildren(back(), problem.status === 404 || problem.status === 400
        ? message("This conversation is not there", "It does not exist, or it is on a site that you are not assigned to.")
        : message("The conversation could not be loaded", problem.message, () => this.open(id)));
    }
  }
}

const back = () => el("a", { class: "back", href: "#/" }, "‹ All conversations");

// outside is a link to another page, or the text alone when the address is no
// web address.
function outside(address, text) {
  const href = webAddress(address);
  if (!href) return document.createTextNode(text);
  const a = anchor(href);
  a.append(text, hidden(` ${opensInNewTab}`));
  return a;
}

function head({ session, site, visitor_name: name, visitor_email: email, page_url: page, workflow_url: workflow }, reload) {
  const again = el("button", { type: "button", class: "quiet" }, "Refresh");
  again.addEventListener("click", reload);
  const actions = el("div", { class: "detail-actions" }, again);
  if (workflow) {
    const link = outside(workflow, "Open workflow ↗");
    if (link instanceof HTMLElement) link.className = "quiet";
    actions.append(link);
  }
  const facts = el("dl", { class: "facts" });
  const fact = (label, ...value) => facts.append(el("div", {}, el("dt", {}, label), el("dd", { dir: "auto" }, ...value)));
  fact("Site", site.name);
  if (email) fact("E-mail", email);
  fact("Language", languageName(session.language));
  fact("Began", time(session.created_at));
  if (session.escalated_at) fact("Asked for a person", time(session.escalated_at));
  if (session.closed_at) fact("Closed", time(session.closed_at));
  if (page) fact("Page", outside(page, page.replace(/^https?:\/\//, "")));
  return el("header", { class: "detail-head" }, back(),
    el("div", { class: "detail-title" },
      el("h2", { dir: "auto" }, name ?? "Visitor"),
      el("span", { class: `pill ${session.status}` }, statuses[session.status]),
      actions),
    session.status === "escalated" ? el("p", { class: "banner" },
      el("strong", {}, reasons[session.escalation_reason]), ` The visitor has been waiting for ${since(session.escalated_at)}.`) : null,
    session.status === "closed" && session.escalation_reason ? el("p", { class: "banner still" },
      el("strong", {}, reasons[session.escalation_reason]), " A person was asked for before the conversation ended.") : null,
    facts, session.rating ? rating(session.rating) : null);
}

const time = (iso) => el("time", { datetime: iso, title: fullTimeOf(iso) }, timeOf(iso));

function languageName(tag) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

function rating({ stars, tags, feedback }) {
  return el("p", { class: "rating" },
    el("span", { class: "stars", role: "img", "aria-label": `${stars} of 5 stars` }, "★".repeat(stars) + "☆".repeat(5 - stars)),
    ...tags.map((tag) => el("span", { class: "tag" }, tag)),
    feedback ? el("span", { dir: "auto" }, feedback) : null);
}

function transcript({ messages, turns, earlier_messages: earlier }) {
  const list = el("ol", { class: "transcript", "aria-label": "Messages" });
  if (earlier) list.append(el("li", { class: "note" }, `${earlier} earlier messages are not shown.`));
  if (messages.length === 0) list.append(el("li", { class: "note" }, "Nothing has been written yet."));
  const shown = new Set(messages.map((m) => m.id));
  // A turn stands under its reply, or, without one, under its last question.
  const under = new Map();
  for (const turn of turns) {
    const id = shown.has(turn.reply_id) ? turn.reply_id : turn.message_ids.filter((m) => shown.has(m)).at(-1);
    under.set(id, [...(under.get(id) ?? []), turn]);
  }
  let previousDay = "";
  for (const m of messages) {
    const date = new Date(m.created_at).toDateString();
    if (date !== previousDay) list.append(el("li", { class: "note" }, new Intl.DateTimeFormat(undefined, { dateStyle: "full" }).format(new Date(m.created_at))));
    previousDay = date;
    list.append(entry(m, under.get(m.id) ?? []));
  }
  return list;
}

function entry(m, turns) {
  const bubble = el("div", { class: "bubble", dir: "auto" });
  if (m.html) bubble.append(fragmentOf(m.html, opensInNewTab));
  else bubble.append(el("p", { class: "plain" }, m.content));
  const reaction = { up: "The visitor found this helpful.", down: "The visitor did not find this helpful." }[m.reaction];
  return el("li", { class: `entry ${m.role}` },
    el("div", { class: "entry-head" }, el("span", { class: "entry-role" }, roles[m.role]), time(m.created_at)),
    bubble,
    m.citations.length ? el("p", { class: "cites" }, "Sources shown: ", ...m.citations.flatMap((c, i) => [i ? ", " : "", c.url ? outside(c.url, c.title) : c.title])) : null,
    reaction ? el("p", { class: `cites ${m.reaction}` }, reaction) : null,
    ...turns.map(turnDetails));
}

function turnDetails(turn) {
  const { passages, answerability } = turn;
  const cited = passages.filter((p) => p.cited).length;
  const summary = [
    passages.length === 0 ? "No passages found" : `${passages.length} passage${passages.length === 1 ? "" : "s"}${cited ? `, ${cited} cited` : ""}`,
    answerability === null ? "" : `answerability ${percent(answerability)}`,
    turn.model ?? (turn.provider ? providers[turn.provider] ?? turn.provider : ""),
  ].filter(Boolean).join(" · ");
  const facts = el("dl", { class: "facts" });
  const fact = (label, value) => facts.append(el("div", {}, el("dt", {}, label), el("dd", {}, value)));
  if (answerability !== null) fact("Answerability", percent(answerability));
  if (turn.provider) fact("Written by", providers[turn.provider] ?? turn.provider);
  if (turn.model) fact("Model", turn.model);
  if (turn.input_tokens || turn.output_tokens) fact("Tokens", `${turn.input_tokens} in, ${turn.output_tokens} out`);
  const outcome = turn.escalation_reason ? `This message asked for a person: ${reasons[turn.escalation_reason].toLowerCase()}.`
    : turn.reply_id ? "" : "No answer was written.";
  const best = Math.max(...passages.map((p) => p.score), 0);
  return el("details", { class: "turn" },
    el("summary", {}, el("span", {}, "How this came about"), el("span", { class: "muted" }, summary)),
    outcome ? el("p", {}, outcome) : null,
    turn.declined ? el("p", {}, "The model said that the passages do not answer the question.") : null,
    facts.childElementCount ? facts : null,
    passages.length ? el("ol", { class: "passages" }, ...passages.map((p, i) => passage(p, i, best))) : null);
}

function passage(p, i, best) {
  const score = p.score.toFixed(3);
  return el("li", { class: p.cited ? "passage cited" : "passage" },
    el("div", { class: "passage-head" },
      el("span", { class: "rank", "aria-hidden": "true" }, String(i + 1)),
      el("span", { class: "passage-title", dir: "auto" }, p.url ? outside(p.url, p.title) : p.title, p.heading ? el("small", {}, p.heading) : null),
      p.cited ? el("span", { class: "pill used" }, "Cited") : null,
      el("span", { class: "score", title: "Score of the search, comparable within one answer" },
        el("meter", { min: "0", max: String(best || 1), value: String(Math.max(p.score, 0)), "aria-hidden": "true" }), score)),
    el("p", { class: "passage-text", dir: "auto" }, p.text));
}
