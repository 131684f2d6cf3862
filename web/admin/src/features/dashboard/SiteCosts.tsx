import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { AnalyticsSite } from "@client/schema";
import { useState } from "react";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import type { Span } from "@/features/dashboard/ChartCard";
import { PricesDialog } from "@/features/dashboard/PricesDialog";
import { dashboardTexts } from "@/features/dashboard/texts";
import { DownloadLink } from "@/ui/DownloadLink";
import { useFormat } from "@/ui/format";
import { PlainTable } from "@/ui/PlainTable";

/** A model that a site used; without one, the site itself. */
interface Row {
  site: AnalyticsSite;
  model?: AnalyticsSite["models"][number];
}

const listedSites = 100; // that the API names at most

/** What each site used, and what that cost where it has set prices. */
export function SiteCosts({ sites, query }: { sites: AnalyticsSite[]; query: Span }) {
  const texts = useTexts(dashboardTexts);
  const format = useFormat();
  const mayPrice = useRole("admin");
  const [priced, setPriced] = useState<AnalyticsSite>();
  const [opened, { open, close }] = useDisclosure();
  const rows: Row[] = sites.flatMap((site) => (site.models.length > 0 ? site.models.map((model) => ({ site, model })) : [{ site }]));
  return (
    <Stack role="group" gap="xs" aria-label={texts.perSite}>
      <Group justify="space-between">
        <Title order={2} size="h3">{texts.perSite}</Title>
        <DownloadLink path="/api/admin/analytics/csv" query={{ ...query, table: "models" }}>{texts.csv}</DownloadLink>
      </Group>
      {sites.length >= listedSites && <Text size="sm" c="dimmed">{texts.busiest}</Text>}
      <PlainTable
        label={texts.perSite}
        rows={rows}
        rowKey={({ site, model }) => `${site.site.id} ${model?.model}`}
        columns={[
          { header: texts.site, cell: ({ site }) => site.site.name },
          { header: texts.conversations, number: true, cell: ({ site, model }) => (model === undefined || model === site.models[0]) && format.number(site.conversations) },
          { header: texts.model, cell: ({ model }) => model?.model ?? <Text size="sm" c="dimmed">{texts.noModel}</Text> },
          { header: texts.input, number: true, cell: ({ model }) => model && format.number(model.input_tokens) },
          { header: texts.output, number: true, cell: ({ model }) => model && format.number(model.output_tokens) },
          { header: texts.cost, number: true, cell: ({ model }) => model?.cost && format.money(model.cost.amount, model.cost.currency) },
          ...(mayPrice ? [{
            header: texts.prices,
            cell: ({ site, model }: Row) => (model === undefined || model === site.models[0]) && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={texts.setPricesOf(site.site.name)}
                onClick={() => {
                  setPriced(site);
                  open();
                }}
              >
                {texts.setPrices}
              </Button>
            ),
          }] : []),
        ]}
      />
      {priced && <PricesDialog site={priced} opened={opened} onClose={close} />}
    </Stack>
  );
}
