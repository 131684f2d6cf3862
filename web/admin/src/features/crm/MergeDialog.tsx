import { Button, Radio, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { CustomerListing } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { nameOf } from "@/features/crm/nameOf";
import { crmTexts } from "@/features/crm/texts";
import { Dialog } from "@/ui/Dialog";
import { Failure } from "@/ui/Failure";
import { Loaded } from "@/ui/Loaded";
import { SearchField } from "@/ui/SearchField";

interface Props {
  customer: CustomerListing;
  opened: boolean;
  onClose: () => void;
}

/** Finds another customer of the same site and makes the two one. */
export function MergeDialog({ customer, opened, onClose }: Props) {
  const texts = useTexts(crmTexts);
  return (
    <Dialog opened={opened} onClose={onClose} title={texts.mergeTitle(nameOf(customer))}>
      <Merge customer={customer} onClose={onClose} />
    </Dialog>
  );
}

function Merge({ customer, onClose }: Omit<Props, "opened">) {
  const texts = useTexts(crmTexts);
  const client = useQueryClient();
  const [words, setWords] = useState<string>();
  const [from, setFrom] = useState("");
  const found = api.useQuery("get", "/api/admin/customers", { params: { query: { site: customer.site.id, limit: 20, q: words } } });
  const merge = api.useMutation("post", "/api/admin/customers/{id}/merge", {
    meta: { shown: true },
    onSuccess() {
      notifications.show({ message: texts.merged });
      onClose();
      return Promise.all(["/api/admin/customers/{id}", "/api/admin/customers"].map((path) => client.invalidateQueries({ queryKey: ["get", path] })));
    },
  });
  return (
    <Stack>
      <Text size="sm">{texts.mergeText}</Text>
      {merge.error && <Failure error={merge.error} />}
      <SearchField data-autofocus label={texts.search} placeholder={texts.searchHint} value={words} onSearch={setWords} />
      <Loaded query={found}>
        {({ data }) => {
          const others = data.filter(({ id }) => id !== customer.id);
          if (others.length === 0) return <Text c="dimmed">{texts.noneFound}</Text>;
          return (
            <Radio.Group label={texts.mergeWith} value={from} onChange={setFrom}>
              <Stack gap="xs" mt="xs">
                {others.map((other) => <Radio key={other.id} value={other.id} label={[...new Set([nameOf(other), other.email ?? nameOf(other)])].join(" · ")} />)}
              </Stack>
            </Radio.Group>
          );
        }}
      </Loaded>
      <Button disabled={from === ""} loading={merge.isPending} onClick={() => merge.mutate({ params: { path: { id: customer.id } }, body: { from } })}>{texts.merge}</Button>
    </Stack>
  );
}
