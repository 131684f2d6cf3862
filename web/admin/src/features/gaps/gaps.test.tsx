import type { Gap } from "@client/schema";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ana, open } from "@/test/render";

const site = "50000000-0000-4000-8000-000000000001";
const path = `/api/admin/sites/${site}/gaps`;
const gap: Gap = {
  id: "9a000000-0000-4000-8000-000000000001", question: "Is there a charger?", language: "en", count: 12, conversations: 11,
  causes: { unanswered: 10, thumb_down: 2, low_rating: 0 }, last_asked_at: "2026-01-01T10:00:00Z", dismissed_at: null,
  examples: [{ conversation_id: "50000000-0000-4000-8000-000000000009", message_id: "m1", question: "charger??", causes: ["unanswered"], asked_at: "2026-01-01T10:00:00Z" }],
};

test("a gap leads to its article, to the playground and to where it was asked", async () => {
  open(`/sites/${site}/gaps`, { [`GET ${path}`]: { data: [gap], next_cursor: null } });
  const write = await screen.findByRole("link", { name: "Write this article: Is there a charger?" });
  expect(new URL((write as HTMLAnchorElement).href).searchParams.get("title")).toBe(gap.question);
  expect(screen.getByRole("cell", { name: "12 ×" })).toBeTruthy();
  expect(screen.getByRole("cell", { name: "11" })).toBeTruthy();
  expect(screen.getByText("Not answered: 10")).toBeTruthy();
  expect(screen.queryByText(/Rated low: 0/)).toBeNull();
  expect((screen.getByRole("link", { name: /Try it/ }) as HTMLAnchorElement).href).toContain("/playground?question=");
});

test("a gap that is set aside is gone from the list", async () => {
  let listed = [gap];
  const { calls } = open(`/sites/${site}/gaps`, {
    [`GET ${path}`]: () => ({ data: listed, next_cursor: null }),
    [`PUT ${path}/${gap.id}`]: () => {
      listed = [];
      return new Response(null, { status: 204 });
    },
  });
  await userEvent.click(await screen.findByRole("button", { name: /Set aside/ }));
  expect(await screen.findByText("No gaps")).toBeTruthy();
  expect(calls).toContain(`PUT ${path}/${gap.id} {"dismissed":true}`);
});

test("what one filters by is asked of the server", async () => {
  const { calls } = open(`/sites/${site}/gaps?days=7`, { [`GET ${path}`]: { data: [gap], next_cursor: null } });
  await userEvent.click(await screen.findByLabelText("Set aside"));
  await waitFor(() => expect(calls.at(-1)).toMatch(/dismissed=1/));
  const from = new URL(`http://x${calls.at(-1)!.split(" ")[1]}`).searchParams.get("from")!;
  expect(Date.now() - Date.parse(from)).toBeGreaterThan(6.9 * 86_400_000);
});

test("a viewer is shown nothing to do", async () => {
  open(`/sites/${site}/gaps`, { "GET /api/admin/me": { user: { ...ana, role: "viewer" } }, [`GET ${path}`]: { data: [gap], next_cursor: null } });
  expect(await screen.findByText("Is there a charger?")).toBeTruthy();
  expect(screen.queryByRole("link", { name: /Write this article/ })).toBeNull();
});
