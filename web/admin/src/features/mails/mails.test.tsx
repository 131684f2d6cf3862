import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { open } from "@/test/render";
import { problem } from "@/test/server";

const mail = {
  id: "m0000000-0000-4000-8000-000000000001", site_id: "s1", kind: "reply", conversation_id: null, user_id: null, recipient: "ann@example.net",
  subject: "A reply", status: "failed", attempts: 2, last_error: "SendGrid does not accept the key", created_at: "2026-01-01T10:00:00Z", sent_at: null,
};
const settings = {
  from: "help@hotel.example", from_name: "", sendgrid_key_set: true, reply_after_seconds: 120, visitor_mails_per_day: 500, address_mails_per_day: 10,
};
const path = "/api/admin/sites/s1/mail";

test("a failed mail says why and is sent again", async () => {
  let sent = false;
  const { calls } = open("/mails?status=failed", {
    "GET /api/admin/mails": () => ({ data: [sent ? { ...mail, status: "queued" } : mail], next_cursor: null }),
    [`POST /api/admin/mails/${mail.id}/retry`]: () => ((sent = true), { ...mail, status: "queued" }),
  });
  expect(await screen.findByText("SendGrid does not accept the key")).toBeTruthy();
  expect(calls).toContain("GET /api/admin/mails?status=failed");
  await userEvent.click(screen.getByRole("button", { name: "Send again" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Send again" })).toBeNull());
  expect(within(screen.getByRole("table")).getByText("On its way")).toBeTruthy();
});

test("a key is sent when one is typed, and never shown", async () => {
  const { calls } = open("/sites/s1/mail", { [`GET ${path}`]: settings, [`PATCH ${path}`]: settings });
  const key = await screen.findByLabelText("Key of one's own");
  expect((key as HTMLInputElement).value).toBe("");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Saved.");
  await userEvent.type(key, "SG.secret");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  const { sendgrid_key_set: _, ...rest } = settings;
  await waitFor(() => expect(calls).toContain(`PATCH ${path} ${JSON.stringify({ ...rest, sendgrid_key: "SG.secret" })}`));
  expect(calls).toContain(`PATCH ${path} ${JSON.stringify(rest)}`);
  await waitFor(() => expect((key as HTMLInputElement).value).toBe(""));
});

test("a refused setting says so where it is", async () => {
  open("/sites/s1/mail", {
    [`GET ${path}`]: settings,
    [`PATCH ${path}`]: () => problem(400, "invalid_request", { errors: [{ field: "from", message: "is no address" }] }),
  });
  await userEvent.click(await screen.findByRole("button", { name: "Save" }));
  expect(await screen.findByText("is no address")).toBeTruthy();
});
