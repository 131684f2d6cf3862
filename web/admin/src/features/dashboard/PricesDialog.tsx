import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconTrash } from "@tabler/icons-react";
import type { AnalyticsSite, ModelPrice } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { dashboardTexts } from "@/features/dashboard/texts";
import { Dialog } from "@/ui/Dialog";
import { Failure } from "@/ui/Failure";
import { Loaded } from "@/ui/Loaded";

interface Props {
  site: AnalyticsSite;
  opened: boolean;
  onClose: () => void;
}

/** Sets what a site pays for a million tokens of each model. */
export function PricesDialog({ site, opened, onClose }: Props) {
  const texts = useTexts(dashboardTexts);
  const { id, name } = site.site;
  const query = api.useQuery("get", "/api/admin/sites/{id}/prices", { params: { path: { id } } }, { enabled: opened });
  return (
    <Dialog size="lg" opened={opened} onClose={onClose} title={texts.setPricesOf(name)}>
      <Loaded query={query}>{({ prices }) => <Prices key={id} site={site} prices={prices} onClose={onClose} />}</Loaded>
    </Dialog>
  );
}

function Prices({ site, prices, onClose }: { site: AnalyticsSite; prices: ModelPrice[]; onClose: () => void }) {
  const texts = useTexts(dashboardTexts);
  const client = useQueryClient();
  const [currency, setCurrency] = useState(prices[0]?.currency ?? "EUR");
  const [rows, setRows] = useState(() => {
    const known = prices.map(({ model, input, output }) => ({ model, input, output }));
    const used = site.models.filter(({ model }) => model !== "" && !prices.some((price) => price.model === model));
    return [...known, ...used.map(({ model }) => ({ model, input: 0, output: 0 }))];
  });
  const change = (at: number, part: Partial<(typeof rows)[number]>) => setRows(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const save = api.useMutation("put", "/api/admin/sites/{id}/prices", {
    meta: { shown: true },
    async onSuccess() {
      notifications.show({ message: texts.pricesSaved });
      onClose();
      await Promise.all(["/api/admin/analytics", "/api/admin/sites/{id}/prices"].map((path) => client.invalidateQueries({ queryKey: ["get", path] })));
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ params: { path: { id: site.site.id } }, body: { prices: rows.map((row) => ({ ...row, currency })) } });
      }}
    >
      <Stack>
        <Text size="sm">{texts.pricesText}</Text>
        {save.error && <Failure error={save.error} />}
        <TextInput label={texts.currency} w={120} maxLength={3} pattern="[A-Z]{3}" required value={currency} onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())} />
        {rows.map((row, at) => (
          <Group key={at} align="end" wrap="nowrap">
            <TextInput label={texts.model} required maxLength={200} value={row.model} onChange={(event) => change(at, { model: event.currentTarget.value })} />
            <NumberInput label={texts.input} min={0} max={1_000_000} decimalScale={4} value={row.input} onChange={(input) => change(at, { input: Number(input) })} />
            <NumberInput label={texts.output} min={0} max={1_000_000} decimalScale={4} value={row.output} onChange={(output) => change(at, { output: Number(output) })} />
            <ActionIcon variant="default" size="input-sm" aria-label={texts.removePrice(row.model)} onClick={() => setRows(rows.filter((_, i) => i !== at))}>
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group justify="space-between">
          <Button variant="default" onClick={() => setRows([...rows, { model: "", input: 0, output: 0 }])}>{texts.addPrice}</Button>
          <Button type="submit" loading={save.isPending}>{texts.savePrices}</Button>
        </Group>
      </Stack>
    </form>
  );
}
