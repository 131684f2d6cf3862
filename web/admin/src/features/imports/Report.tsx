import { Badge, Chip, Group, Stack, Text } from "@mantine/core";
import type { Import, ImportDocument, ImportOutcome } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { doneOf } from "@/features/imports/queries";
import { importsTexts } from "@/features/imports/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { AnchorLink } from "@/ui/links";
import { Reason } from "@/ui/Reason";

const route = getRouteApi("/panel/sites/$site/imports/$import");
const documents = "/api/admin/sites/{id}/imports/{import_id}/documents";
const colors: Record<ImportOutcome, string> = { created: "green", updated: "blue", unchanged: "gray", refused: "red" };

/** What became of each document; it follows how far the import is. */
export function Report({ site, one }: { site: string; one: Import }) {
  const texts = useTexts(importsTexts);
  const format = useFormat();
  const { guide, outcome } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const done = doneOf(one);
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: ["get", documents] });
  }, [queryClient, done]);
  const list = useRows(api.useInfiniteQuery("get", documents, { params: { path: { id: site, import_id: one.id }, query: { outcome } } }, cursorPages));
  return (
    <Stack>
      <Chip.Group value={outcome ?? ""} onChange={(chosen) => void navigate({ search: { guide, outcome: (chosen as ImportOutcome) || undefined }, replace: true })}>
        <Group gap="xs" role="group" aria-label={texts.outcome}>
          <Chip value="">{texts.all}</Chip>
          {Object.entries(texts.outcomes).map(([value, name]) => (
            <Chip key={value} value={value}>{`${name} ${format.number(one.outcomes[value as ImportOutcome])}`}</Chip>
          ))}
        </Group>
      </Chip.Group>
      <CursorTable
        label={texts.report}
        list={list}
        rowKey={({ number }) => String(number)}
        columns={[
          { header: texts.document, cell: (document) => <Document site={site} {...document} /> },
          { header: texts.outcome, width: 320, cell: (document) => <Outcome {...document} /> },
        ]}
        empty={<Empty title={texts.noDocuments}>{texts.noDocumentsText}</Empty>}
      />
    </Stack>
  );
}

function Document({ site, name, title, article_id: article }: ImportDocument & { site: string }) {
  return (
    <>
      {article && <AnchorLink to="/sites/$site/knowledge/$article" params={{ site, article }}><span dir="auto">{title}</span></AnchorLink>}
      <Text size={article ? "xs" : "sm"} c={article ? "dimmed" : undefined} style={{ overflowWrap: "anywhere" }}>{name}</Text>
    </>
  );
}

function Outcome({ outcome, problem, detail }: ImportDocument) {
  const texts = useTexts(importsTexts);
  if (!outcome) return <Text size="sm" c="dimmed">{texts.waiting}</Text>;
  return (
    <Stack gap={4} align="start">
      <Badge variant={outcome === "unchanged" ? "default" : "filled"} color={colors[outcome]}>{texts.outcomes[outcome]}</Badge>
      {problem && <Text size="sm">{texts.reasons[problem]} {detail && <Reason>{detail}</Reason>}</Text>}
    </Stack>
  );
}
