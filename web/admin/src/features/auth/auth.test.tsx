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

test("nobody is led to another site after signing in", async () => {
  const { router } = open("/sign-in?to=https://evil.example/", { ...signedOut, "POST /api/admin/login": { user: ana }, "GET /api/admin/audit": { data: [], next_cursor: null } });
  await userEvent.type(await screen.findByLabelText(/E-mail/), "ana@example.org");
  await userEvent.type(screen.getByLabelText(/Password/), "correct horse battery");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/audit"));
});

test("a temporary password opens nothing but its change", async () => {
  const { router } = open("/audit", { "GET /api/admin/me": { user: { ...ana, password_temporary: true } } });
  expect(await screen.findByText(/Your password is temporary/)).toBeTruthy();
  expect(router.state.location.pathname).toBe("/password");
});
