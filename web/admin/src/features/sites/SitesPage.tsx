import { Badge, Table, Text } from "@mantine/core";
import { api } from "@/api/client";
import { useLanguage, useTexts } from "@/app/language";
import { languageName } from "@/features/sites/languages";
import { sitesTexts } from "@/features/sites/texts";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { AnchorLink, ButtonLink } from "@/ui/links";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { TimeAgo } from "@/ui/TimeAgo";

/** All sites, and where to make another one. */
export function SitesPage() {
  const texts = useTexts(sitesTexts);
  const [language] = useLanguage();
  const format = useFormat();
  const sites = api.useQuery("get", "/api/admin/sites");
  const begin = <ButtonLink to="/start">{texts.newSite}</ButtonLink>;
  return (
    <Page title={texts.title} description={texts.description} actions={begin}>
      <Loaded query={sites}>
        {({ data }) =>
          data.length === 0 ? <Empty title={texts.none} action={<ButtonLink to="/start">{texts.begin}</ButtonLink>}>{texts.noneText}</Empty> : (
            <Table.ScrollContainer minWidth={600} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": texts.title } }}>
              <Table aria-label={texts.title} highlightOnHover verticalSpacing="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{texts.name}</Table.Th>
                    <Table.Th>{texts.language}</Table.Th>
                    <Table.Th>{texts.widget}</Table.Th>
                    <Table.Th>{texts.created}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((site) => (
                    <Table.Tr key={site.id}>
                      <Table.Td><AnchorLink to="/sites/$site/general" params={{ site: site.id }}>{site.name}</AnchorLink></Table.Td>
                      <Table.Td>{languageName(site.language, language)}</Table.Td>
                      <Table.Td>
                        {site.widget_seen_at
                          ? <Text size="sm">{texts.seen} <TimeAgo at={site.widget_seen_at} /></Text>
                          : <Badge variant="default">{texts.notSeen}</Badge>}
                      </Table.Td>
                      <Table.Td>{format.date(site.created_at)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
      </Loaded>
    </Page>
  );
}
