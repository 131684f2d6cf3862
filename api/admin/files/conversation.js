import * as api from "./api.js";
import { Desk } from "./desk.js";
import { el, loading, message } from "./dom.js";
import { anchor, fragmentOf, hidden, webAddress } from "./sanitize.js";
import { actions, enders, fullTimeOf, percent, providers, reasons, roles, since, standing, timeOf } from "./words.js";

const pane = document.querySelector("#detail");
const opensInNewTab = "(opens in a new tab)";
const typingShown = 6_000; // ms

// Detail is the conversation that is open. failed is as for List.
export class Detail {
  #failed;
  #id = null; // of the conversation that is open
  #desk = null;
  #newest = 0; // seq of the last message that is shown
  #seen = 0; // seq of the last message that the user has seen
  #loads = 0;
  #typing = null; // the timer that takes the sign of typing away

  constructor(failed) {
    this.#failed = failed;
    document.addEventListener("visibilitychange", () => this.#see());
    this.clear();
  }

  clear() {
    this.#loads++;
    this.#id = null;
    pane.replaceChildren(message("Pick a conversation", "Its messages, and what each answer was made from, are shown here."));
  }

  async open(id, user) {
    this.#id = id;
    this.#newest = this.#seen = 0;
    this.#desk = new Desk(id, user, () => this.refresh(), this.#failed);
    pane.replaceChildren(back(), loading("Loading the conversation", 5));
    pane.scrollTop = 0;
    await this.refresh();
  }

  // refresh shows the conversation as it is now. What somebody is writing stays.
  async refresh() {
    const load = ++this.#loads;
    try {
      const found = await api.conversation(this.#id);
      if (load !== this.#loads) return;
      this.#show(found);
    } catch (problem) {
      if (load !== this.#loads || this.#failed(problem)) return;
      pane.replaceChildren(back(), problem.status === 404 || problem.status === 400
        ? message("This conversation is not there", "It does not exist, or it is on a site that you are not assigned to.")
        : message("The conversation could not be loaded", problem.message, () => this.refresh()));
    }
  }

  // apply takes what the inbox tells of a conversation; m is its new message, if
  // it has one.
  apply(conversation, m) {
    if (conversation.id !== this.#id) return;
    const list = pane.querySelector(".transcript");
    if (!m || !list || m.seq !== this.#newest + 1) {
      this.refresh();
      return;
    }
    const below = atEnd();
    this.#still();
    list.append(entry(m, []));
    this.#newest = m.seq;
    if (below) toEnd();
    this.#see();
  }

  // typing shows that the visitor of a conversation is writing.
  typing(id) {
    const list = pane.querySelector(".transcript");
    if (id !== this.#id || !list) return;
    this.#still();
    const below = atEnd();
    list.append(el("li", { class: "note typing", "aria-hidden": "true" }, "The visitor is typing …"));
    if (below) toEnd();
    this.#typing = setTimeout(() => this.#still(), typingShown);
  }

  #still() {
    clearTimeout(this.#typing);
    pane.querySelector(".typing")?.remove();
  }

  #show(found) {
    const first = !this.#desk.node.isConnected, below = first || atEnd(), top = pane.scrollTop;
    const shown = [head(found, () => this.refresh()), transcript(found)];
    this.#desk.show(found);
    if (first) pane.replaceChildren(...shown, this.#desk.node);
    else { // the desk is not moved: that would take the focus from it
      while (pane.firstChild !== this.#desk.node) pane.firstChild.remove();
      pane.prepend(...shown);
    }
    if (!first) pane.scrollTop = top;
    if (below && found.session.status === "escalated") toEnd();
    this.#newest = found.messages.at(-1)?.seq ?? 0;
    this.#see();
  }

  // see tells that the user has seen what is shown.
  async #see() {
    if (!this.#id || document.hidden || this.#newest <= this.#seen) return;
    const seq = this.#seen = this.#newest;
    try {
      await api.act(this.#id, "seen", { seq });
    } catch (problem) {
      this.#failed(problem); // the next message says it again
    }
  }
}

const atEnd = () => pane.scrollHeight - pane.scrollTop - pane.clientHeight < 80;
const toEnd = () => { pane.scrollTop = pane.scrollHeight; };

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

function head(found, reload) {
  const { session, site, visitor_name: name, visitor_email: email, page_url: page, workflow_url: workflow } = found;
  const [label, kind] = standing({ status: session.status, agent: found.agent, waiting_since: found.waiting_since });
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
  if (session.closed_at) fact("Closed", time(session.closed_at), found.closed_by ? `, ${enders[found.closed_by]}` : "");
  if (page) fact("Page", outside(page, page.replace(/^https?:\/\//, "")));
  return el("header", { class: "detail-head" }, back(),
    el("div", { class: "detail-title" },
      el("h2", { dir: "auto" }, name ?? "Visitor"),
      el("span", { class: `pill ${kind}`, dir: "auto" }, label),
      actions),
    found.waiting_since ? el("p", { class: "banner" },
      el("strong", {}, reasons[session.escalation_reason]), ` The visitor has been waiting for ${since(found.waiting_since)}.`) : null,
    session.status === "closed" && session.escalation_reason ? el("p", { class: "banner still" },
      el("strong", {}, reasons[session.escalation_reason]), " A person was asked for before the conversation ended.") : null,
    facts, session.rating ? rating(session.rating) : null, fewWords(found.summary),
    more("Pages that the visitor opened", found.visits.map((v) => [time(v.started_at), " ", outside(v.page_url, v.title || v.page_url)])),
    more("What staff did", found.audit.map((e) => [time(e.created_at), ` ${e.user?.email ?? "Command line"} ${actions[e.action] ?? e.action}`])));
}

function fewWords({ first_question: first, last_question: last, questions, answers, unanswered }) {
  if (!first) return null;
  return el("div", { class: "few-words" },
    el("p", { dir: "auto" }, el("span", { class: "muted" }, "Asked first: "), first),
    last ? el("p", { dir: "auto" }, el("span", { class: "muted" }, "Asked last: "), last) : null,
    el("p", { class: "muted" }, `${questions} messages of the visitor, ${answers} answers, ${unanswered} without an answer`));
}

// more is a list that is folded away; an empty one is left out.
function more(label, items) {
  if (items.length === 0) return null;
  return el("details", { class: "more-facts" }, el("summary", {}, `${label} (${items.length})`),
    el("ul", {}, ...items.map((item) => el("li", {}, ...item))));
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
  const list = el("ol", { class: "transcript", "aria-label": "Messages", "aria-live": "polite" });
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
    el("div", { class: "entry-head" }, el("span", { class: "entry-role", dir: "auto" }, m.agent?.name || roles[m.role]), time(m.created_at)),
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
