import { Button, Divider, Group, Stack, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import type { ArticleDocument, ArticleStatus } from "@client/schema";
import { api } from "@/api/client";
import { codeOf } from "@/api/problem";
import { useTexts } from "@/app/language";
import { ArticleForm } from "@/features/knowledge/ArticleForm";
import { Conflict } from "@/features/knowledge/Conflict";
import { DeleteButton } from "@/features/knowledge/DeleteButton";
import { Diff } from "@/features/knowledge/Diff";
import { fieldsOf, sameFields, wrongIn } from "@/features/knowledge/fields";
import { useArticlesChanged } from "@/features/knowledge/queries";
import { Revisions } from "@/features/knowledge/Revisions";
import { StatusBadge } from "@/features/knowledge/StatusBadge";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { UnsavedOffer } from "@/features/knowledge/UnsavedOffer";
import { useArticleDraft } from "@/features/knowledge/useArticleDraft";
import { useUnsaved } from "@/features/knowledge/useUnsaved";
import { useConfirm } from "@/ui/confirm";
import { Failure } from "@/ui/Failure";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { Page } from "@/ui/Page";
import { TimeAgo } from "@/ui/TimeAgo";

/** Shows an article in a form, saves it and says who else changed it. */
export function ArticleEditor({ site, stored, readOnly }: { site: string; stored: ArticleDocument; readOnly: boolean }) {
  const texts = useTexts(knowledgeTexts);
  const confirm = useConfirm();
  const changed = useArticlesChanged();
  const draft = useArticleDraft(stored);
  const { article } = stored;
  const { offer, settle, kept } = useUnsaved(site, article.id, draft.unsaved, ({ fields }) => !sameFields(fields, fieldsOf(stored)));
  const locked = readOnly || offer !== undefined;
  const dirty = draft.unsaved !== undefined;
  const save = api.useMutation("patch", "/api/admin/sites/{id}/articles/{article_id}", {
    meta: { shown: true },
    onError: (error) => codeOf(error) === "article_changed" && void changed(),
  });
  const valid = !offer && Object.keys(wrongIn(draft.fields)).length === 0;

  /** Saves the form, under another status when one is given, over the given version. */
  async function submit(status?: ArticleStatus, version = draft.version) {
    if (readOnly || save.isPending || !valid) return;
    const sent = draft.fields;
    const result = await save
      .mutateAsync({ params: { path: { id: site, article_id: article.id } }, body: { version, ...sent, status } })
      .catch(() => undefined); // shown below
    if (!result) return;
    await changed();
    draft.settle(sent, result.article.version);
    const message = !status ? texts.saved : status === "published" ? texts.isPublished : texts.isWithdrawn;
    notifications.show({ message });
  }

  function keepMine() {
    draft.overwrite(article.version);
    void submit(undefined, article.version);
  }

  function takeTheirs() {
    draft.discard();
    save.reset();
  }

  useHotkeys([["mod+S", () => void submit()]], [], true);
  const conflict = codeOf(save.error) === "article_changed";
  const published = article.status === "published";
  return (
    <Page
      title={article.title}
      actions={
        !readOnly && (
          <Group gap="xs">
            {dirty && <Text size="sm" c="dimmed" role="status">{kept ? texts.unsaved : texts.unsavedAndUnkept}</Text>}
            <Button variant={published ? "filled" : "default"} disabled={!dirty || !valid} loading={save.isPending} onClick={() => void submit()}>{texts.save}</Button>
            {!published && (
              <Button disabled={!valid} loading={save.isPending} onClick={() => void submit("published")}>
                {dirty ? texts.publishChanges : texts.publish}
              </Button>
            )}
          </Group>
        )
      }
    >
      <LeaveGuard when={dirty} text={kept ? texts.leaveText : undefined} />
      {offer && !readOnly && (
        <UnsavedOffer
          at={offer.at}
          onDiscard={settle}
          onRestore={() => {
            draft.restore(offer.value);
            settle();
          }}
        >
          {offer.value.version !== article.version && <Text size="sm">{texts.changedSince(article.updated_by)}</Text>}
          <Diff label={texts.leftDiff} before={fieldsOf(stored)} after={offer.value.fields} />
        </UnsavedOffer>
      )}
      {conflict && <Conflict error={save.error} theirs={stored} mine={draft.fields} onKeepMine={keepMine} onTakeTheirs={takeTheirs} />}
      {save.error && !conflict && <Failure error={save.error} />}
      <ArticleForm
        site={site}
        fields={draft.fields}
        onChange={draft.change}
        readOnly={locked}
        revisions={
          <Revisions site={site} stored={stored} restorable={!locked} unsaved={dirty} onRestored={draft.discard} />
        }
      >
        <Stack gap="xs">
          <Group><StatusBadge status={article.status} /></Group>
          <Fact label={texts.updated}><TimeAgo at={article.updated_at} />{article.updated_by && ` ${texts.by(article.updated_by)}`}</Fact>
          <Fact label={texts.revision}>{article.revision}</Fact>
          {article.external_id !== article.id && <Fact label={texts.externalID}>{article.external_id}</Fact>}
        </Stack>
        {!readOnly && (
          <>
            <Divider />
            <Stack gap="xs" align="start">
              {dirty && (
                <Button
                  variant="default"
                  onClick={() => confirm({ title: texts.discard, text: texts.discardText, action: texts.discard, onConfirm: takeTheirs })}
                >
                  {texts.discard}
                </Button>
              )}
              {published && <Button variant="default" disabled={!valid} onClick={() => void submit("draft")}>{texts.withdraw}</Button>}
              {article.status !== "archived" && (
                <Button
                  variant="default"
                  disabled={!valid}
                  onClick={() => confirm({ title: texts.archive, text: texts.archiveText, action: texts.archive, onConfirm: () => void submit("archived") })}
                >
                  {texts.archive}
                </Button>
              )}
              {article.status === "archived" && <DeleteButton site={site} article={article} onDelete={draft.discard} />}
            </Stack>
          </>
        )}
      </ArticleForm>
    </Page>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return <Text size="sm"><Text span c="dimmed" inherit>{label}: </Text>{children}</Text>;
}
