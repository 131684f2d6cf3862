import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { accountTexts } from "@/features/account/texts";
import { Loaded } from "@/ui/Loaded";
import { Section } from "@/ui/Section";
import { TimeAgo } from "@/ui/TimeAgo";
import { useFormat } from "@/ui/format";

/** Where the user is signed in, and how to end it elsewhere. */
export function Sessions() {
  const texts = useTexts(accountTexts);
  const format = useFormat();
  const queryClient = useQueryClient();
  const sessions = api.useQuery("get", "/api/admin/me/sessions");
  const end = api.useMutation("delete", "/api/admin/me/sessions/{id}", {
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["get", "/api/admin/me/sessions"] }),
  });
  return (
    <Section title={texts.sessions} description={texts.sessionsText}>
      <Loaded query={sessions}>
        {({ data }) => (
          <Stack gap="xs">
            {data.map(({ id, created_at, last_seen_at, current }) => (
              <Group key={id} justify="space-between">
                <Text size="sm">{texts.session(format.dateTime(created_at))} <TimeAgo at={last_seen_at} /></Text>
                {current
                  ? <Badge variant="default">{texts.here}</Badge>
                  : <Button size="xs" variant="default" onClick={() => end.mutate({ params: { path: { id } } })}>{texts.endSession}</Button>}
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
