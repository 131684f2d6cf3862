import * as api from "./api.js";
import { el, loading, message } from "./dom.js";
import { fullTimeOf, reasons, since, standing, statuses, timeOf } from "./words.js";

const rows = document.querySelector("#rows");
const state = document.querySelector("#list-state");
const more = document.querySelector("#more");
const filters = document.querySelector("#filters");
const refresh = document.querySelector("#refresh");
const views = document.querySelector("#views");

// List is the list of conversations with its filters. failed is told of every
// failure and returns true when it takes care of it.
export class List {
  #failed;
  #user = null; // who looks
  #view = ""; // "", "waiting" or "mine"
  #selected = null;
  #next = null;
  #sites = null; // how many the user may see, once known
  #loads = 0; // of which only the newest counts

  constructor(failed) {
    this.#failed = failed;
    options(filters.status, "Any status", Object.entries(statuses));
    options(filters.reason, "Any reason", Object.entries(reasons));
    filters.addEventListener("change", () => this.load(true));
    filters.addEventListener("submit", (event) => event.preventDefault());
    views.addEventListener("click", (event) => this.#look(event.target.closest("button")?.dataset.view));
    refresh.addEventListener("click", () => this.load(false));
    more.addEventListener("click", () => this.#older());
    rows.addEventListener("keydown", (event) => this.#move(event));
    setInterval(() => this.#tick(), 30_000);
  }

  async start(user) {
    this.#user = user;
    for (const select of filters.querySelectorAll("select")) select.value = "";
    options(filters.site, "All sites", []);
    this.#press("");
    state.replaceChildren(loading("Loading conversations", 6));
    await this.#try(async () => {
      const { data } = await api.sites();
      this.#sites = data.length;
      options(filters.site, "All sites", data.map((site) => [site.id, site.name]));
      filters.site.parentElement.hidden = data.length < 2;
    });
    await this.load(true);
  }

  clear() {
    this.#loads++;
    this.#empty();
  }

  // count shows the numbers of the inbox.
  count({ waiting, mine, unread }) {
    for (const [view, n] of Object.entries({ waiting, mine })) views.querySelector(`[data-view="${view}"] b`).textContent = n || "";
    document.title = `${unread ? `(${unread}) ` : ""}Conversations · InnConnect`;
  }

  // apply shows a conversation that changed: where it belongs, or not any more.
  apply(conversation) {
    const old = rows.querySelector(`a[data-id="${CSS.escape(conversation.id)}"]`);
    const focused = old !== null && old === document.activeElement;
    old?.closest("li").remove();
    if (this.#fits(conversation)) {
      const made = row(conversation, this.#place(conversation));
      const after = [...rows.children].find((other) => Number(other.dataset.place) > Number(made.dataset.place));
      if (after || !this.#next) rows.insertBefore(made, after ?? null); // otherwise it is on a page that is not shown
      if (focused) made.querySelector("a").focus();
      this.select(this.#selected);
    }
    this.#say();
  }

  #look(view) {
    if (view === undefined || view === this.#view) return;
    this.#press(view);
    this.load(true);
  }

  #press(view) {
    this.#view = view;
    for (const button of views.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    filters.status.parentElement.hidden = view !== "";
  }

  #empty() {
    rows.replaceChildren();
    state.replaceChildren();
    more.hidden = true;
  }

  // load reads the first page. When fresh, what is shown belongs to other
  // filters and goes at once.
  async load(fresh) {
    const load = ++this.#loads;
    if (fresh) {
      rows.replaceChildren();
      more.hidden = true;
      state.replaceChildren(loading("Loading conversations", 6));
    }
    refresh.disabled = true;
    rows.setAttribute("aria-busy", "true");
    try {
      const page = await api.conversations(this.#query());
      if (load !== this.#loads) return;
      this.#show(page, false);
      this.#say();
    } catch (problem) {
      if (load !== this.#loads || this.#failed(problem)) return;
      this.#empty();
      state.replaceChildren(message("The list could not be loaded", problem.message, () => this.load(true)));
    } finally {
      if (load === this.#loads) {
        refresh.disabled = false;
        rows.removeAttribute("aria-busy");
      }
    }
  }

  // say tells why the list is empty, if it is.
  #say() {
    state.replaceChildren();
    if (rows.childElementCount) return;
    if (this.#sites === 0) state.replaceChildren(message("No site is assigned to you", "An administrator can assign you to sites. Their conversations then appear here."));
    else if (this.#view === "waiting") state.replaceChildren(message("Nobody is waiting", "Visitors who wait for a person appear here by themselves."));
    else if (this.#view === "mine") state.replaceChildren(message("You have no conversation", "Take one over, and it appears here."));
    else if (Object.values(this.#chosen()).some(Boolean)) state.replaceChildren(message("Nothing matches", "No conversation has this status, reason and site."));
    else state.replaceChildren(message("No conversations yet", "They appear here as soon as visitors write on one of your sites."));
  }

  async #older() {
    const load = this.#loads;
    more.disabled = true;
    await this.#try(async () => {
      const page = await api.conversations(this.#query(), this.#next);
      if (load === this.#loads) this.#show(page, true);
    });
    more.disabled = false;
  }

  async #try(work) {
    try {
      await work();
    } catch (problem) {
      if (!this.#failed(problem)) state.replaceChildren(message("That did not work", problem.message));
    }
  }

  #chosen() {
    return { status: this.#view ? "" : filters.status.value, reason: filters.reason.value, site: filters.site.value };
  }

  #query() {
    const view = { waiting: { sort: "waiting" }, mine: { status: "escalated", assigned: "me" } }[this.#view];
    return { ...this.#chosen(), ...view };
  }

  #fits(c) {
    const { status, reason, site } = this.#chosen();
    return (!status || c.status === status) && (!reason || c.escalation_reason === reason) && (!site || c.site.id === site)
      && (this.#view !== "waiting" || c.waiting_since !== null)
      && (this.#view !== "mine" || c.status === "escalated" && c.agent?.id === this.#user.id);
  }

  // place is what the list is sorted by, the smallest first.
  #place(c) {
    return this.#view === "waiting" ? Date.parse(c.waiting_since) : -Date.parse(c.created_at);
  }

  #show(page, append) {
    const made = page.data.map((c) => row(c, this.#place(c)));
    if (append) rows.append(...made);
    else {
      const focused = document.activeElement?.closest?.("#rows a")?.dataset.id;
      rows.replaceChildren(...made);
      if (focused) rows.querySelector(`a[data-id="${CSS.escape(focused)}"]`)?.focus();
    }
    this.#next = page.next_cursor;
    more.hidden = !this.#next;
    this.select(this.#selected);
  }

  select(id) {
    this.#selected = id;
    for (const link of rows.querySelectorAll("a")) {
      if (link.dataset.id === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  #move(event) {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const to = step && event.target.closest("li")?.[step]?.querySelector("a");
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  #tick() {
    for (const node of rows.querySelectorAll("[data-since]")) node.textContent = waiting(node.dataset.since);
  }
}

const waiting = (iso) => `waiting ${since(iso)}`;

function options(select, all, entries) {
  const chosen = select.value;
  select.replaceChildren(el("option", { value: "" }, all), ...entries.map(([value, label]) => el("option", { value }, label)));
  select.value = entries.some(([value]) => value === chosen) ? chosen : "";
}

function row(conversation, place) {
  const { id, status, site, waiting_since: waits, unread } = conversation;
  const last = conversation.last_message_at ?? conversation.created_at;
  const [label, kind] = standing(conversation);
  const words = conversation.first_words
    ? el("span", { class: "row-words", dir: "auto" }, conversation.first_words)
    : el("span", { class: "row-words muted" }, "Nothing written yet");
  return el("li", { "data-place": place }, el("a", { href: `#/conversations/${id}`, "data-id": id, class: `row ${status}` },
    el("span", { class: "row-top" },
      el("span", { class: `pill ${kind}`, dir: "auto" }, label),
      waits ? el("span", { class: "row-wait", "data-since": waits }, waiting(waits)) : null,
      unread ? el("span", { class: "unread" }, `${unread} new`) : null,
      el("time", { datetime: last, title: fullTimeOf(last) }, timeOf(last))),
    words,
    el("span", { class: "row-foot" },
      conversation.visitor_name ? el("span", { dir: "auto" }, conversation.visitor_name) : null,
      el("span", { dir: "auto" }, site.name),
      conversation.escalation_reason ? el("span", {}, reasons[conversation.escalation_reason]) : null,
      conversation.follow_up ? el("span", {}, "Owed an answer") : null,
      conversation.stars ? el("span", {}, `${conversation.stars} of 5 stars`) : null)));
}
