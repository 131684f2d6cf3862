import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { open } from "@/test/render";

const sites = ["Anchor", "Bellevue", "Harbour"].map((name, i) => ({ id: `50000000-0000-4000-8000-00000000000${i}`, name, language: "en" }));

/** Answers as the server does, but that a page has two sites at most. */
function list(request: Request) {
  const { searchParams } = new URL(request.url);
  const found = sites.filter(({ id, name }) => searchParams.get("ids")?.includes(id) ?? name.toLowerCase().startsWith(searchParams.get("q") ?? ""));
  return { data: found.slice(0, 2), next_cursor: found.length > 2 ? "more" : null };
}
const answers = { "GET /api/admin/sites": list, "GET /api/admin/customers": { data: [], next_cursor: null } };

/** The page's picker, which has the name of the one in the navigation. */
const pagePicker = async () => within(await screen.findByRole("main")).findByRole<HTMLInputElement>("combobox", { name: "Site" });

test("a site that is not among the first is found by typing, with the keyboard", async () => {
  const { calls, router } = open("/customers", answers);
  const picker = await pagePicker();
  await userEvent.click(picker);
  expect(await screen.findByRole("option", { name: "There are more: type some of the name." })).toBeTruthy();
  await userEvent.type(picker, "har");
  await screen.findByRole("option", { name: "Harbour" });
  expect(calls.filter((call) => call.includes("q=")).length).toBe(1);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(router.state.location.search).toEqual({ site: sites[2]!.id }));
  expect(picker.value).toBe("Harbour");
});

test("a site of the address has its name, wherever in the list it is", async () => {
  open(`/customers?site=${sites[2]!.id}`, answers);
  const picker = await pagePicker();
  await waitFor(() => expect(picker.value).toBe("Harbour"));
});

test("words that no site has are said to find nothing", async () => {
  open("/customers", answers);
  await userEvent.type(await pagePicker(), "zzz");
  expect(await within(await screen.findByRole("listbox", { name: "Site" })).findByText("No site has these words.")).toBeTruthy();
});
