import { Button, Grid, NavLink, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ArticleDocument, RevisionDocument } from "@client/schema";
import { useState } from "react";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { Diff } from "@/features/knowledge/Diff";
import { fieldsOf } from "@/features/knowledge/fields";
import { useArticlesChanged } from "@/features/knowledge/queries";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { useConfirm } from "@/ui/confirm";
import { Failure } from "@/ui/Failure";
import { Loaded } from "@/ui/Loaded";
import { Loading } from "@/ui/Loading";
import { TimeAgo } from "@/ui/TimeAgo";

interface Props {
  site: string;
  stored: ArticleDocument;
  restorable: boolean;
  /** Something is not saved, which restoring would lose. */
  unsaved: boolean;
  onRestored: () => void;
}

/** What an article said, compared with what it says now. */
export function Revisions({ site, stored, ...restoring }: Props) {
  const texts = useTexts(knowledgeTexts);
  const { id, revision: newest } = stored.article;
  const [chosen, setChosen] = useState<number>();
  const { rows, error, retry, loadMore } = useRows(
    api.useInfiniteQuery("get", "/api/admin/sites/{id}/articles/{article_id}/revisions", { params: { path: { id: site, article_id: id } } }, cursorPages),
  );
  if (!rows) return error ? <Failure error={error} retry={retry} /> : <Loading />;
  return (
    <Grid>
      <Grid.Col span={{ base: 12, sm: 5 }}>
        <Stack gap={2}>
          {rows.map(({ revision, author, created_at }) => (
            <NavLink
              key={revision}
              component="button"
              active={revision === chosen}
              aria-current={revision === chosen}
              label={texts.revisionNumber(revision)}
              description={<>{author ?? texts.imported}, <TimeAgo at={created_at} /></>}
              rightSection={revision === newest && <Text size="xs">{texts.current}</Text>}
              onClick={() => setChosen(revision)}
            />
          ))}
          {loadMore && <Button variant="default" size="xs" onClick={loadMore}>…</Button>}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 7 }}>
        {chosen ? <Compared site={site} stored={stored} revision={chosen} {...restoring} /> : <Text c="dimmed" size="sm">{texts.pick}</Text>}
      </Grid.Col>
    </Grid>
  );
}

function Compared({ site, stored, revision, restorable, unsaved, onRestored }: Props & { revision: number }) {
  const texts = useTexts(knowledgeTexts);
  const confirm = useConfirm();
  const changed = useArticlesChanged();
  const { id, version, revision: newest } = stored.article;
  const path = { id: site, article_id: id, revision };
  const found = api.useQuery("get", "/api/admin/sites/{id}/articles/{article_id}/revisions/{revision}", { params: { path } }, { staleTime: Infinity });
  const restore = api.useMutation("post", "/api/admin/sites/{id}/articles/{article_id}/revisions/{revision}/restore", {
    async onSuccess() {
      await changed();
      onRestored();
      notifications.show({ message: texts.restored });
    },
    onError: () => void changed(),
  });
  return (
    <Loaded query={found}>
      {({ revision: { title }, body }: RevisionDocument) => (
        <Stack gap="sm" align="stretch">
          <Title order={2} size="h5">{texts.since(revision)}</Title>
          <Diff label={texts.since(revision)} before={{ title, body }} after={fieldsOf(stored)} />
          {restorable && revision !== newest && (
            <Button
              variant="default"
              loading={restore.isPending}
              disabled={unsaved}
              onClick={() => confirm({
                title: texts.restore, text: texts.restoreText, action: texts.restore, onConfirm: () => restore.mutate({ params: { path }, body: { version } }),
              })}
            >
              {texts.restore}
            </Button>
          )}
          {restorable && unsaved && <Text size="sm" c="dimmed">{texts.saveFirst}</Text>}
        </Stack>
      )}
    </Loaded>
  );
}
