import { Stack, Text } from "@mantine/core";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { Models } from "@/features/operations/Models";
import { Services } from "@/features/operations/Services";
import { operationsTexts } from "@/features/operations/texts";
import { Waiting } from "@/features/operations/Waiting";
import { Workers } from "@/features/operations/Workers";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";

/** How the installation does. */
export function OperationsPage() {
  const texts = useTexts(operationsTexts);
  const operations = api.useQuery("get", "/api/admin/operations", {}, { refetchInterval: 10_000 });
  return (
    <Page title={texts.title} description={texts.description}>
      <Loaded query={operations}>
        {({ services, backlog, task_queue: queue, build }) => (
          <Stack gap="lg">
            <Services services={services} />
            <Waiting backlog={backlog} queue={queue} />
            <Workers queue={queue} />
            <Models />
            <Text size="sm" c="dimmed">{texts.build([build.version, build.revision].filter(Boolean).join(" · "))}</Text>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}
