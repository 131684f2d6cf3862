import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { LanguageProvider } from "@/app/language";
import Overlays from "@/app/Overlays";
import { useConfirm } from "@/ui/confirm";

function Delete() {
  const confirm = useConfirm();
  return <button type="button" onClick={() => confirm({ title: "Delete it?", text: "It is gone then.", action: "Delete", onConfirm() {} })}>Ask</button>;
}

const page = (overlays: boolean) => (
  <MantineProvider env="test"><LanguageProvider><Delete />{overlays && <Overlays />}</LanguageProvider></MantineProvider>
);

test("a question that is asked while the page still loads is shown when it has", async () => {
  const { rerender } = render(page(false));
  await userEvent.click(screen.getByRole("button", { name: "Ask" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  rerender(page(true));
  expect(await screen.findByRole("dialog", { name: "Delete it?" })).toBeTruthy();
});
