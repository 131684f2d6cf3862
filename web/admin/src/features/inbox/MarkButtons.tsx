import { ActionIcon } from "@mantine/core";
import { IconBold, IconItalic, IconLink, IconList } from "@tabler/icons-react";
import { useTexts } from "@/app/language";
import type { Mark } from "@/features/inbox/marks";
import { inboxTexts } from "@/features/inbox/texts";

const icons = { bold: IconBold, italic: IconItalic, link: IconLink, list: IconList } satisfies Record<Mark, typeof IconBold>;

/** Buttons for what a selection can be made into. */
export function MarkButtons({ onMark }: { onMark: (mark: Mark) => void }) {
  const { marks } = useTexts(inboxTexts);
  return Object.entries(icons).map(([mark, Icon]) => {
    const label = marks[mark as Mark];
    return (
      <ActionIcon key={mark} variant="subtle" color="gray" aria-label={label} title={label} onClick={() => onMark(mark as Mark)}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    );
  });
}
