import { Checkbox, Table } from "@mantine/core";
import type { NotificationPreference } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { accountTexts } from "@/features/account/texts";
import { Loaded } from "@/ui/Loaded";
import { Section } from "@/ui/Section";

/** Of what the user is told, and how. Each change is kept at once. */
export function NotificationPreferences() {
  const texts = useTexts(accountTexts);
  const queryClient = useQueryClient();
  const preferences = api.useQuery("get", "/api/admin/me/preferences");
  const set = api.useMutation("put", "/api/admin/me/preferences", {
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["get", "/api/admin/me/preferences"] }),
  });
  const change = (preference: NotificationPreference) => set.mutate({ body: { notifications: [preference] } });
  return (
    <Section title={texts.notifications} description={texts.notificationsText}>
      <Loaded query={preferences}>
        {({ notifications }) => (
          <Table aria-label={texts.notifications}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{texts.happening}</Table.Th>
                <Table.Th>{texts.inApp}</Table.Th>
                <Table.Th>{texts.byMail}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {notifications.map((preference) => {
                const label = texts.kinds[preference.kind];
                return (
                  <Table.Tr key={preference.kind}>
                    <Table.Td>{label}</Table.Td>
                    <Table.Td>
                      <Checkbox aria-label={`${label}: ${texts.inApp}`} checked={preference.in_app} disabled={set.isPending} onChange={(event) => change({ ...preference, in_app: event.currentTarget.checked })} />
                    </Table.Td>
                    <Table.Td>
                      <Checkbox aria-label={`${label}: ${texts.byMail}`} checked={preference.email} disabled={set.isPending} onChange={(event) => change({ ...preference, email: event.currentTarget.checked })} />
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        )}
      </Loaded>
    </Section>
  );
}
