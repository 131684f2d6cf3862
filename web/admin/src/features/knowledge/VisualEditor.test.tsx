import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import VisualEditor from "@/features/knowledge/VisualEditor";

test("a text that another editor saved meanwhile is shown, and nothing is written", async () => {
  const written: string[] = [];
  const shown = (value: string) => (
    <MantineProvider env="test"><VisualEditor value={value} onChange={(markdown) => written.push(markdown)} source={<p>source</p>} /></MantineProvider>
  );
  const { rerender } = render(shown("Dogs are **welcome**."));
  const text = () => screen.getByRole("textbox", { name: "Text" }).textContent;
  expect(text()).toBe("Dogs are welcome.");
  rerender(shown("Cats are _welcome_."));
  expect(text()).toBe("Cats are welcome.");
  rerender(shown("| a |\n|---|\n| b |"));
  expect(screen.getByText("source")).toBeTruthy();
  rerender(shown("Birds."));
  expect(text()).toBe("Birds.");
  expect(written).toEqual([]);
});
