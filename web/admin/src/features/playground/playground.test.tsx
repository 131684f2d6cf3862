import type { PlaygroundResult } from "@client/schema";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { open } from "@/test/render";
import { problem } from "@/test/server";

const site = "50000000-0000-4000-8000-000000000001";
const article = { article_id: "c0000000-0000-4000-8000-000000000001", external_id: "pets", title: "Pets" };
const result: PlaygroundResult = {
  language: "en", outcome: "answered", reason: null, rule: null,
  retrieval: {
    answerability: 0.91, threshold: 0.5, embeddings: "on", candidates: 63, milliseconds: 11.4,
    articles: [{ ...article, language: "en", score: 9.1, words: 7.2, grams: 11.8, cosine: null }],
    passages: [{ ...article, heading: "Dogs", text: "Dogs are <b>welcome</b>.", url: null, score: 9.1, cited: true }],
  },
  answer: {
    content: "Welcome", html: "<p>Dogs are welcome.</p><script>alert(1)</script>", citations: [{ ...article, url: null }], quick_replies: ["Cats?"], provider: "mistral",
    model: "small", budget_spent: false, input_tokens: 812, output_tokens: 9,
  },
};

test("a question shows what is found, with scores, and what is answered", async () => {
  const { calls } = open(`/sites/${site}/playground`, { [`POST /api/admin/sites/${site}/playground`]: result });
  await userEvent.type(await screen.findByLabelText(/Question/), "May my dog come?{Enter}");
  expect(await screen.findByText("Dogs are welcome.")).toBeTruthy();
  expect(document.querySelector("script")).toBeNull();
  expect(screen.getByText("0.91. From 0.50 on it is answered.")).toBeTruthy();
  expect(screen.getByText("Dogs are <b>welcome</b>.")).toBeTruthy();
  expect(screen.getAllByRole("cell").map(({ textContent }) => textContent)).toEqual(["Pets", "en", "9.10", "7.20", "11.80", "–"]);
  expect(calls).toContain(`POST /api/admin/sites/${site}/playground {"question":"May my dog come?","answer":true}`);
});

test("what the articles do not answer leads to a new article about it", async () => {
  open(`/sites/${site}/playground?question=May%20I%20smoke%3F`, {
    [`POST /api/admin/sites/${site}/playground`]: {
      ...result, outcome: "escalated", reason: "missing_knowledge", answer: null, retrieval: { ...result.retrieval, articles: [], passages: [] },
    },
  });
  await userEvent.click(await screen.findByRole("button", { name: "Ask" }));
  const link = await screen.findByRole("link", { name: "Write an article for this" });
  expect(new URL((link as HTMLAnchorElement).href).searchParams.get("title")).toBe("May I smoke?");
  expect(screen.getByText("Nothing was found")).toBeTruthy();
});

test("a failure says why", async () => {
  open(`/sites/${site}/playground?question=Hello`, { [`POST /api/admin/sites/${site}/playground`]: problem(503, "unavailable") });
  await userEvent.click(await screen.findByRole("button", { name: "Ask" }));
  expect(await screen.findByText("Request request-1")).toBeTruthy();
});
