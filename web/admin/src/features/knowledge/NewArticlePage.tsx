import { Button, Text } from "@mantine/core";
import type { ArticleStatus } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { useSites } from "@/api/sites";
import { useTexts } from "@/app/language";
import { ArticleForm } from "@/features/knowledge/ArticleForm";
import { type ArticleFields, wrongIn } from "@/features/knowledge/fields";
import { useArticlesChanged } from "@/features/knowledge/queries";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { UnsavedOffer } from "@/features/knowledge/UnsavedOffer";
import { useUnsaved } from "@/features/knowledge/useUnsaved";
import { Failure } from "@/ui/Failure";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { Page } from "@/ui/Page";

const route = getRouteApi("/panel/sites/$site/knowledge/new");

/** An article that is not stored yet. */
export function NewArticlePage() {
  const texts = useTexts(knowledgeTexts);
  const { site } = route.useParams();
  const { title = "", language } = route.useSearch();
  const navigate = route.useNavigate();
  const changed = useArticlesChanged();
  const [id] = useState(() => crypto.randomUUID()); // sent again, it is still one article
  const [written, setWritten] = useState<Partial<ArticleFields>>({});
  const [stored, setStored] = useState(false);
  const begun = !stored && Boolean(written.title || written.body);
  // What another screen asks for is an article of its own.
  const { offer, settle, kept } = useUnsaved(site, `new:${title}`, begun ? written : undefined, () => true);
  const siteLanguage = useSites([site])[0]?.language;
  const fields: ArticleFields = { title, body: "", language: language ?? siteLanguage ?? "", tags: [], url: "", ...written };
  const create = api.useMutation("post", "/api/admin/sites/{id}/articles", {
    meta: { shown: true },
    async onSuccess() {
      setStored(true);
      await changed();
      await navigate({ to: "/sites/$site/knowledge/$article", params: { site, article: id }, replace: true, ignoreBlocker: true });
    },
  });
  const valid = !offer && Object.keys(wrongIn(fields)).length === 0;
  const submit = (status: ArticleStatus) => create.mutate({ params: { path: { id: site } }, body: { id, ...fields, status } });
  return (
    <Page
      title={texts.newTitle}
      actions={
        <>
          {begun && <Text size="sm" c="dimmed" role="status">{kept ? texts.unsaved : texts.unsavedAndUnkept}</Text>}
          <Button variant="default" disabled={!valid} loading={create.isPending} onClick={() => submit("draft")}>{texts.saveDraft}</Button>
          <Button disabled={!valid} loading={create.isPending} onClick={() => submit("published")}>{texts.publish}</Button>
        </>
      }
    >
      <LeaveGuard when={begun} text={kept ? texts.leaveText : undefined} />
      {offer && (
        <UnsavedOffer
          at={offer.at}
          onDiscard={settle}
          onRestore={() => {
            setWritten(offer.value);
            settle();
          }}
        >
          <Text size="sm" dir="auto">{offer.value.title ?? title}</Text>
        </UnsavedOffer>
      )}
      {create.error && <Failure error={create.error} />}
      <ArticleForm site={site} fields={fields} readOnly={offer !== undefined} onChange={(part) => setWritten((before) => ({ ...before, ...part }))} />
    </Page>
  );
}
