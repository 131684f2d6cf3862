import type { Notification } from "@client/schema";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";
import { eventStream, problem } from "@/test/server";

const site = { id: "64a0c2d9-7e5b-4b1e-8c3f-5d9a2e7f1b40", name: "Havenlicht" };
const notification = (n: number, more: Partial<Notification> = {}): Notification => ({
  id: `n-${n}`, kind: "escalated", site, conversation_id: `c-${n}`, escalation_reason: "keyword", created_at: `2026-03-02T09:0${n}:00Z`, read_at: null, ...more,
});
const page = (data: Notification[], next_cursor: string | null = null) => ({ data, next_cursor, unread: data.filter(({ read_at }) => !read_at).length });

/** The numbers that the stream begins with. */
const told = (notifications: number, waiting = 0) =>
  ({ "GET /api/admin/events": () => eventStream("ready", { waiting, mine: 0, unread: 0, notifications }) });

const list = () => screen.findByRole("list", { name: "Notifications" });

test("the bell says how many are unread, and opens them, the newest first", async () => {
  const { calls } = open("/account", {
    ...told(1),
    "GET /api/admin/notifications": (request: Request) =>
      request.url.includes("after=next") ? page([notification(1, { read_at: "2026-03-02T10:00:00Z" })]) : page([notification(2)], "next"),
  });
  const bell = await screen.findByRole("button", { name: "Notifications, 1 unread" });
  expect(calls.some((call) => call.includes("/notifications"))).toBe(false);
  await userEvent.click(bell);
  expect(within(await list()).getByText(/Havenlicht · Keyword of the site/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  await waitFor(async () => expect(within(await list()).getAllByRole("link").length).toBe(2));
  expect(within(await list()).getAllByText(/^Unread/).length).toBe(1);
});

test("a notification leads to its conversation and is read", async () => {
  const { calls, router } = open("/account", {
    ...told(1), "GET /api/admin/notifications": page([notification(1)]), "POST /api/admin/notifications/read": { unread: 0 },
  });
  await userEvent.click(await screen.findByRole("button", { name: /^Notifications/ }));
  await userEvent.click(within(await list()).getByRole("link", { name: /A visitor waits for a person/ }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/inbox/c-1"));
  expect(calls).toContain(`POST /api/admin/notifications/read {"ids":["n-1"]}`);
  await waitFor(() => expect(screen.queryByRole("list", { name: "Notifications" })).toBeNull());
});

test("all are read at once", async () => {
  let read = false;
  const { calls } = open("/account", {
    ...told(2),
    "GET /api/admin/notifications": () => page([2, 1].map((n) => notification(n, { read_at: read ? "2026-03-02T10:00:00Z" : null }))),
    "POST /api/admin/notifications/read": () => {
      read = true;
      return { unread: 0 };
    },
  });
  await userEvent.click(await screen.findByRole("button", { name: /^Notifications/ }));
  expect(within(await list()).getAllByText(/^Unread/).length).toBe(2);
  await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
  await waitFor(() => expect(screen.queryByText(/^Unread/)).toBeNull());
  expect(calls).toContain("POST /api/admin/notifications/read {}");
});

test("nobody is told anything yet, or why it cannot be shown", async () => {
  let away = true;
  open("/account", { ...told(0), "GET /api/admin/notifications": () => (away ? problem(500, "internal_error") : page([])) });
  await userEvent.click(await screen.findByRole("button", { name: "Notifications" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Notifications" }));
  await dialog.findByText("Request request-1");
  away = false;
  await userEvent.click(dialog.getByRole("button", { name: "Try again" }));
  await dialog.findByText("No notifications yet");
});

test("a viewer, who is told of nothing, has no bell, but sees how many wait", async () => {
  open("/account", { ...told(0, 3), "GET /api/admin/me": { user: { ...ana, role: "viewer" } } });
  expect(await screen.findByRole("link", { name: /^Escalations\s*3\s*waiting$/ })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Notifications/ })).toBeNull();
});
