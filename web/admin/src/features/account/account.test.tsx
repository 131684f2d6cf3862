import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";
import { problem } from "@/test/server";

const account = {
  "GET /api/admin/me/preferences": { notifications: [{ kind: "again", in_app: true, email: true }] },
  "GET /api/admin/me/sessions": {
    data: [
      { id: "s1", created_at: "2026-01-01T10:00:00Z", last_seen_at: "2026-01-01T10:00:00Z", current: true },
      { id: "s2", created_at: "2026-01-01T10:00:00Z", last_seen_at: "2026-01-01T10:00:00Z", current: false },
    ],
  },
};

test("a preference is kept at once, and the other way stays", async () => {
  const { calls } = open("/account", { ...account, "PUT /api/admin/me/preferences": account["GET /api/admin/me/preferences"] });
  await userEvent.click(await screen.findByRole("checkbox", { name: "A visitor still waits: By e-mail" }));
  await waitFor(() => expect(calls).toContain(`PUT /api/admin/me/preferences ${JSON.stringify({ notifications: [{ kind: "again", in_app: true, email: false }] })}`));
});

test("a viewer, who is told of nothing, has no preferences", async () => {
  const { calls } = open("/account", { ...account, "GET /api/admin/me": { user: { ...ana, role: "viewer" } } });
  expect(await screen.findByText("This browser")).toBeTruthy();
  expect(screen.queryByText("Notifications")).toBeNull();
  expect(calls).not.toContain("GET /api/admin/me/preferences");
});

test("a session elsewhere can be ended, this one by signing out alone", async () => {
  const { calls } = open("/account", { ...account, "DELETE /api/admin/me/sessions/s2": () => new Response(null, { status: 204 }) });
  await userEvent.click(await screen.findByRole("button", { name: "Sign out there" }));
  await waitFor(() => expect(calls).toContain("DELETE /api/admin/me/sessions/s2"));
});

test("two-step sign-in is on only after a code of the app, and its recovery codes are shown", async () => {
  let on = false;
  open("/account", {
    ...account,
    "GET /api/admin/me": () => ({ user: { ...ana, two_steps: on } }),
    "POST /api/admin/me/two-steps": { secret: "JBSWY3DPEHPK3PXP", url: "otpauth://totp/x", qr_png: "" },
    "POST /api/admin/me/two-steps/confirm": async (request: Request) => {
      on = (await request.json()).code === "287082";
      return on ? { recovery_codes: ["aaaa-bbbb", "cccc-dddd"] } : problem(401, "sign_in_failed");
    },
  });
  await userEvent.click(await screen.findByRole("button", { name: "Turn on" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText(/Your password/), "correct horse");
  await userEvent.click(within(dialog).getByRole("button", { name: "Go on" }));
  expect(await within(dialog).findByText("JBSWY3DPEHPK3PXP")).toBeTruthy();
  const code = within(dialog).getByLabelText(/Code that the app shows/);
  await userEvent.type(code, "000000");
  await userEvent.click(within(dialog).getByRole("button", { name: "Turn on" }));
  expect(await within(dialog).findByRole("alert")).toBeTruthy();
  await userEvent.clear(code);
  await userEvent.type(code, "287082");
  await userEvent.click(within(dialog).getByRole("button", { name: "Turn on" }));
  expect((await within(dialog).findByLabelText("Recovery codes")).textContent).toBe("aaaa-bbbb\ncccc-dddd");
  await userEvent.click(within(dialog).getByRole("button", { name: "I have kept them" }));
  expect(await screen.findByRole("button", { name: "Turn off" })).toBeTruthy();
});
