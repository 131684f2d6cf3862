import { Button, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { CustomerListing } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { nameOf } from "@/features/crm/nameOf";
import { crmTexts } from "@/features/crm/texts";
import { Dialog } from "@/ui/Dialog";
import { Failure } from "@/ui/Failure";

interface Props {
  customer: CustomerListing;
  opened: boolean;
  onClose: () => void;
}

/** Erases a customer once the user has written who it is: it cannot be taken back. */
export function EraseDialog({ customer, opened, onClose }: Props) {
  const texts = useTexts(crmTexts);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [written, setWritten] = useState("");
  const name = nameOf(customer);
  const erase = api.useMutation("delete", "/api/admin/customers/{id}", {
    meta: { shown: true },
    async onSuccess() {
      notifications.show({ message: texts.erased });
      await navigate({ to: "/customers" });
      client.removeQueries({ queryKey: ["get", "/api/admin/customers/{id}"] });
      await client.invalidateQueries();
    },
  });
  return (
    <Dialog opened={opened} onClose={onClose} title={texts.eraseTitle(name)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          erase.mutate({ params: { path: { id: customer.id } } });
        }}
      >
        <Stack>
          <Text size="sm">{texts.eraseText}</Text>
          {erase.error && <Failure error={erase.error} />}
          <TextInput data-autofocus autoComplete="off" label={texts.writeToErase(name)} value={written} onChange={(event) => setWritten(event.currentTarget.value)} />
          <Button type="submit" color="red" disabled={written.trim() !== name.trim()} loading={erase.isPending}>{texts.eraseForGood}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
