import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";
import { problem } from "@/test/server";

const ben = { ...ana, id: "b0000000-0000-4000-8000-000000000002", email: "ben@example.org", name: "Ben", role: "agent", sites: ["s1"] };
const sites = { data: [{ id: "s1", name: "Havenlicht", language: "en" }] };
const users = { "GET /api/admin/users": { data: [ben, ana], next_cursor: null }, "GET /api/admin/sites": sites };
const user = (of = ben) => ({ ...users, [`GET /api/admin/users/${of.id}`]: of });

test("the list says who works for which sites", async () => {
  open("/team", users);
  const row = (await screen.findByRole("link", { name: "Ben" })).closest("tr")!;
  expect(within(row).getByText("Agent")).toBeTruthy();
  await waitFor(() => expect(within(row).getByText("Havenlicht")).toBeTruthy());
  expect(within(screen.getByRole("cell", { name: ana.email }).closest("tr")!).getByText("All")).toBeTruthy();
});

test("somebody is invited by mail, or gets a password that is shown once", async () => {
  const { calls } = open("/team", { ...users, "POST /api/admin/invitations": ben, "POST /api/admin/users": { user: ben, password: "kT4uR9mWz2Ye7QpX" } });
  await userEvent.click(await screen.findByRole("button", { name: "Add somebody" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText(/E-mail/), "ben@example.org");
  await userEvent.type(within(dialog).getByLabelText(/Name/), "Ben");
  await userEvent.click(within(dialog).getByRole("radio", { name: /password/ }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Add somebody" }));
  expect(await within(dialog).findByText("kT4uR9mWz2Ye7QpX")).toBeTruthy();
  expect(calls).toContain(`POST /api/admin/users ${JSON.stringify({ email: "ben@example.org", name: "Ben", role: "agent", supervisor: false, sites: [] })}`);
});

test("a refused field says so where it is", async () => {
  open("/team", { ...users, "POST /api/admin/invitations": () => problem(400, "invalid_request", { errors: [{ field: "email", message: "is taken" }] }) });
  await userEvent.click(await screen.findByRole("button", { name: "Add somebody" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText(/E-mail/), "ben@example.org");
  await userEvent.type(within(dialog).getByLabelText(/Name/), "Ben");
  await userEvent.click(within(dialog).getByRole("button", { name: "Add somebody" }));
  expect(await within(dialog).findByText("is taken")).toBeTruthy();
});

test("nobody shuts their own door", async () => {
  open(`/team/${ana.id}`, user(ana as never));
  expect(await screen.findByRole("heading", { name: "Access" })).toBeTruthy();
  for (const name of ["Disable", "Delete", "New temporary password"]) expect(screen.queryByRole("button", { name })).toBeNull();
});

test("a deletion is asked about, and leads back to the list", async () => {
  const { calls, router } = open(`/team/${ben.id}`, { ...user(), [`DELETE /api/admin/users/${ben.id}`]: () => new Response(null, { status: 204 }) });
  await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
  expect(calls.some((call) => call.startsWith("DELETE"))).toBe(false);
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/team"));
  expect(calls).toContain(`DELETE /api/admin/users/${ben.id}`);
});
