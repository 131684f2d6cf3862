import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

/** Downloads a file that the API makes. */
export function DownloadLink({ path, query, children }: { path: string; query: Record<string, string | undefined>; children: string }) {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return (
    <Button component="a" size="xs" variant="default" leftSection={<IconDownload size={16} aria-hidden />} href={`${path}?${new URLSearchParams(given)}`} download>
      {children}
    </Button>
  );
}
