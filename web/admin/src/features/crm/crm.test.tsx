import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { CustomerListing, CustomerProfile } from "@client/schema";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";
import { problem } from "@/test/server";

const bo: CustomerListing = {
  id: "c0000000-0000-4000-8000-000000000001", site: { id: "50000000-0000-4000-8000-000000000001", name: "Hotel" }, email: "bo@example.org", name: "Bo",
  external_id: null, verified: false, created_at: "2026-01-01T10:00:00Z", last_seen_at: "2026-01-02T10:00:00Z", conversations: 1, notes: 0,
};
const profile: CustomerProfile = { customer: bo, emails: [], conversations: [], browsers: [], notes: [] };
const path = `/api/admin/customers/${bo.id}`;
const loaded = { [`GET ${path}`]: profile };

test("what is searched for stands in the address and is asked of the server", async () => {
  const { calls, router } = open("/customers", { "GET /api/admin/customers": { data: [], next_cursor: null } });
  expect(await screen.findByText("No customers yet")).toBeTruthy();
  await userEvent.type(screen.getByRole("searchbox", { name: "Search" }), "bo@ex");
  expect(await screen.findByText("Nobody found")).toBeTruthy();
  expect(router.state.location.search).toEqual({ q: "bo@ex" });
  expect(calls).toContain("GET /api/admin/customers?q=bo%40ex");
});

test("erasing waits until the user has written who it is", async () => {
  const { calls, router } = open(`/customers/${bo.id}`, {
    ...loaded, "GET /api/admin/customers": { data: [], next_cursor: null }, [`DELETE ${path}`]: new Response(null, { status: 204 }),
  });
  await userEvent.click(await screen.findByRole("button", { name: "Erase" }));
  const dialog = within(await screen.findByRole("dialog"));
  const erase = dialog.getByRole("button", { name: "Erase for good" });
  await userEvent.type(dialog.getByRole("textbox"), "B");
  expect(erase.hasAttribute("disabled")).toBe(true);
  await userEvent.type(dialog.getByRole("textbox"), "o");
  await userEvent.click(erase);
  await waitFor(() => expect(router.state.location.pathname).toBe("/customers"));
  expect(calls).toContain(`DELETE ${path}`);
});

test("a note that is sent again keeps its id", async () => {
  let away = true;
  const { calls } = open(`/customers/${bo.id}`, {
    ...loaded, [`POST ${path}/notes`]: () => (away ? problem(503, "unavailable") : Response.json({ id: "n", author: null, content: "Called", created_at: bo.created_at }, { status: 201 })),
  });
  await userEvent.type(await screen.findByLabelText("New note"), "Called");
  await userEvent.click(screen.getByRole("button", { name: "Add the note" }));
  expect(await screen.findByText("Detail of unavailable.")).toBeTruthy();
  away = false;
  await userEvent.click(screen.getByRole("button", { name: "Add the note" }));
  await waitFor(() => expect((screen.getByLabelText("New note") as HTMLTextAreaElement).value).toBe(""));
  const sent = calls.filter((call) => call.startsWith("POST"));
  expect(sent.length).toBe(2);
  expect(sent[0]).toBe(sent[1]);
});

test("an agent writes notes and changes nothing else; a viewer reads", async () => {
  open(`/customers/${bo.id}`, { ...loaded, "GET /api/admin/me": { user: { ...ana, role: "agent" } } });
  expect(await screen.findByLabelText("New note")).toBeTruthy();
  for (const name of ["Merge", "Export", "Erase"]) expect(screen.queryByRole("button", { name })).toBeNull();
});
