import type { Import, ImportDocument } from "@client/schema";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { encoded, most, problemOf } from "@/features/imports/files";
import { ana, open } from "@/test/render";
import { problem } from "@/test/server";

const site = "50000000-0000-4000-8000-000000000001";
const path = `/api/admin/sites/${site}/imports`;
const one: Import = {
  id: "60000000-0000-4000-8000-000000000001", site_id: site, source: "sitemap", address: "https://h.example/sitemap.xml", article_status: "draft",
  state: "running", problem: null, detail: null, more: false, documents: 4, outcomes: { created: 1, updated: 0, unchanged: 0, refused: 1 },
  user: { id: ana.id, name: "Ana" }, created_at: "2026-01-01T10:00:00Z", finished_at: null,
};
const refused: ImportDocument = {
  number: 2, name: "https://h.example/gone", outcome: "refused", problem: "http_status", detail: "404", article_id: null, title: null,
  finished_at: "2026-01-01T10:00:02Z",
};

test("who came from the guide imports what is published, and goes on with the guide", async () => {
  const { router } = open(`/sites/${site}/imports?guide=true`, {
    [`GET ${path}`]: { data: [], next_cursor: null },
    [`POST ${path}`]: () => Response.json(one, { status: 201 }),
    [`GET ${path}/${one.id}`]: { ...one, state: "done", article_status: "published" },
    [`GET ${path}/${one.id}/documents`]: { data: [refused], next_cursor: null },
    [`GET /api/admin/sites/${site}`]: {},
  });
  expect((await screen.findByRole("link", { name: "Back to the guide" })).getAttribute("href")).toBe(`/start?site=${site}&step=articles`);
  expect(screen.getByRole("radio", { name: "Published" })).toHaveProperty("checked", true);
  await userEvent.click(screen.getByText("Sitemap"));
  fireEvent.change(screen.getByLabelText(/^Address/), { target: { value: one.address } });
  await userEvent.click(screen.getByRole("button", { name: "Import" }));
  await userEvent.click(await screen.findByRole("link", { name: "Go on with the guide" }));
  await waitFor(() => expect(router.state.location.search).toEqual({ site, step: "try" }));
  expect(await screen.findByText(/Ask what your article answers/)).toBeTruthy();
});

test("an address is sent with what new articles are to be, and its report opens", async () => {
  const { calls, router } = open(`/sites/${site}/imports`, {
    [`GET ${path}`]: { data: [], next_cursor: null },
    [`POST ${path}`]: () => Response.json(one, { status: 201 }),
    [`GET ${path}/${one.id}`]: one,
    [`GET ${path}/${one.id}/documents`]: { data: [refused], next_cursor: null },
  });
  await userEvent.click(await screen.findByText("Sitemap"));
  fireEvent.change(screen.getByLabelText(/^Address/), { target: { value: one.address } });
  await userEvent.click(screen.getByText("Published"));
  await userEvent.click(screen.getByRole("button", { name: "Import" }));
  await waitFor(() => expect(router.state.location.pathname).toBe(`/sites/${site}/imports/${one.id}`));
  expect(calls).toContain(`POST ${path} {"source":"sitemap","address":"${one.address}","article_status":"published"}`);
  expect(await screen.findByText("2 of 4 documents")).toBeTruthy();
  expect(await screen.findByText("The server answered with an error. 404")).toBeTruthy();
});

test("files are sent in base64", async () => {
  const { calls } = open(`/sites/${site}/imports`, { [`GET ${path}`]: { data: [], next_cursor: null }, [`POST ${path}/files`]: () => problem(503, "unavailable") });
  await screen.findByText("Nothing was imported yet");
  fireEvent.change(document.querySelector("input[type=file]")!, { target: { files: [new File(["# Pets"], "pets.md")] } });
  await userEvent.click(screen.getByRole("button", { name: "Import" }));
  expect(await screen.findByText("Request request-1")).toBeTruthy();
  expect(calls).toContain(`POST ${path}/files {"article_status":"draft","files":[{"name":"pets.md","content":"${btoa("# Pets")}"}]}`);
});

test("what the server would refuse is said before it is sent", async () => {
  const file = (name: string, size = 1) => Object.defineProperty(new File([], name), "size", { value: size });
  expect(problemOf([file("a.md"), file("b.md")])).toBeUndefined();
  expect(problemOf([file("a.md"), file("a.md")])).toBe("sameName");
  expect(problemOf([file("a.pdf", most.megabytes * 1024 * 1024), file("b.md")])).toBe("tooLarge");
  expect(problemOf(Array.from({ length: most.files + 1 }, (_, n) => file(`${n}.md`)))).toBe("tooMany");
  expect(await encoded([new File([], "empty.md")])).toEqual([{ name: "empty.md", content: "" }]);
});

test("a running import is stopped after a question", async () => {
  let now = one;
  const { calls } = open(`/sites/${site}/imports/${one.id}`, {
    [`GET ${path}/${one.id}`]: () => now,
    [`GET ${path}/${one.id}/documents`]: { data: [], next_cursor: null },
    [`POST ${path}/${one.id}/stop`]: () => (now = { ...one, state: "stopped", finished_at: "2026-01-01T10:00:09Z" }),
  });
  await userEvent.click(await screen.findByRole("button", { name: "Stop" }));
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Stop" }));
  expect(await screen.findByText("Stopped")).toBeTruthy();
  expect(calls).toContain(`POST ${path}/${one.id}/stop`);
});

test("an import that failed says why", async () => {
  open(`/sites/${site}/imports/${one.id}`, {
    [`GET ${path}/${one.id}`]: { ...one, state: "failed", problem: "not_sitemap", documents: 0, finished_at: "2026-01-01T10:00:02Z" },
    [`GET ${path}/${one.id}/documents`]: { data: [], next_cursor: null },
  });
  expect(await screen.findByText(/This is not a sitemap/)).toBeTruthy();
});

test("a viewer reads and starts nothing", async () => {
  open(`/sites/${site}/imports`, { "GET /api/admin/me": { user: { ...ana, role: "viewer" } }, [`GET ${path}`]: { data: [one], next_cursor: null } });
  expect(await screen.findByText(/sitemap\.xml/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Import" })).toBeNull();
});
