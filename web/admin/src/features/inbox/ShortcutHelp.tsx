import { Kbd, Table } from "@mantine/core";
import { useTexts } from "@/app/language";
import { shortcutKeys } from "@/features/inbox/shortcuts";
import { inboxTexts } from "@/features/inbox/texts";
import { Dialog } from "@/ui/Dialog";

/** Shows which keys do what. */
export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const texts = useTexts(inboxTexts);
  return (
    <Dialog opened onClose={onClose} title={texts.shortcuts}>
      <Table aria-label={texts.shortcuts}>
        <Table.Tbody>
          {Object.entries(shortcutKeys).map(([name, key]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400}>{texts.keys[name as keyof typeof shortcutKeys]}</Table.Th>
              <Table.Td ta="end"><Kbd>{key}</Kbd></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
