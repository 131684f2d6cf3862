import { notifications } from "@mantine/notifications";
import type { ArticleDocument } from "@client/schema";
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { ana, open } from "@/test/render";
import { problem } from "@/test/server";

const site = "50000000-0000-4000-8000-000000000001";
const id = "c0000000-0000-4000-8000-000000000001";
const path = `/api/admin/sites/${site}`;
const document: ArticleDocument = {
  article: {
    id, external_id: id, title: "Pets", language: "en", tags: ["animals"], url: null, status: "published", revision: 1, version: 1,
    updated_at: "2026-01-01T10:00:00Z", updated_by: "Bob", index: { chunks: 2, embedded: 1 },
  },
  body: "| dogs |\n|---|\n| welcome |", // which only the source keeps
};
const base = (embedded: number) => ({
  statuses: { draft: 0, published: 1, archived: 0 }, languages: [{ label: "en", articles: 1 }], tags: [{ label: "animals", articles: 1 }],
  index: { chunks: 2, embedded, embeddings: true },
});
const answers = {
  "GET /api/admin/sites": { data: [{ id: site, name: "Hotel", language: "en" }] },
  [`GET ${path}/knowledge-base`]: base(2),
  [`GET ${path}/articles`]: { data: [document.article], next_cursor: null },
  [`GET ${path}/articles/${id}`]: document,
};

afterEach(() => notifications.clean());

test("what one types narrows the list, by the server", async () => {
  const { calls, router } = open(`/sites/${site}/knowledge`, answers);
  await userEvent.type(await screen.findByLabelText("Search"), "dog ");
  await waitFor(() => expect(router.state.location.search).toEqual({ words: "dog" }));
  await waitFor(() => expect(calls).toContain(`GET ${path}/articles?words=dog`));
});

test("the state of the index is followed while it is made", async () => {
  let looked = 0;
  open(`/sites/${site}/knowledge`, { ...answers, [`GET ${path}/knowledge-base`]: () => base(Math.min(2, ++looked)) });
  expect(await screen.findByText(/Indexing: 1 of 2/)).toBeTruthy();
  expect(await screen.findByText("1 of 2 vectors")).toBeTruthy();
  expect(await screen.findByText(/Indexed: 2 passages/)).toBeTruthy();
});

test("a change is saved with the version that one saw", async () => {
  let stored = document;
  const { calls } = open(`/sites/${site}/knowledge/${id}`, {
    ...answers,
    [`GET ${path}/articles/${id}`]: () => stored,
    [`PATCH ${path}/articles/${id}`]: async (request: Request) => {
      const { version, status: _, ...fields } = await request.json();
      stored = { article: { ...document.article, ...fields, version: version + 1 }, body: fields.body };
      return stored;
    },
  });
  const title = await screen.findByLabelText(/Title/);
  expect(screen.getByRole("button", { name: "Save" })).toHaveProperty("disabled", true);
  await userEvent.type(title, " and dogs");
  expect(screen.getByText(/Not saved/)).toBeTruthy();
  await userEvent.keyboard("{Control>}s{/Control}");
  expect(await screen.findByText("Saved")).toBeTruthy();
  const sent = calls.find((call) => call.startsWith("PATCH"))!;
  expect(JSON.parse(sent.slice(sent.indexOf("{")))).toEqual({ version: 1, title: "Pets and dogs", body: document.body, language: "en", tags: ["animals"], url: "" });
  await waitFor(() => expect(screen.queryByText(/Not saved/)).toBeNull());
});

test("who was slower sees what the other wrote, loses nothing, and chooses", async () => {
  let stored = document;
  const versions: number[] = [];
  open(`/sites/${site}/knowledge/${id}`, {
    ...answers,
    [`GET ${path}/articles/${id}`]: () => stored,
    [`PATCH ${path}/articles/${id}`]: async (request: Request) => {
      const { version, title, body } = await request.json();
      versions.push(version);
      if (version === 1) {
        stored = { article: { ...document.article, version: 2, title: "Animals" }, body: document.body };
        return problem(409, "article_changed", { detail: "Bob has changed the article meanwhile." });
      }
      return (stored = { article: { ...document.article, version: 3, title }, body });
    },
  });
  await userEvent.type(await screen.findByLabelText(/Title/), "!");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText(/Bob has changed/)).toBeTruthy();
  expect(await screen.findByText("Title: “Animals” became “Pets!”.")).toBeTruthy();
  expect(screen.getByLabelText(/Title/)).toHaveProperty("value", "Pets!");
  await userEvent.click(screen.getByRole("button", { name: "Save mine over it" }));
  expect(await screen.findByText("Saved")).toBeTruthy();
  expect(versions).toEqual([1, 2]);
});

test("nobody leaves with something unsaved without being asked", async () => {
  const { router } = open(`/sites/${site}/knowledge/${id}`, answers);
  await userEvent.type(await screen.findByLabelText(/Title/), "!");
  void router.navigate({ to: "/sites/$site/knowledge", params: { site } });
  await userEvent.click(await screen.findByRole("button", { name: "Leave" }));
  await waitFor(() => expect(router.state.location.pathname).toBe(`/sites/${site}/knowledge`));
});

const title = async () => (await screen.findByLabelText<HTMLInputElement>(/Title/));
const reopen = (address: string, more = {}) => {
  cleanup();
  return open(address, { ...answers, ...more });
};

test("what one has not saved is offered on return, and stays out of the article", async () => {
  const address = `/sites/${site}/knowledge/${id}`;
  open(address, answers);
  await userEvent.type(await title(), " and cats");
  expect(screen.getByText("Not saved, kept in this browser")).toBeTruthy();

  const { calls } = reopen(address);
  expect(await screen.findByText(/You have unsaved changes from/)).toBeTruthy();
  expect(screen.getByText("Title: “Pets” became “Pets and cats”.")).toBeTruthy();
  expect((await title()).value).toBe("Pets");
  expect(await title()).toHaveProperty("readOnly", true); // nothing is written over what was left
  await userEvent.click(screen.getByRole("button", { name: "Restore" }));
  expect((await title()).value).toBe("Pets and cats");
  expect(calls.filter((call) => !call.startsWith("GET"))).toEqual([]);

  reopen(address);
  await userEvent.click(await screen.findByRole("button", { name: "Discard" }));
  expect((await title()).value).toBe("Pets");
  reopen(address);
  await title();
  expect(screen.queryByText(/You have unsaved changes/)).toBeNull();
});

test("what was left of an article that somebody else saved since is not saved over it unseen", async () => {
  const address = `/sites/${site}/knowledge/${id}`;
  open(address, answers);
  await userEvent.type(await title(), "!");
  const versions: number[] = [];
  reopen(address, {
    [`GET ${path}/articles/${id}`]: { article: { ...document.article, version: 2, title: "Animals" }, body: document.body },
    [`PATCH ${path}/articles/${id}`]: async (request: Request) => {
      versions.push((await request.json()).version);
      return problem(409, "article_changed", { detail: "Bob has changed the article meanwhile." });
    },
  });
  expect(await screen.findByText(/^Bob has changed the article since/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Restore" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Somebody else changed the article")).toBeTruthy();
  expect(versions).toEqual([1]);
});

test("a new article that was not saved is offered where it was begun, until it is saved or its writer signs out", async () => {
  const address = `/sites/${site}/knowledge/new`;
  open(address, answers);
  await userEvent.type(await title(), "Parking");
  reopen(`${address}?title=Pets`);
  await title();
  expect(screen.queryByText(/You have unsaved changes/)).toBeNull();
  reopen(address, { [`POST ${path}/articles`]: () => Response.json(document, { status: 201 }) });
  await userEvent.click(await screen.findByRole("button", { name: "Restore" }));
  expect((await title()).value).toBe("Parking");
  await userEvent.click(screen.getByRole("button", { name: "Publish" }));
  await waitFor(() => expect(unsaved()).toEqual([]));

  reopen(address);
  await userEvent.type(await title(), "Parking");
  expect(unsaved().length).toBe(1);
  reopen(`/sites/${site}/knowledge`, { "POST /api/admin/logout": new Response(null, { status: 204 }) });
  await userEvent.click(await screen.findByRole("button", { name: "Ana" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Sign out" }));
  expect(unsaved().length).toBe(1);
  await userEvent.click(within(await screen.findByRole("dialog", { name: "Sign out without saving?" })).getByRole("button", { name: "Sign out" }));
  await waitFor(() => expect(unsaved()).toEqual([]));
});

const unsaved = () => Object.keys(localStorage).filter((key) => key.includes("unsaved"));

test("a new article begins with what another screen asks for, and is one however often it is sent", async () => {
  let away = true;
  const { calls, router } = open(`/sites/${site}/knowledge/new?title=112`, {
    ...answers,
    [`POST ${path}/articles`]: () => (away ? problem(503, "unavailable") : Response.json(document, { status: 201 })),
  });
  await userEvent.click(await screen.findByRole("button", { name: "Publish" }));
  expect(await screen.findByText("Request request-1")).toBeTruthy();
  away = false;
  await userEvent.click(screen.getByRole("button", { name: "Publish" }));
  await waitFor(() => expect(router.state.location.pathname).toMatch(/knowledge\/[0-9a-f-]{36}$/));
  const sent = calls.filter((call) => call.startsWith("POST")).map((call) => JSON.parse(call.slice(call.indexOf("{"))));
  expect(sent[0]).toMatchObject({ title: "112", language: "en", status: "published" });
  expect(sent[1]).toEqual(sent[0]);
});

test("an admin deletes what is archived, by its name, and lands in the list", async () => {
  const archived = { ...document, article: { ...document.article, status: "archived", version: 3 } };
  const address = `/sites/${site}/knowledge/${id}`;
  const { calls, router } = open(address, {
    ...answers, [`GET ${path}/articles/${id}`]: archived, [`DELETE ${path}/articles/${id}`]: new Response(null, { status: 204 }),
  });
  await userEvent.type(await title(), "!");
  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete “Pets”?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(router.state.location.pathname).toBe(`/sites/${site}/knowledge`));
  expect(calls).toContain(`DELETE ${path}/articles/${id}?version=3`);
  expect(unsaved()).toEqual([]);

  reopen(address, { [`GET ${path}/articles/${id}`]: archived, "GET /api/admin/me": { user: { ...ana, role: "agent" } } });
  await title();
  expect(screen.queryByRole("button", { name: "Delete" })).toBeNull();
});

test("a viewer reads, and is shown nothing to write with", async () => {
  open(`/sites/${site}/knowledge/${id}`, { ...answers, "GET /api/admin/me": { user: { ...ana, role: "viewer" } } });
  expect(await screen.findByLabelText(/Title/)).toHaveProperty("readOnly", true);
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Archive" })).toBeNull();
});
