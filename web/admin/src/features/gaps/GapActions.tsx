import { Button, Stack } from "@mantine/core";
import type { Gap } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { gapsTexts } from "@/features/gaps/texts";
import { ButtonLink } from "@/ui/links";

/** What one does about a gap: write the article, look again, or set it aside. */
export function GapActions({ site, gap: { id, question, language, dismissed_at } }: { site: string; gap: Gap }) {
  const texts = useTexts(gapsTexts);
  const queries = useQueryClient();
  const set = api.useMutation("put", "/api/admin/sites/{id}/gaps/{gap_id}", {
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get", "/api/admin/sites/{id}/gaps"] }),
  });
  if (!useRole("admin", "agent")) return null;
  const aside = dismissed_at !== null;
  return (
    <Stack gap={4} align="start">
      <ButtonLink size="xs" to="/sites/$site/knowledge/new" params={{ site }} search={{ title: question, language }} aria-label={texts.writeOf(question)}>{texts.write}</ButtonLink>
      <ButtonLink size="xs" variant="default" to="/sites/$site/playground" params={{ site }} search={{ question }} aria-label={texts.tryOf(question)}>{texts.tryIt}</ButtonLink>
      <Button
        size="xs"
        variant="default"
        loading={set.isPending}
        aria-label={aside ? texts.takeBackOf(question) : texts.setAsideOf(question)}
        onClick={() => set.mutate({ params: { path: { id: site, gap_id: id } }, body: { dismissed: !aside } })}
      >
        {aside ? texts.takeBack : texts.setAside}
      </Button>
    </Stack>
  );
}
