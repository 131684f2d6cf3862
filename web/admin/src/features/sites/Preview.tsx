import { Box, Text } from "@mantine/core";
import type { Config, SiteSettingsChange } from "@client/schema";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { sitesTexts } from "@/features/sites/texts";
import { Failure } from "@/ui/Failure";
import { Loading } from "@/ui/Loading";
import "@/features/sites/sites.css";

const keyLasts = 50 * 60_000; // milliseconds; the server ends it after an hour

interface Props {
  site: string;
  /** What is changed and not saved yet. */
  change: SiteSettingsChange;
  /** Changes what the widget is told once more, such as for a page that is only thought. */
  adapt?: (config: Config) => Config;
  /** The CSS selector of an element that is to stand on the page. */
  element?: string;
  /** Opens the chat once it is there. */
  opened?: boolean;
}

/** The real widget on a page of its own, as the settings would make it. */
export function Preview({ site, change, adapt, element, opened = false }: Props) {
  const texts = useTexts(sitesTexts);
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);
  const [settled] = useDebouncedValue(change, 300);
  const params = { path: { id: site } };
  const key = api.useQuery("post", "/api/admin/sites/{id}/preview-key", { params }, { staleTime: keyLasts, gcTime: keyLasts });
  const config = api.useQuery("post", "/api/admin/sites/{id}/preview", { params, body: settled }, { placeholderData: keepPreviousData, retry: false });

  useEffect(() => {
    const hear = ({ origin, source, data }: MessageEvent<{ ready?: boolean }>) => {
      if (origin === window.location.origin && source === frame.current?.contentWindow && data.ready) setReady(true);
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, []);
  const told = config.data && (adapt ? adapt(config.data) : config.data);
  const message = told && JSON.stringify({ config: told, element, open: opened });
  useEffect(() => {
    if (ready && message) frame.current?.contentWindow?.postMessage(JSON.parse(message), window.location.origin);
  }, [ready, message]);

  if (key.error) return <Failure error={key.error} retry={() => void key.refetch()} />;
  if (!key.data) return <Loading />;
  return (
    <Box>
      {config.error && <Text size="sm" c="red" role="status" mb="xs">{texts.previewRefused}</Text>}
      <iframe
        key={key.data.key}
        ref={frame}
        title={texts.preview}
        src={`/preview#${key.data.key}`}
        className="preview"
      />
      <Text size="xs" c="dimmed" mt="xs">{texts.previewText}</Text>
    </Box>
  );
}
