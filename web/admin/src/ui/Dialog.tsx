import { Group, Modal, type ModalRootProps } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "@/app/language";
import { uiTexts } from "@/ui/texts";

interface Props extends Pick<ModalRootProps, "opened" | "onClose" | "size"> {
  title: string;
  children: ReactNode;
}

/** A dialog over the screen. Unlike Mantine's own it has no second banner, which axe refuses. */
export function Dialog({ title, children, ...root }: Props) {
  const texts = useTexts(uiTexts);
  return (
    <Modal.Root {...root}>
      <Modal.Overlay />
      <Modal.Content>
        <Group justify="space-between" wrap="nowrap" p="md" pb="xs">
          <Modal.Title className="wrap">{title}</Modal.Title>
          <Modal.CloseButton aria-label={texts.close} />
        </Group>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
