import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";

const at = "2026-01-01T10:00:00Z";
const well = {
  build: { version: "v1.0.0", revision: null },
  services: [
    { name: "database", state: "ok", milliseconds: 0.8, checked_at: at },
    { name: "temporal", state: "down", milliseconds: 2000, checked_at: at },
    { name: "embeddings", state: "off", milliseconds: null, checked_at: null },
  ],
  backlog: { messages: 3, waiting: 0, queued_mails: 0, failed_mails: 2, chunks: 0 },
  task_queue: {
    workflows: { tasks: 4, oldest_seconds: 12.4 }, activities: { tasks: 0, oldest_seconds: 0 },
    workers: [{ identity: "4711@worker-1", last_seen_at: at }],
  },
};
const models = (state: string, more = {}) => ({
  data: [{ site: { id: "s1", name: "Havenlicht" }, provider: "mistral", state, model: null, succeeded_at: null, milliseconds: null, failed_at: null, failure: null, ...more }],
  next_cursor: null,
});

test("operators see what works, what waits and who works", async () => {
  open("/operations", {
    "GET /api/admin/operations": well,
    "GET /api/admin/operations/models": models("failing", { failed_at: at, failure: "provider rejected (HTTP 401)" }),
  });
  const services = await screen.findByRole("region", { name: "Services" });
  expect(within(services).getByText("Down")).toBeTruthy();
  expect(within(services).getByText("Search finds words alone.")).toBeTruthy();
  const waiting = screen.getByRole("region", { name: "What waits" });
  expect(within(waiting).getByText("the oldest for 12 s")).toBeTruthy();
  expect(within(waiting).getByRole("link", { name: "Mails that failed" }).getAttribute("href")).toContain("status=failed");
  expect(screen.getByRole("cell", { name: "4711@worker-1" })).toBeTruthy();
  expect(await screen.findByText("provider rejected (HTTP 401)")).toBeTruthy();
  expect(screen.getByText("Version v1.0.0")).toBeTruthy();
});

test("without a worker the screen says what to do", async () => {
  open("/operations", {
    "GET /api/admin/operations": { ...well, task_queue: { ...well.task_queue, workers: [] } },
    "GET /api/admin/operations/models": { data: [], next_cursor: null },
  });
  expect(await screen.findByText("No worker runs")).toBeTruthy();
  expect(await screen.findByText("No site uses a model")).toBeTruthy();
});

test("while Temporal is down nothing is said about it", async () => {
  open("/operations", { "GET /api/admin/operations": { ...well, task_queue: null }, "GET /api/admin/operations/models": models("unknown") });
  expect(await screen.findByText("Temporal does not say what waits there and who works.")).toBeTruthy();
  expect(screen.queryByText("Workflow tasks")).toBeNull();
});

test("an agent is not shown it", async () => {
  open("/operations", { "GET /api/admin/me": { user: { ...ana, role: "agent" } } });
  expect(await screen.findByText("Not for your role")).toBeTruthy();
});
