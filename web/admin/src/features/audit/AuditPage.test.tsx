import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";
import { problem } from "@/test/server";

const entry = {
  id: "e0000000-0000-4000-8000-000000000001", action: "key_revoked", user: { id: ana.id, email: ana.email }, site_id: null,
  conversation_id: null, subject_id: null, details: { kind: "server" }, created_at: "2026-01-01T10:00:00Z",
};

test("the list goes on from where it was", async () => {
  const { calls } = open("/audit", {
    "GET /api/admin/audit": (request: Request) =>
      request.url.includes("after=next")
        ? { data: [{ ...entry, id: "e2", action: "signed_in" }], next_cursor: null }
        : { data: [entry], next_cursor: "next" },
  });
  expect(await screen.findByRole("cell", { name: "Revoked a key" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(await screen.findByRole("cell", { name: "Signed in" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  expect(calls.filter((call) => call.includes("/audit")).length).toBe(2);
});

test("a filter stands in the address and is asked of the server", async () => {
  const { calls, router } = open("/audit?action=signed_in", { "GET /api/admin/audit": { data: [], next_cursor: null } });
  expect(await screen.findByText("Nothing here")).toBeTruthy();
  expect(calls).toContain("GET /api/admin/audit?action=signed_in");
  await userEvent.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
});

test("what one user did is found by name, or by who did something", async () => {
  const ben = { ...ana, id: "a0000000-0000-4000-8000-000000000002", email: "ben@example.org", name: "Ben" };
  const { calls, router } = open("/audit", {
    "GET /api/admin/audit": { data: [entry], next_cursor: null },
    "GET /api/admin/users": (request: Request) => ({ data: request.url.includes("q=be") ? [ben] : [ben, ana], next_cursor: null }),
    [`GET /api/admin/users/${ben.id}`]: ben,
  });
  await userEvent.type(await screen.findByRole("combobox", { name: "Who" }), "be");
  await waitFor(() => expect(calls.some((call) => call.includes("q=be"))).toBe(true));
  await userEvent.click(await screen.findByRole("option", { name: "Ben (ben@example.org)" }));
  await waitFor(() => expect(calls).toContain(`GET /api/admin/audit?user=${ben.id}`));
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>("combobox", { name: "Who" }).value).toBe("Ben (ben@example.org)"));
  await userEvent.click(screen.getByRole("link", { name: ana.email }));
  await waitFor(() => expect(router.state.location.search).toEqual({ user: ana.id }));
});

test("a failure says why, with the request's id, and can be tried again", async () => {
  let away = true;
  open("/audit", { "GET /api/admin/audit": () => (away ? problem(500, "internal_error") : { data: [entry], next_cursor: null }) });
  expect(await screen.findByText("Request request-1")).toBeTruthy();
  away = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("cell", { name: "Revoked a key" })).toBeTruthy();
});

test("an agent is not shown it", async () => {
  open("/audit", { "GET /api/admin/me": { user: { ...ana, role: "agent" } } });
  expect(await screen.findByText("Not for your role")).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Audit log" })).toBeNull();
});
