// A first simple chat: a launcher, a panel and the public API.
import { Client } from "./client.js";
import { anchor, fragmentOf, hidden, webAddress } from "./sanitize.js";
import { keep, newID } from "./storage.js";
import { texts } from "./texts.js";

const pollEvery = 4000; // ms, while a person is awaited
const phone = matchMedia("(max-width: 520px)");

const icons = {
  chat: "M21 11.500a8.400 8.400 0 0 1-9 8.400 9.900 9.900 0 0 1-3.900-.8L3 21l1.900-4.600A8 8 0 0 1 3 11.500 8.700 8.700 0 0 1 12 3a8.700 8.700 0 0 1 9 8.500z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-6 16-3-7z",
  up: "M7 11v9H4v-9zM7 11l4-8c1.500 0 2.500 1 2.500 2.500V9H19c1.200 0 2 1 1.800 2.200l-1.200 7A2 2 0 0 1 17.600 20H7",
  down: "M17 13V4h3v9zM17 13l-4 8c-1.500 0-2.500-1-2.500-2.500V15H5c-1.200 0-2-1-1.800-2.200l1.200-7A2 2 0 0 1 6.400 4H17",
};

function icon(name, size = 22) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [k, v] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(k, v);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", icons[name]);
  svg.append(path);
  return svg;
}

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (k.startsWith("aria-") || k === "role" || k === "for" || k === "dir") node.setAttribute(k, v);
    else node[k] = v;
  }
  node.append(...children);
  return node;
}

export class Chat {
  #words = texts.en;
  #language = "en";
  #visitor;
  #sessionID;
  #client;
  #session = null;      // as the API last told
  #config = null;
  #configured = null;   // the promise of it
  #lastSeq = 0;
  #items = new Map();   // by message id: the shown element
  #busy = false;
  #loaded = false;
  #queue = Promise.resolve();
  #poll = 0;
  #pending = new Set(); // ids of the client's messages that are not answered yet

  constructor(key) {
    this.#visitor = keep(`innconnect-demo:${key}:visitor`);
    this.#sessionID = keep(`innconnect-demo:${key}:session`);
    if (!this.#visitor.get()) this.#visitor.set(newID());
    this.#client = new Client("/api", key, this.#visitor.get());
    this.#build();
  }

  // ---- the frame ----

  #build() {
    this.launcher = el("button", { type: "button", className: "chat-launcher", "aria-haspopup": "dialog", "aria-expanded": "false" }, icon("chat", 28));
    this.launcher.addEventListener("click", () => this.#toggle(this.panel.hidden));
    this.title = el("h2", { id: "chat-title", textContent: "Chat" });
    this.state = el("p");
    this.closer = el("button", { type: "button" }, icon("close"));
    this.closer.addEventListener("click", () => this.#toggle(false));
    this.log = el("div", { className: "chat-log", role: "log", "aria-live": "off", tabIndex: 0 });
    this.announcer = el("div", { className: "hidden-text", role: "status" });
    this.problem = el("div", { className: "chat-problem", role: "alert", hidden: true });
    this.chips = el("div", { className: "chat-chips", role: "group", hidden: true });
    this.input = el("textarea", { rows: 1, maxLength: 4000, id: "chat-input", dir: "auto" });
    this.inputLabel = el("label", { className: "hidden-text", for: "chat-input" });
    this.sender = el("button", { type: "submit" }, icon("send"));
    this.form = el("form", { className: "chat-form" }, this.inputLabel, this.input, this.sender);
    this.form.addEventListener("submit", (e) => { e.preventDefault(); this.#submit(); });
    this.input.addEventListener("keydown", (e) => {
      if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); this.#submit(); }
    });
    this.input.addEventListener("input", () => this.#grow());
    this.person = el("button", { type: "button" });
    this.person.addEventListener("click", () => this.#ask(this.#words.personMessage));
    this.ender = el("button", { type: "button" });
    this.ender.addEventListener("click", () => this.#end());
    this.foot = el("div", { className: "chat-foot" }, this.form, el("div", { className: "chat-actions" }, this.person, this.ender));
    this.rating = el("form", { className: "chat-rating", hidden: true });
    this.panel = el("section", { className: "chat-panel", hidden: true, role: "dialog", "aria-labelledby": "chat-title" },
      el("div", { className: "chat-head" }, el("div", {}, this.title, this.state), this.closer),
      this.log, this.problem, this.chips, this.rating, this.foot, this.announcer);
    this.root = el("div", { className: "chat" }, this.launcher, this.panel);
    this.root.addEventListener("keydown", (e) => { if (e.key === "Escape" && !this.panel.hidden) this.#toggle(false); });
    phone.addEventListener("change", () => this.#modal());
    document.body.append(this.root);
  }

  // speak changes the language of the chat's own texts.
  speak(language) {
    this.#language = language;
    const w = (this.#words = texts[language]);
    this.root.lang = language;
    this.launcher.setAttribute("aria-label", this.panel.hidden ? w.open : w.close);
    this.closer.setAttribute("aria-label", w.close);
    this.log.setAttribute("aria-label", w.conversation);
    this.chips.setAttribute("aria-label", w.suggestions);
    this.inputLabel.textContent = w.message;
    this.input.placeholder = w.placeholder;
    this.sender.setAttribute("aria-label", w.send);
    this.person.textContent = w.person;
    this.ender.textContent = w.end;
    this.#show();
    this.#configured = this.#configure();
    this.#configured.catch(() => {}); // the panel says so when it is opened
  }

  async #configure() {
    const language = this.#language;
    const config = await this.#client.config(language);
    if (language !== this.#language) return this.#configured; // a later choice
    this.#config = config;
    const { title, primary_color: color, position } = this.#config;
    this.title.textContent = title;
    this.root.classList.toggle("left", position === "bottom-left");
    this.root.style.setProperty("--brand", color);
    this.root.style.setProperty("--on-brand", readableOn(color));
    if (this.welcome) this.welcome.querySelector(".chat-bubble").textContent = this.#config.welcome_message;
    this.#show();
  }

  #toggle(open) {
    this.panel.hidden = !open;
    this.root.classList.toggle("open", open);
    this.launcher.setAttribute("aria-expanded", String(open));
    this.launcher.setAttribute("aria-label", open ? this.#words.close : this.#words.open);
    this.launcher.replaceChildren(icon(open ? "close" : "chat", 28));
    this.#modal();
    if (!open) {
      this.launcher.focus();
      return;
    }
    if (!this.#loaded) this.#load();
    (this.foot.hidden ? this.closer : this.input).focus();
    this.#bottom();
  }

  // On a phone the open panel covers the page, which then takes no focus.
  #modal() {
    const covers = phone.matches && !this.panel.hidden;
    document.getElementById("page").inert = covers;
    this.panel.setAttribute("aria-modal", String(covers));
  }

  // ---- the conversation ----

  async #load() {
    this.#loaded = true;
    this.#hideProblem();
    try {
      await this.#configured.catch(() => (this.#configured = this.#configure()));
      if (this.#sessionID.get()) await this.#restore();
      if (!this.#session) await this.#begin();
    } catch {
      this.#loaded = false;
      this.#showProblem(this.#words.offline, () => this.#load());
    }
  }

  async #begin() {
    this.#session = await this.#client.createSession(this.#language);
    this.#sessionID.set(this.#session.id);
    this.#welcome();
    this.#show();
  }

  #welcome() {
    this.welcome = el("div", { className: "chat-item assistant" }, hidden(`${this.#words.assistant}: `),
      el("div", { className: "chat-bubble", dir: "auto", textContent: this.#config.welcome_message }));
    this.log.prepend(this.welcome);
  }

  async #restore() {
    let after = 0;
    let unanswered = null;
    let page;
    try {
      do {
        page = await this.#client.history(this.#sessionID.get(), after);
        if (!this.#session) this.#welcome();
        this.#session = page.session;
        for (const m of page.messages) {
          this.#add(m);
          unanswered = m.role === "visitor" && !m.reply_id ? m : null;
        }
        after = page.next_cursor;
      } while (after);
    } catch (problem) {
      if (problem.status !== 404 && problem.status !== 400) throw problem;
      this.#sessionID.drop(); // gone, or of another visitor
      return;
    }
    this.#show();
    this.#bottom();
    // The page was left while the answer was being written.
    if (unanswered && this.#session.status === "active") this.#deliver(unanswered.content, unanswered.client_message_id, this.#items.get(unanswered.id));
  }

  #submit() {
    const content = this.input.value.trim();
    if (!content) return;
    this.input.value = "";
    this.#grow();
    this.#ask(content);
  }

  #ask(content) {
    if (!this.#session || this.#session.status === "closed") return;
    const item = this.#visitorItem(content);
    this.log.append(item);
    this.#bottom();
    this.#deliver(content, newID(), item);
  }

  // deliver sends one message at a time, in order.
  #deliver(content, clientID, item) {
    this.#pending.add(clientID);
    this.#queue = this.#queue.then(() => this.#send(content, clientID, item)).finally(() => this.#pending.delete(clientID));
  }

  async #send(content, clientID, item) {
    item.querySelector(".chat-problem")?.remove();
    this.#setBusy(true);
    const draft = el("div", { className: "chat-item assistant" }, this.#typing());
    this.log.append(draft);
    this.#bottom();
    let text = "";
    try {
      for await (const [name, data] of this.#client.send(this.#session.id, content, clientID)) {
        if (name === "accepted") this.#remember(data.message, item);
        else if (name === "reset") text = "";
        else if (name === "token") {
          text += data.text;
          draft.replaceChildren(el("div", { className: "chat-bubble draft", dir: "auto", textContent: plain(text) }));
          this.#bottom();
        } else if (name === "message") {
          this.#session = data.session;
          this.#remember(data.message, item);
          if (data.reply && !this.#items.has(data.reply.id)) {
            this.#add(data.reply, draft);
            this.#announce(data.reply);
          }
        }
      }
    } catch (problem) {
      this.#sendFailed(problem, content, clientID, item);
    } finally {
      draft.remove();
      this.#setBusy(false);
      this.#bottom();
    }
  }

  #sendFailed(problem, content, clientID, item) {
    if (problem.code === "session_closed") {
      this.#session = { ...this.#session, status: "closed" };
      return;
    }
    const text = problem.status === 0 ? `${this.#words.offline} ${this.#words.notSent}`
      : problem.code === "unavailable" ? this.#words.slow : `${this.#words.notSent} ${problem.message}`;
    const again = el("button", { type: "button", textContent: this.#words.retry });
    again.addEventListener("click", () => this.#deliver(content, clientID, item));
    item.append(el("div", { className: "chat-problem", role: "alert" }, el("span", { textContent: text }), again));
  }

  async #end() {
    try {
      const { session, rating_prompt: prompt } = await this.#client.end(this.#session.id);
      this.#session = session;
      this.prompt = prompt;
      this.#show();
      this.rating.querySelector("input, button")?.focus();
    } catch {
      this.#showProblem(this.#words.failed, () => this.#end());
    }
  }

  async #again() {
    this.#sessionID.drop();
    this.#session = null;
    this.#items.clear();
    this.#lastSeq = 0;
    this.log.replaceChildren();
    this.rating.hidden = true;
    this.rating.replaceChildren();
    await this.#load();
    this.input.focus();
  }

  // While a person is awaited, what they write is fetched.
  #watch() {
    const waits = this.#session?.status === "escalated";
    if (!waits) { clearInterval(this.#poll); this.#poll = 0; return; }
    if (this.#poll) return;
    this.#poll = setInterval(async () => {
      if (document.hidden || this.#busy) return;
      try {
        const page = await this.#client.history(this.#session.id, this.#lastSeq);
        if (this.#busy) return;
        this.#session = page.session;
        for (const m of page.messages) {
          if (this.#items.has(m.id) || this.#pending.has(m.client_message_id)) continue;
          this.#add(m);
          if (m.role !== "visitor") this.#announce(m);
        }
        this.#show();
      } catch { /* the next time may work */ }
    }, pollEvery);
  }

  // ---- what is on the screen ----

  #show() {
    const w = this.#words;
    const status = this.#session?.status;
    this.state.textContent = status === "closed" ? w.ended : status === "escalated" ? w.waiting : w.online;
    this.foot.hidden = status === "closed";
    this.sender.disabled = !this.#session;
    this.person.disabled = !this.#session;
    this.ender.disabled = !this.#session || this.#busy;
    this.person.hidden = status === "escalated";
    for (const b of this.log.querySelectorAll(".chat-thumbs button")) b.disabled = status === "closed";
    this.#showChips();
    if (status === "closed") this.#showRating();
    this.#watch();
  }

  #showChips() {
    const last = [...this.#items.values()].at(-1);
    let offers = [];
    if (this.#session?.status !== "closed" && !this.#busy) {
      if (!last) offers = this.#session ? (this.#config?.suggestions.length ? this.#config.suggestions : this.#words.questions) : [];
      else offers = last.quickReplies ?? [];
    }
    this.chips.hidden = offers.length === 0;
    this.chips.replaceChildren(...offers.map((text) => {
      const b = el("button", { type: "button", textContent: text, dir: "auto" });
      b.addEventListener("click", () => { this.#ask(text); this.input.focus(); });
      return b;
    }));
  }

  #showRating() {
    const w = this.#words;
    const again = el("button", { type: "button", textContent: w.again });
    again.addEventListener("click", () => this.#again());
    this.rating.hidden = false;
    if (this.#session.rating) {
      this.rating.replaceChildren(el("p", { role: "status", textContent: `${"★".repeat(this.#session.rating.stars)} ${w.thanks}` }), el("div", { className: "row" }, again));
      return;
    }
    if (this.rating.dataset.language === this.#language && this.rating.childElementCount) return;
    this.rating.dataset.language = this.#language;
    const stars = el("div", { className: "chat-stars" });
    for (let n = 5; n >= 1; n--) { // from the right, so that a chosen star fills those before it
      stars.append(el("input", { type: "radio", name: "stars", value: n, id: `chat-star-${n}`, required: true, "aria-label": w.stars(n) }),
        el("label", { for: `chat-star-${n}`, textContent: "★", title: w.stars(n) }));
    }
    const names = this.prompt?.tags ?? Object.keys(w.tags);
    const tags = el("div", { className: "chat-tags" }, ...names.map((tag) =>
      el("label", {}, el("input", { type: "checkbox", name: "tags", value: tag }), w.tags[tag] ?? tag)));
    const feedback = el("textarea", { name: "feedback", maxLength: 2000, "aria-label": w.feedback, placeholder: w.feedback, dir: "auto" });
    this.rating.replaceChildren(
      el("fieldset", {}, el("legend", { textContent: w.rate }), stars),
      el("fieldset", {}, el("legend", { className: "hidden-text", textContent: w.whatFits }), tags),
      feedback,
      el("div", { className: "row" }, again, el("button", { type: "submit", className: "main", textContent: w.submit })));
    this.rating.onsubmit = async (e) => {
      e.preventDefault();
      const data = new FormData(this.rating);
      try {
        this.#session = await this.#client.rate(this.#session.id,
          { stars: Number(data.get("stars")), tags: data.getAll("tags"), feedback: data.get("feedback").trim() });
        this.#hideProblem();
        this.#show();
      } catch {
        this.#showProblem(w.failed);
      }
    };
  }

  #visitorItem(content) {
    return el("div", { className: "chat-item visitor" }, hidden(`${this.#words.you}: `),
      el("div", { className: "chat-bubble", dir: "auto", textContent: content }));
  }

  #remember(m, item) {
    this.#items.set(m.id, item);
    this.#lastSeq = Math.max(this.#lastSeq, m.seq);
  }

  // add shows a message at the end, or in place of another element.
  #add(m, place) {
    const item = m.role === "visitor" ? this.#visitorItem(m.content) : this.#answerItem(m);
    this.#remember(m, item);
    if (place) place.replaceWith(item);
    else this.log.append(item);
    this.#bottom();
  }

  #answerItem(m) {
    const w = this.#words;
    const who = { assistant: w.assistant, agent: w.agent, system: w.notice }[m.role];
    const bubble = el("div", { className: "chat-bubble", dir: "auto" });
    bubble.append(m.html ? fragmentOf(m.html, w.newTab) : m.content);
    const item = el("div", { className: `chat-item ${m.role}` }, hidden(`${who}: `), bubble);
    if (m.citations.length) item.append(this.#sources(m.citations));
    if (m.role !== "system") item.append(this.#thumbs(m));
    item.quickReplies = m.quick_replies;
    return item;
  }

  #sources(citations) {
    const list = el("ul", { className: "chat-sources" },
      el("li", { className: "label", textContent: citations.length === 1 ? this.#words.source : this.#words.sources }));
    for (const c of citations) {
      const href = c.url && webAddress(c.url);
      const name = href ? anchor(href) : el("span");
      name.textContent = c.title;
      if (href) name.append(hidden(` ${this.#words.newTab}`));
      list.append(el("li", { dir: "auto" }, name));
    }
    return list;
  }

  #thumbs(m) {
    let now = m.reaction;
    const box = el("div", { className: "chat-thumbs", role: "group" });
    const buttons = ["up", "down"].map((value) => {
      const b = el("button", { type: "button", "aria-label": this.#words[value], "aria-pressed": String(now === value), title: this.#words[value] }, icon(value, 18));
      b.addEventListener("click", async () => {
        const next = now === value ? null : value;
        try {
          now = (await this.#client.react(m.id, next)).reaction;
          this.#hideProblem();
        } catch {
          this.#showProblem(this.#words.failed);
        }
        buttons.forEach((x, i) => x.setAttribute("aria-pressed", String(now === ["up", "down"][i])));
      });
      return b;
    });
    box.append(...buttons);
    return box;
  }

  #typing() {
    return el("div", { className: "chat-bubble chat-typing", role: "img", "aria-label": this.#words.typing }, el("i"), el("i"), el("i"));
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.log.setAttribute("aria-busy", String(busy));
    if (busy) this.announcer.textContent = this.#words.typing;
    this.#show();
  }

  #announce(m) {
    this.announcer.textContent = `${this.#words.arrived} ${plain(m.content)}`;
  }

  #showProblem(text, retry) {
    const parts = [el("span", { textContent: text })];
    if (retry) {
      const b = el("button", { type: "button", textContent: this.#words.retry });
      b.addEventListener("click", () => { this.#hideProblem(); retry(); });
      parts.push(b);
    }
    this.problem.replaceChildren(...parts);
    this.problem.hidden = false;
  }

  #hideProblem() { this.problem.hidden = true; }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 132)}px`;
  }

  // bottom shows the newest message, a long one from its beginning.
  #bottom() {
    const last = this.log.lastElementChild;
    const start = last ? last.offsetTop - this.log.offsetTop - 12 : 0;
    this.log.scrollTop = Math.min(start, this.log.scrollHeight);
  }
}

// plain drops the commonest Markdown signs from a draft.
function plain(markdown) {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)?/g, "$1")
    .replace(/^#{1,6}\s+/gm, "")
    .replace(/(\*\*|__|`)/g, "")
    .replace(/^\s*[-*]\s+/gm, "• ");
}

// readableOn picks black or white, whichever stands out more from a colour.
function readableOn(color) {
  const part = (i) => {
    const c = parseInt(color.slice(i, i + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  const light = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#fff" : "#111";
}
