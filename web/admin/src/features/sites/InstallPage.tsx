import { Alert, Anchor, Badge, Button, Code, CopyButton, Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import type { InstalledOrigin, SiteDetails } from "@client/schema";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { SitePage, useSite, useSiteID } from "@/features/sites/SitePage";
import { snippet } from "@/features/sites/snippet";
import { sitesTexts } from "@/features/sites/texts";
import { AnchorLink } from "@/ui/links";
import { Loaded } from "@/ui/Loaded";
import { TimeAgo } from "@/ui/TimeAgo";

const lookEvery = 3000; // milliseconds

/** What goes into a website, and whether it is there. */
export function InstallPage() {
  const site = useSite();
  return (
    <SitePage tab="install">
      <Loaded query={site}>
        {(site) => (
          <Stack gap="lg">
            <Snippet site={site} />
            <Installed site={site} />
          </Stack>
        )}
      </Loaded>
    </SitePage>
  );
}

export function Snippet({ site }: { site: SiteDetails }) {
  const texts = useTexts(sitesTexts);
  if (!site.api_key) return <Alert icon={<IconAlertTriangle aria-hidden />} variant="default" title={texts.noKey}>{texts.noKeyText}</Alert>;
  const code = snippet(window.location.origin, site.api_key);
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">{texts.snippet}</Title>
          <CopyButton value={code}>{({ copied, copy }) => <Button onClick={copy}>{copied ? texts.copied : texts.copy}</Button>}</CopyButton>
        </Group>
        <Text size="sm" c="dimmed">{texts.snippetText}</Text>
        <Code block tabIndex={0} aria-label={texts.snippet}>{code}</Code>
      </Stack>
    </Paper>
  );
}

function Installed({ site }: { site: SiteDetails }) {
  const texts = useTexts(sitesTexts);
  const installation = api.useQuery("get", "/api/admin/sites/{id}/installation", { params: { path: { id: useSiteID() } } }, { refetchInterval: lookEvery });
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">{texts.installed}</Title>
        {site.origins.length === 0 && (
          <Alert icon={<IconAlertTriangle aria-hidden />} variant="default" color="red" title={texts.noDomains}>
            {texts.noDomainsText} <AnchorLink to="/sites/$site/general" params={{ site: site.id }}>{texts.tabs.general}</AnchorLink>
          </Alert>
        )}
        <Loaded query={installation}>
          {({ data }) => (
            <>
              <Group gap="xs" role="status">
                {data.length > 0 ? <IconCircleCheck aria-hidden color="var(--mantine-color-green-7)" /> : null}
                <Text fw={600}>{data.length > 0 ? texts.isInstalled : texts.isNotInstalled}</Text>
              </Group>
              {data.length === 0 ? <Text size="sm" c="dimmed">{texts.isNotInstalledText}</Text> : <Origins data={data} />}
            </>
          )}
        </Loaded>
      </Stack>
    </Paper>
  );
}

function Origins({ data }: { data: InstalledOrigin[] }) {
  const texts = useTexts(sitesTexts);
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": texts.installed } }}>
      <Table aria-label={texts.installed} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.origin}</Table.Th>
            <Table.Th>{texts.newestPage}</Table.Th>
            <Table.Th>{texts.version}</Table.Th>
            <Table.Th>{texts.lastSeen}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map(({ origin, page_url, widget_version, last_seen_at }) => (
            <Table.Tr key={origin}>
              <Table.Td>{origin}</Table.Td>
              <Table.Td>{page_url ? <Anchor href={page_url} target="_blank" rel="noopener noreferrer">{page_url.slice(origin.length)}</Anchor> : "–"}</Table.Td>
              <Table.Td>{widget_version ?? <Badge variant="default">{texts.ownClient}</Badge>}</Table.Td>
              <Table.Td><TimeAgo at={last_seen_at} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
