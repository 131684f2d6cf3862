import { Text } from "@mantine/core";
import type { ModelState } from "@client/schema";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { operationsTexts } from "@/features/operations/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { Reason } from "@/ui/Reason";
import { Section } from "@/ui/Section";
import { StateBadge } from "@/ui/StateBadge";
import { TimeAgo } from "@/ui/TimeAgo";

const colors = { ok: "green", failing: "red", unknown: "gray" };

/** How the models of sites did when they were last asked. */
export function Models() {
  const texts = useTexts(operationsTexts);
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/operations/models", { params: { query: {} } }, { ...cursorPages, refetchInterval: 10_000 }));
  return (
    <Section title={texts.models} description={texts.modelsText}>
      <CursorTable
        label={texts.modelsOfSites}
        list={list}
        rowKey={({ site }) => site.id}
        columns={[
          { header: texts.site, cell: ({ site }) => site.name },
          { header: texts.model, cell: ({ provider, model }) => [provider, model].filter(Boolean).join(" · ") },
          { header: texts.state, cell: ({ state }) => <StateBadge color={colors[state]}>{texts.modelStates[state]}</StateBadge> },
          { header: texts.lastAnswer, cell: (model) => <LastAnswer {...model} /> },
          { header: texts.lastFailure, cell: (model) => <LastFailure {...model} /> },
        ]}
        empty={<Empty title={texts.noModels} order={3}>{texts.noModelsText}</Empty>}
      />
    </Section>
  );
}

function LastAnswer({ succeeded_at: at, milliseconds }: ModelState) {
  const texts = useTexts(operationsTexts);
  const format = useFormat();
  return at && <><TimeAgo at={at} /><Text size="sm" c="dimmed">{texts.took(format.number(milliseconds ?? 0))}</Text></>;
}

function LastFailure({ failed_at: at, failure }: ModelState) {
  return at && <><TimeAgo at={at} /><Text size="sm" c="dimmed">{failure && <Reason>{failure}</Reason>}</Text></>;
}
