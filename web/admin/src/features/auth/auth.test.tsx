import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";
import { problem } from "@/test/server";

const signedOut = { "GET /api/admin/me": () => problem(401, "sign_in_required") };

test("who is not signed in comes back to where they were going", async () => {
  const { router } = open("/audit?action=signed_in", {
    ...signedOut,
    "POST /api/admin/login": { user: ana },
    "GET /api/admin/audit": { data: [], next_cursor: null },
  });
  await userEvent.type(await screen.findByLabelText(/E-mail/), "ana@example.org");
  await userEvent.type(screen.getByLabelText(/Password/), "correct horse battery");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(router.state.location.href).toBe("/audit?action=signed_in"));
});

test("a wrong password is said and forgotten", async () => {
  open("/sign-in", { ...signedOut, "POST /api/admin/login": () => problem(401, "sign_in_failed", { title: "Sign-in failed" }) });
  await userEvent.type(await screen.findByLabelText(/E-mail/), "ana@example.org");
  const password = screen.getByLabelText<HTMLInputElement>(/Password/);
  await userEvent.type(password, "wrong");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Sign-in failed");
  expect(password.value).toBe("");
});

test("a refusal is said in Dutch to whom the panel speaks Dutch", async () => {
  localStorage.setItem("innconnect:language", '"nl"');
  open("/sign-in", { ...signedOut, "POST /api/admin/login": () => problem(429, "rate_limited", { detail: "There were too many attempts. Please wait a while." }) });
  await userEvent.type(await screen.findByLabelText(/E-mailadres/), "ana@example.org");
  await userEvent.type(screen.getByLabelText(/Wachtwoord/), "wrong");
  await userEvent.click(screen.getByRole("button", { name: "Inloggen" }));
  expect((await screen.findByRole("alert")).textContent).toMatch(/^Te veel verzoekenEr waren te veel pogingen\. Wacht een tijdje\./);
});

test("nobody is led to another site after signing in", async () => {
  const { router } = open("/sign-in?to=https://evil.example/", { ...signedOut, "POST /api/admin/login": { user: ana }, "GET /api/admin/users": { data: [], next_cursor: null } });
  await userEvent.type(await screen.findByLabelText(/E-mail/), "ana@example.org");
  await userEvent.type(screen.getByLabelText(/Password/), "correct horse battery");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/start"));
});

test("a temporary password opens nothing but its change", async () => {
  const { router } = open("/audit", { "GET /api/admin/me": { user: { ...ana, password_temporary: true } } });
  expect(await screen.findByText(/Your password is temporary/)).toBeTruthy();
  expect(router.state.location.pathname).toBe("/password");
});

test("a user with two-step sign-in is asked for a code", async () => {
  const { calls, router } = open("/sign-in?to=/account", {
    ...signedOut,
    "POST /api/admin/login": () => Response.json({ challenge: "c1", expires_at: "2026-01-01T10:05:00Z" }, { status: 202 }),
    "POST /api/admin/login/code": { user: ana },
  });
  await userEvent.type(await screen.findByLabelText(/E-mail/), "ana@example.org");
  await userEvent.type(screen.getByLabelText(/Password/), "correct horse battery");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await userEvent.type(await screen.findByLabelText(/Code/), "287082");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/account"));
  expect(calls).toContain('POST /api/admin/login/code {"challenge":"c1","code":"287082"}');
});

test("an invitation is read from behind the # and does not stay there", async () => {
  const { calls, router } = open("/invitation#secret-token", {
    ...signedOut,
    "POST /api/admin/links/look": { kind: "invitation", email: "ben@example.org", name: "Ben", expires_at: "2026-01-04T10:00:00Z" },
    "POST /api/admin/invitations/accept": { user: { ...ana, role: "viewer" } },
  });
  await userEvent.type(await screen.findByLabelText(/New password/), "correct horse battery");
  expect(router.state.location.hash).toBe("");
  await userEvent.click(screen.getByRole("button", { name: "Join" }));
  await waitFor(() => expect(calls).toContain('POST /api/admin/invitations/accept {"token":"secret-token","name":"Ben","password":"correct horse battery"}'));
});

test("a link of another kind does not work", async () => {
  open("/setup#secret-token", { ...signedOut, "POST /api/admin/links/look": { kind: "invitation", email: null, name: null, expires_at: "2026-01-04T10:00:00Z" } });
  expect(await screen.findByText("This link does not work")).toBeTruthy();
});

test("asking for a new password says the same whoever asks", async () => {
  open("/password-reset", { ...signedOut, "POST /api/admin/password-resets": () => new Response(null, { status: 204 }) });
  await userEvent.type(await screen.findByLabelText(/E-mail/), "nobody@example.org");
  await userEvent.click(screen.getByRole("button", { name: "Send the link" }));
  expect(await screen.findByText(/If a user has this address/)).toBeTruthy();
});
