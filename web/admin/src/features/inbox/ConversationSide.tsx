import { Badge, Group, Rating, Stack, Text, Title } from "@mantine/core";
import type { Conversation, VisitorProfile } from "@client/schema";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { useLanguage, useTexts } from "@/app/language";
import { OutsideLink } from "@/features/inbox/OutsideLink";
import { inboxTexts } from "@/features/inbox/texts";
import { useFormat } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { AnchorLink } from "@/ui/links";
import { TimeAgo } from "@/ui/TimeAgo";

const shownPages = 10;

/** Who the visitor is, what they looked at, and the conversation in a few words. */
export function ConversationSide({ conversation }: { conversation: Conversation }) {
  const texts = useTexts(inboxTexts);
  const format = useFormat();
  const [language] = useLanguage();
  const { session, site, visitor_name, visitor_email, visitor_verified, customer_id, page_url, visits, summary, closed_by } = conversation;
  const facts = texts.customerFacts;
  const profile = api.useQuery("get", "/api/admin/visitors/{id}", {
    params: { path: { id: session.visitor_id }, query: { site: site.id } },
  });
  return (
    <Stack gap="lg">
      <Part title={texts.customer}>
        <Group gap={6}>
          <Text fw={600} dir="auto">{visitor_name ?? texts.visitor}</Text>
          {(visitor_name ?? visitor_email) && <Badge variant="default">{visitor_verified ? texts.verified : texts.typed}</Badge>}
        </Group>
        {visitor_email && <Fact name={facts.email}><OutsideLink href={`mailto:${visitor_email}`}>{visitor_email}</OutsideLink></Fact>}
        <Fact name={facts.language}>{new Intl.DisplayNames([language], { type: "language" }).of(session.language)}</Fact>
        <Fact name={facts.began}>{format.dateTime(session.created_at)}</Fact>
        {page_url && <Fact name={facts.page}><OutsideLink href={page_url}>{withoutScheme(page_url)}</OutsideLink></Fact>}
        {session.closed_at && <Fact name={facts.closed}>{format.dateTime(session.closed_at)}{closed_by && `, ${texts.closedBy[closed_by]}`}</Fact>}
        <Group gap="md" fz="sm">
          {customer_id && <AnchorLink to="/customers/$customer" params={{ customer: customer_id }}>{texts.toCustomer}</AnchorLink>}
          <AnchorLink to="/insights/visitors/$visitor" params={{ visitor: session.visitor_id }} search={{ site: site.id }}>{texts.toVisitor}</AnchorLink>
        </Group>
        <Loaded query={profile}>{(profile) => <Profile profile={profile} open={session.id} />}</Loaded>
      </Part>
      {session.rating && (
        <Part title={texts.rating}>
          <Rating readOnly role="img" value={session.rating.stars} aria-label={texts.stars(session.rating.stars)} />
          {session.rating.tags.length > 0 && <Text size="sm" dir="auto">{session.rating.tags.join(", ")}</Text>}
          {session.rating.feedback && <Text size="sm" dir="auto">{session.rating.feedback}</Text>}
        </Part>
      )}
      {summary.first_question && (
        <Part title={texts.summary}>
          <Fact name={texts.askedFirst}>{summary.first_question}</Fact>
          {summary.last_question && <Fact name={texts.askedLast}>{summary.last_question}</Fact>}
          <Text size="xs" c="dimmed">{texts.summaryCounts(summary.questions, summary.answers, summary.unanswered)}</Text>
        </Part>
      )}
      <Part title={texts.pages}>
        {visits.length === 0 && <Text size="sm" c="dimmed">{texts.noPages}</Text>}
        {visits.slice(0, shownPages).map(({ id, page_url, title, started_at }) => (
          <div key={id}>
            <Text size="sm"><OutsideLink href={page_url}>{title || withoutScheme(page_url)}</OutsideLink></Text>
            <Text size="xs" c="dimmed"><TimeAgo at={started_at} /></Text>
          </div>
        ))}
      </Part>
    </Stack>
  );
}

/** What is known of the visitor from all their conversations. */
function Profile({ profile: { visitor, interests, conversations }, open }: { profile: VisitorProfile; open: string }) {
  const texts = useTexts(inboxTexts);
  const format = useFormat();
  const others = conversations.filter(({ id }) => id !== open);
  return (
    <>
      <Fact name={texts.customerFacts.firstSeen}>{format.date(visitor.first_seen_at)}</Fact>
      <Fact name={texts.customerFacts.lastSeen}><TimeAgo at={visitor.last_seen_at} /></Fact>
      <Group gap="md">
        {(["conversations", "visits", "conversions"] as const).map((name) => (
          <Fact key={name} name={texts.counts[name]}>{format.number(visitor[name])}</Fact>
        ))}
      </Group>
      {interests.length > 0 && <Fact name={texts.interests}>{interests.slice(0, 5).map(({ topic }) => topic).join(", ")}</Fact>}
      {others.length > 0 && (
        <Fact name={texts.otherConversations}>
          {others.slice(0, 5).map(({ id, status, created_at }) => (
            <div key={id}>
              <AnchorLink to="/inbox/$conversation" params={{ conversation: id }} search size="sm">{format.dateTime(created_at)}</AnchorLink> {texts.statuses[status]}
            </div>
          ))}
        </Fact>
      )}
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={6} component="section">
      <Title order={3} size="h6">{title}</Title>
      {children}
    </Stack>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">{name}</Text>
      <Text size="sm" component="div" dir="auto" style={{ overflowWrap: "anywhere" }}>{children}</Text>
    </div>
  );
}

const withoutScheme = (address: string) => address.replace(/^https?:\/\//, "");
