import * as api from "./api.js";
import { el, loading, message } from "./dom.js";
import { reasons, since, statuses, timeOf, fullTimeOf } from "./words.js";

const rows = document.querySelector("#rows");
const state = document.querySelector("#list-state");
const more = document.querySelector("#more");
const filters = document.querySelector("#filters");
const refresh = document.querySelector("#refresh");
const updated = document.querySelector("#updated");

// List is the list of conversations with its filters. failed is told of every
// failure and returns true when it takes care of it.
export class List {
  #failed;
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
    refresh.addEventListener("click", () => this.load(false));
    more.addEventListener("click", () => this.#older());
    rows.addEventListener("keydown", (event) => this.#move(event));
    setInterval(() => this.#tick(), 30_000);
  }

  async start() {
    for (const select of filters.querySelectorAll("select")) select.value = "";
    options(filters.site, "All sites", []);
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

  #empty() {
    rows.replaceChildren();
    state.replaceChildren();
    updated.textContent = "";
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
      const page = await api.conversations(this.#chosen());
      if (load !== this.#loads) return;
      this.#show(page, false);
      updated.textContent = `as of ${timeOf(new Date())}`;
      state.replaceChildren();
      if (page.data.length === 0) {
        const filtered = Object.values(this.#chosen()).some(Boolean);
        state.replaceChildren(this.#sites === 0
          ? message("No site is assigned to you", "An administrator can assign you to sites. Their conversations then appear here.")
          : filtered ? message("Nothing matches", "No conversation has this status, reason and site.")
          : message("No conversations yet", "They appear here as soon as visitors write on one of your sites."));
      }
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

  async #older() {
    const load = this.#loads;
    more.disabled = true;
    await this.#try(async () => {
      const page = await api.conversations(this.#chosen(), this.#next);
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
    return { status: filters.status.value, reason: filters.reason.value, site: filters.site.value };
  }

  #show(page, append) {
    const made = page.data.map(row);
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

function row(conversation) {
  const { id, status, site, escalated_at: escalated } = conversation;
  const last = conversation.last_message_at ?? conversation.created_at;
  const waits = status === "escalated" && escalated;
  const words = conversation.first_words
    ? el("span", { class: "row-words", dir: "auto" }, conversation.first_words)
    : el("span", { class: "row-words muted" }, "Nothing written yet");
  return el("li", {}, el("a", { href: `#/conversations/${id}`, "data-id": id, class: `row ${status}` },
    el("span", { class: "row-top" },
      el("span", { class: `pill ${status}` }, statuses[status]),
      waits ? el("span", { class: "row-wait", "data-since": escalated }, waiting(escalated)) : null,
      el("time", { datetime: last, title: fullTimeOf(last) }, timeOf(last))),
    words,
    el("span", { class: "row-foot" },
      conversation.visitor_name ? el("span", { dir: "auto" }, conversation.visitor_name) : null,
      el("span", { dir: "auto" }, site.name),
      conversation.escalation_reason ? el("span", {}, reasons[conversation.escalation_reason]) : null)));
}
