import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useTexts } from "@/app/language";
import { overlaysReady } from "@/app/overlaysReady";
import { uiTexts } from "@/ui/texts";

interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  onConfirm: () => void;
}

/** Returns a function that asks before something is done that cannot be taken back. */
export function useConfirm() {
  const texts = useTexts(uiTexts);
  return ({ title, text, action, onConfirm }: Question) =>
    void overlaysReady.then(() =>
      modals.openConfirmModal({
        title,
        children: <Text size="sm">{text}</Text>,
        labels: { confirm: action, cancel: texts.cancel },
        confirmProps: { color: "red" },
        onConfirm,
      }),
    );
}
