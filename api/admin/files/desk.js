import * as api from "./api.js";
import { el } from "./dom.js";
import { timeOf } from "./words.js";

const typingEvery = 3_000; // ms

// Desk is where a user acts in the conversation that is open. What they are
// writing stays while the conversation around it is shown anew. changed is called
// after each thing that was done; failed is as for List.
export class Desk {
  node = el("section", { class: "desk", "aria-label": "What you can do" });
  #id;
  #user;
  #changed;
  #failed;
  #site = null;
  #alert = el("p", { class: "problem", role: "alert", hidden: true });
  #bar = el("div", { class: "desk-bar" });
  #reply;
  #notes = el("ol", { class: "notes" });
  #note;
  #typed = 0; // when the visitor was last told of typing

  constructor(id, user, changed, failed) {
    this.#id = id;
    this.#user = user;
    this.#changed = changed;
    this.#failed = failed;
    this.#reply = this.#form("reply", "Reply to the visitor", "Send", (content, key) => ({ content, client_message_id: key }));
    this.#note = this.#form("notes", "Note for colleagues, never shown to the visitor", "Add note", (content, key) => ({ content, id: key }));
    this.#reply.addEventListener("input", () => this.#typing());
    this.node.append(this.#alert, this.#bar, this.#reply,
      el("details", { class: "colleagues" }, el("summary", {}, "Notes for colleagues"), this.#notes, user.role === "viewer" ? null : this.#note));
  }

  // show brings the desk up to date with the conversation.
  show({ session, site, agent, notes }) {
    this.#site = site.id;
    const open = session.status !== "closed";
    const mine = open && agent?.id === this.#user.id;
    const buttons = [];
    if (this.#user.role !== "viewer" && open && !agent) buttons.push(this.#button("Take over", "takeover", "primary"));
    if (mine) buttons.push(this.#button("Hand back", "handback", "quiet"), this.#transfer());
    if (this.#user.role !== "viewer" && open && (mine || !agent)) buttons.push(this.#button("End conversation", "close", "quiet"));
    const focused = this.#bar.contains(document.activeElement);
    this.#bar.replaceChildren(...buttons,
      open && agent && !mine ? el("p", { class: "muted", dir: "auto" }, `${agent.name} has this conversation since ${timeOf(agent.since)}.`) : "");
    this.#reply.hidden = !mine;
    if (focused) (mine ? this.#reply.querySelector("textarea") : this.#bar.querySelector("button"))?.focus();
    this.#notes.replaceChildren(...notes.map((n) => el("li", {},
      el("span", { class: "muted" }, `${n.user.name}, ${timeOf(n.created_at)}`), el("p", { class: "plain", dir: "auto" }, n.content))));
    this.node.querySelector(".colleagues summary").textContent = `Notes for colleagues${notes.length ? ` (${notes.length})` : ""}`;
  }

  async #do(action, body) {
    this.#say(null);
    try {
      await api.act(this.#id, action, body);
    } catch (problem) {
      if (!this.#failed(problem)) this.#say(problem.message);
      if (problem.status === 409) this.#changed(); // somebody else was first
      return false;
    }
    await this.#changed();
    return true;
  }

  #say(text) {
    this.#alert.textContent = text ?? "";
    this.#alert.hidden = !text;
  }

  #button(label, action, kind) {
    const button = el("button", { type: "button", class: kind }, label);
    button.addEventListener("click", async () => {
      if (action === "close" && !confirm("End this conversation? The visitor can write no more in it.")) return;
      button.disabled = true;
      await this.#do(action);
      button.disabled = false;
    });
    return button;
  }

  #transfer() {
    const select = el("select", { "aria-label": "Pass on to" }, el("option", { value: "" }, "Pass on to …"));
    select.addEventListener("focus", async () => {
      try {
        const { data } = await api.agents(this.#site);
        select.replaceChildren(select.firstElementChild,
          ...data.filter((a) => a.id !== this.#user.id).map((a) => el("option", { value: a.id }, a.name)));
      } catch (problem) {
        if (!this.#failed(problem)) this.#say(problem.message);
      }
    }, { once: true });
    select.addEventListener("change", () => select.value && this.#do("transfer", { agent_id: select.value }));
    return select;
  }

  // form makes a text field that is sent under a key, which stays the same until
  // it has arrived: sending again makes no second one.
  #form(action, label, verb, bodyOf) {
    const text = el("textarea", { id: `desk-${action}`, rows: "3", maxlength: "4000", required: true, dir: "auto" });
    const send = el("button", { type: "submit", class: "primary" }, verb);
    const form = el("form", { class: "desk-form" }, el("label", { for: text.id }, label), text, send);
    let key = crypto.randomUUID();
    text.addEventListener("input", () => { key = crypto.randomUUID(); });
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const content = text.value.trim();
      if (!content || send.disabled) return;
      send.disabled = true;
      if (await this.#do(action, bodyOf(content, key)) && text.value.trim() === content) {
        text.value = "";
        key = crypto.randomUUID();
      }
      send.disabled = false;
    });
    return form;
  }

  #typing() {
    if (Date.now() - this.#typed < typingEvery) return;
    this.#typed = Date.now();
    api.act(this.#id, "typing").catch(() => {}); // the next sign says it again
  }
}
