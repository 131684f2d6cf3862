import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { SiteDetails, SiteSettings } from "@client/schema";
import { describe, expect, test } from "vitest";
import { changeOf } from "@/features/sites/change";
import { unitOf } from "@/features/sites/DurationInput";
import { readSpans, writeSpans } from "@/features/sites/hours";
import { adaptTo, elementOf } from "@/features/sites/pageContext";
import { snippet } from "@/features/sites/snippet";
import { open } from "@/test/render";
import { problem } from "@/test/server";

const id = "50000000-0000-4000-8000-000000000001";
const site: SiteDetails = { id, name: "Hotel", language: "en", origins: [], api_key: "sk_7HqK2mWx9TzR4bLc8NvPfY3dGjS6eUaZ", created_at: "2026-01-01T10:00:00Z" };
const settings: SiteSettings = {
  title: "", welcome_message: "", primary_color: "#E85D04", position: "bottom-right", suggestions: [],
  features: { person: true, sound: true, email: true, reactions: true }, texts: {}, rating_tags: [], page_suggestions: [], system_prompt: "",
  provider: "openai", model: "", base_url: "https://models.example/v1", provider_key_set: true, answer_threshold: 0.5, escalation_keywords: [],
  escalation_patterns: [], repeated_failures: 2, business_hours: null, alert_again_seconds: 120, supervisors_seconds: 300, tell_visitor_seconds: 600,
  close_unattended_seconds: 3600, agent_lease_seconds: 300, idle_close_seconds: 86400, idle_warning_seconds: 300, rating_follow_up_seconds: 86400,
  tracking: "consent", identity_required: false, identity_secret_set: false,
  limits: { address_messages_per_minute: 60, address_sessions_per_hour: 30, site_sessions_per_day: 10000, address_tokens_per_day: 200000, site_tokens_per_day: 5000000 },
};
const config = { version: "1", title: "Hotel", page_suggestions: [] };
const path = `/api/admin/sites/${id}`;
const answers = {
  "GET /api/admin/sites": { data: [{ id, name: "Hotel", language: "en", created_at: site.created_at, widget_seen_at: null }] },
  [`GET ${path}`]: site, [`GET ${path}/settings`]: settings, [`POST ${path}/preview`]: config,
  [`POST ${path}/preview-key`]: { key: "sk_9dK2mWx7TzR4bLc8NvPfY3qGjS6eUaZh", expires_at: "2026-01-01T11:00:00Z" },
};

/** Types at once: this form is long, and events for each letter take their time here. */
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

/** Looks for a button by its text, which is quicker here than by its role. */
const button = { selector: "button *" };

test("only what was changed is sent, and the preview never gets a secret", async () => {
  const { calls } = open(`/sites/${id}/settings`, { ...answers, [`PATCH ${path}/settings`]: settings });
  type(await screen.findByLabelText("Welcome message"), "Hi");
  type(screen.getByLabelText("Key"), "secret");
  await waitFor(() => expect(calls).toContain(`POST ${path}/preview {"welcome_message":"Hi"}`));
  fireEvent.click(await screen.findByText("Save", button));
  await waitFor(() => expect(calls).toContain(`PATCH ${path}/settings {"welcome_message":"Hi","provider_key":"secret"}`));
  expect(calls.filter((call) => call.includes("preview") && call.includes("secret"))).toEqual([]);
});

test("a refused value is named at its field, and what was typed stays", async () => {
  open(`/sites/${id}/settings`, {
    ...answers,
    [`PATCH ${path}/settings`]: () => problem(400, "invalid_request", { errors: [{ field: "welcome_message", message: "is too long" }] }),
  });
  type(await screen.findByLabelText("Welcome message"), "Hi");
  fireEvent.click(await screen.findByText("Save", button));
  expect(await screen.findByText("is too long")).toBeTruthy();
  expect((screen.getByLabelText("Welcome message") as HTMLTextAreaElement).value).toBe("Hi");
});

test("whoever changes where the model is reads that its key goes", async () => {
  open(`/sites/${id}/settings`, answers);
  expect(await screen.findByText(/^A key is set/)).toBeTruthy();
  type(screen.getByLabelText(/^Address of the endpoint/), "https://elsewhere.example/v1");
  expect(await screen.findByText(/^The key that is set goes to nobody else/)).toBeTruthy();
});

test("what is discarded is gone", async () => {
  open(`/sites/${id}/settings`, answers);
  const welcome = (await screen.findByLabelText("Welcome message")) as HTMLTextAreaElement;
  type(welcome, "Hi");
  fireEvent.click(await screen.findByText("Discard", button));
  await waitFor(() => expect(welcome.value).toBe(""));
  await waitFor(() => expect(screen.queryByText("Save", button)).toBeNull());
});

test("a server key is shown where it was made, and a public one is not called a secret", async () => {
  const key = { id: "k1", kind: "server", name: "CRM", key: null, created_at: site.created_at, expires_at: null, revoked_at: null };
  open(`/sites/${id}/keys`, { ...answers, [`GET ${path}/keys`]: { data: [key] }, [`POST ${path}/keys`]: { ...key, key: "ssk_secret" } });
  await userEvent.click(await screen.findByRole("button", { name: "New key" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText(/^What it is for/), "CRM");
  await userEvent.click(within(dialog).getByRole("button", { name: "Make the key" }));
  expect(await screen.findByText("ssk_secret")).toBeTruthy();
  expect(screen.getByText("This is shown once. Copy it now.")).toBeTruthy();
});

test("an admin without a site begins with the guide", async () => {
  const { router } = open("/");
  expect(await screen.findByRole("heading", { name: "Set up a site" })).toBeTruthy();
  expect(router.state.location.pathname).toBe("/start");
});

describe("small rules", () => {
  test("a change is what differs", () => {
    const before = { ...settings, provider_key: "" };
    expect(changeOf(before, { ...before })).toEqual({});
    expect(changeOf(before, { ...before, business_hours: { time_zone: "UTC", days: {} }, limits: { ...before.limits } })).toEqual({ business_hours: { time_zone: "UTC", days: {} } });
  });

  test("hours are read as people write them", () => {
    expect(readSpans("9-12:30, 13.00 – 17:00")).toEqual([["09:00", "12:30"], ["13:00", "17:00"]]);
    expect(readSpans("")).toEqual([]);
    expect(readSpans("nine to five")).toBeNull();
    expect(writeSpans(readSpans("9-17")!)).toBe("09:00-17:00");
  });

  test("a time is shown in the largest unit that fits", () => {
    expect([0, 45, 90, 120, 5400, 7200, 86_400].map(unitOf)).toEqual(["m", "s", "s", "m", "m", "h", "d"]);
  });

  test("the preview's page is the one that was named", () => {
    const rooms = { id: "a", url_pattern: "/rooms/*", text: "x", message: "", triggers: { element: "#prices" } };
    const told = { page_suggestions: [rooms, { ...rooms, id: "b", url_pattern: "/contact" }] } as never;
    expect(adaptTo("/rooms/1")(told).page_suggestions).toEqual([{ ...rooms, url_pattern: "*", triggers: { element: "#element" } }]);
    expect(elementOf([rooms], "/rooms/1")).toBe("#prices");
    expect(elementOf([rooms], "/contact")).toBeUndefined();
  });

  test("the embed code is that of the product document", () => {
    expect(snippet("https://innconnect.io", "YOUR_API_KEY_HERE")).toBe(`<!-- InnConnect Chat Widget -->
<script>
window.InnConnectConfig = {
apiUrl: 'https://innconnect.io/api',
apiKey: 'YOUR_API_KEY_HERE',
primaryColor: '#E85D04',
position: 'bottom-right'
};
</script>
<script src="https://innconnect.io/widget/innconnect-widget.js" defer></script>`);
  });
});
