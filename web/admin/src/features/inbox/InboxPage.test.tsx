import type { Conversation, ConversationListing, Message } from "@client/schema";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";
import { eventStream, problem } from "@/test/server";

const id = "7b0a3c52-3f0e-4a53-9b0c-5a1d8a3f0c11";
const path = `/api/admin/conversations/${id}`;
const site = { id: "64a0c2d9-7e5b-4b1e-8c3f-5d9a2e7f1b40", name: "Havenlicht" };
const at = (minute: number) => `2026-03-02T09:${minute}:00Z`;

const listing: ConversationListing = {
  id, site, status: "escalated", escalation_reason: "customer_request", priority: "urgent", language: "en", visitor_name: "Bo",
  first_words: "Can I bring my dog?", message_count: 2, unread: 1, agent: null, follow_up: false, stars: null, created_at: at(30),
  last_message_at: at(32), escalated_at: at(32), waiting_since: at(32), closed_at: null,
};

const message = (seq: number, role: Message["role"], content: string, more: Partial<Message> = {}): Message => ({
  id: `m-${seq}`, session_id: id, seq, role, agent: role === "agent" ? { name: "Ana" } : null, client_message_id: null, content,
  html: `<p>${content}</p>`, reply_id: null, citations: [], answerability: null, quick_replies: [], reaction: null, created_at: at(30 + seq), ...more,
});

const conversation: Conversation = {
  session: {
    id, visitor_id: "5f3d6a0e-6a3b-4c3f-9f57-0a2b7c9d1e22", status: "escalated", escalation_reason: "customer_request", agent: null,
    language: "en", rating: null, created_at: at(30), escalated_at: at(32), closed_at: null,
  },
  site, visitor_name: "Bo", visitor_email: null, visitor_verified: false, customer_id: null, priority: "urgent", replies_unseen_since: null, page_url: null,
  visits: [], summary: { first_question: null, last_question: null, language: "en", questions: 1, answers: 1, unanswered: 0, articles: [] },
  agent: null, waiting_since: at(32), follow_up: false, closed_by: null, escalations: [], earlier_messages: 0,
  messages: [message(1, "visitor", "Can I bring my dog?"), message(2, "assistant", "Yes.")],
  turns: [{
    id: "t-1", message_ids: ["m-1"], reply_id: "m-2", escalation_reason: null, answerability: 0.94, declined: false, provider: "mistral",
    model: "small", input_tokens: 812, output_tokens: 41, created_at: at(31),
    passages: [{ article_id: "a", external_id: "pets", title: "Pets", heading: "", text: "Dogs are welcome.", url: null, score: 0.71, cited: true }],
  }],
  notes: [], audit: [], workflow_url: null,
};

const mine: Conversation = { ...conversation, waiting_since: null, agent: { id: ana.id, name: "Ana", since: at(33), lease_until: at(59) } };

const answers = (shown: Conversation = conversation, rows = [listing]) => ({
  "GET /api/admin/conversations": { data: rows, next_cursor: null },
  [`GET ${path}`]: shown,
  [`POST ${path}/seen`]: new Response(null, { status: 204 }),
});

test("the list shows who waits, why and how urgently", async () => {
  const { calls } = open("/inbox", answers());
  const row = await screen.findByRole("link", { name: /Can I bring my dog/ });
  for (const text of ["Waiting", "Urgent", "1 new"]) expect(within(row).getByText(text)).toBeTruthy();
  expect(within(row).getByText(/Havenlicht · Asked for a person/)).toBeTruthy();
  expect(calls).toContain("GET /api/admin/conversations?sort=priority");
});

test("an inbox in which nobody waits says so and leads to all", async () => {
  const { router } = open("/inbox", answers(conversation, []));
  expect(await screen.findByText("Nobody is waiting")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(router.state.location.search).toEqual({ view: "all" }));
});

test("an answer shows the passages that it was made from, with their scores", async () => {
  open(`/inbox/${id}`, answers());
  await userEvent.click(await screen.findByText("Why did the bot say that?"));
  expect(screen.getByText("Score 0.710")).toBeTruthy();
  expect(screen.getByText(/Mistral, small/)).toBeTruthy();
});

test("only who has the conversation writes to the visitor", async () => {
  open(`/inbox/${id}`, answers());
  expect(await screen.findByLabelText("Note for colleagues, never shown to the visitor")).toBeTruthy();
  expect(screen.queryByLabelText("Reply to the visitor")).toBeNull();
  expect(screen.getByRole("button", { name: "Take over" })).toBeTruthy();
});

test("a viewer reads", async () => {
  open(`/inbox/${id}`, { ...answers(), "GET /api/admin/me": { user: { ...ana, role: "viewer" } } });
  expect(await screen.findByText("Why did the bot say that?")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Take over" })).toBeNull();
  expect(screen.queryByRole("textbox")).toBeNull();
});

test("a reply that could not be sent stays, and sent again it is the same message", async () => {
  let away = true;
  const { calls } = open(`/inbox/${id}`, {
    ...answers(mine),
    [`POST ${path}/reply`]: () => (away ? problem(503, "unavailable") : message(3, "agent", "Welcome.")),
  });
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Reply to the visitor");
  await userEvent.type(field, "Welcome.{Enter}");
  expect(await screen.findByText("Detail of unavailable.")).toBeTruthy();
  expect(field.value).toBe("Welcome.");
  away = false;
  await userEvent.type(field, "{Enter}");
  await waitFor(() => expect(field.value).toBe(""));
  const [first, second] = calls.filter((call) => call.includes("/reply"));
  expect(first).toMatch(/"content":"Welcome\."/);
  expect(second).toBe(first);
});

test("a reply is shown as the server renders it before it is sent, and nothing in it runs", async () => {
  const { calls } = open(`/inbox/${id}`, {
    ...answers(mine),
    "POST /api/admin/markdown": { html: `<p><strong>Welcome</strong><img src=x onerror="alert(1)"></p><ol start="3"><li>bed</li></ol>`, cut: false },
    [`POST ${path}/reply`]: message(3, "agent", "Welcome"),
  });
  await userEvent.type(await screen.findByLabelText("Reply to the visitor"), "**Welcome** ");
  await userEvent.click(screen.getByRole("button", { name: "Preview" }));
  const preview = screen.getByRole("region", { name: "Preview of the reply" });
  expect((await within(preview).findByText("Welcome")).localName).toBe("strong");
  expect(within(preview).getByRole<HTMLOListElement>("list").start).toBe(3);
  expect(preview.querySelector("img")).toBeNull();
  expect(calls).toContain(`POST /api/admin/markdown {"markdown":"**Welcome**"}`);
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Reply to the visitor");
  await waitFor(() => expect(document.activeElement).toBe(field));
  expect(field.value).toBe("");
});

test("a key turns to the preview and back to what one wrote", async () => {
  open(`/inbox/${id}`, { ...answers(mine), "POST /api/admin/markdown": { html: "<p>Hello</p>", cut: false } });
  await userEvent.type(await screen.findByLabelText("Reply to the visitor"), "Hello{Escape}");
  await userEvent.keyboard("v");
  const preview = await screen.findByRole("region", { name: "Preview of the reply" });
  await waitFor(() => expect(document.activeElement).toBe(preview));
  await userEvent.keyboard("v");
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Reply to the visitor");
  await waitFor(() => expect(document.activeElement).toBe(field));
  expect(field.value).toBe("Hello");
});

test("the visitor's card leads to the customer, where there is one, and to the visitor", async () => {
  const customer_id = "c0000000-0000-4000-8000-000000000001";
  open(`/inbox/${id}`, answers({ ...conversation, customer_id }));
  const card = within(await screen.findByRole("complementary", { name: "Details" }));
  expect(card.getByRole("link", { name: "Customer profile" }).getAttribute("href")).toBe(`/customers/${customer_id}`);
  expect(card.getByRole("link", { name: "Visitor profile" }).getAttribute("href")).toContain(`/insights/visitors/${conversation.session.visitor_id}?site=${site.id}`);
});

test("who is too late to take over is told who has it", async () => {
  open(`/inbox/${id}`, { ...answers(), [`POST ${path}/takeover`]: () => problem(409, "already_taken", { detail: "Ben has this conversation." }) });
  await userEvent.click(await screen.findByRole("button", { name: "Take over" }));
  expect(await screen.findByText("Ben has this conversation.")).toBeTruthy();
});

test("the newest reply says whether the visitor has it", async () => {
  const replied = { ...mine, messages: [...mine.messages, message(3, "agent", "Hello."), message(4, "agent", "Welcome.")] };
  open(`/inbox/${id}`, answers({ ...replied, replies_unseen_since: at(34) }));
  expect(await screen.findByText("Not seen yet")).toBeTruthy();
  expect(screen.queryByText("Seen")).toBeNull();
});

test("what one is told of the conversation on the screen is read at once", async () => {
  localStorage.setItem("innconnect:alerts", JSON.stringify({ sound: false, desktop: false }));
  let tell = (_: Response) => {};
  const { calls } = open(`/inbox/${id}`, { ...answers(), "GET /api/admin/events": () => new Promise<Response>((told) => (tell = told)) });
  const seen = () => calls.filter((call) => call === `POST ${path}/seen {"seq":2}`).length;
  await waitFor(() => expect(seen()).toBe(1));
  tell(eventStream("notification", { conversation: listing }));
  await waitFor(() => expect(seen()).toBe(2));
});

test("keys take over, and show themselves", async () => {
  const { calls } = open(`/inbox/${id}`, { ...answers(), [`POST ${path}/takeover`]: listing });
  await screen.findByRole("button", { name: "Take over" });
  await userEvent.keyboard("t");
  await waitFor(() => expect(calls.some((call) => call.startsWith(`POST ${path}/takeover`))).toBe(true));
  await userEvent.keyboard("?");
  expect(await screen.findByRole("table", { name: "Keyboard shortcuts" })).toBeTruthy();
});

test("hostile texts are shown as texts", async () => {
  const evil = `<img src=x onerror="alert(1)">`;
  const shown = { ...conversation, visitor_name: evil, messages: [message(1, "visitor", evil, { html: `${evil}<a href="javascript:alert(1)">x</a>` })], turns: [] };
  open(`/inbox/${id}`, answers(shown, [{ ...listing, first_words: evil }]));
  await screen.findByRole("link", { name: /onerror/ });
  expect(document.querySelector("img[src=x], a[href^=javascript]")).toBeNull();
});

test("a conversation that is not there says so", async () => {
  open("/inbox/7b0a3c52-3f0e-4a53-9b0c-5a1d8a3f0c99", answers());
  expect(await screen.findByText("This conversation is not there")).toBeTruthy();
});
