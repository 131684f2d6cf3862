import { Button } from "@mantine/core";
import type { ArticleStatus } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { ArticleForm } from "@/features/knowledge/ArticleForm";
import { type ArticleFields, wrongIn } from "@/features/knowledge/fields";
import { useArticlesChanged } from "@/features/knowledge/queries";
import { knowledgeTexts } from "@/features/knowledge/texts";
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
  const siteLanguage = api.useQuery("get", "/api/admin/sites", {}).data?.data.find(({ id }) => id === site)?.language;
  const fields: ArticleFields = { title, body: "", language: language ?? siteLanguage ?? "", tags: [], url: "", ...written };
  const create = api.useMutation("post", "/api/admin/sites/{id}/articles", {
    meta: { shown: true },
    async onSuccess() {
      await changed();
      await navigate({ to: "/sites/$site/knowledge/$article", params: { site, article: id }, replace: true, ignoreBlocker: true });
    },
  });
  const valid = Object.keys(wrongIn(fields)).length === 0;
  const submit = (status: ArticleStatus) => create.mutate({ params: { path: { id: site } }, body: { id, ...fields, status } });
  return (
    <Page
      title={texts.newTitle}
      actions={
        <>
          <Button variant="default" disabled={!valid} loading={create.isPending} onClick={() => submit("draft")}>{texts.saveDraft}</Button>
          <Button disabled={!valid} loading={create.isPending} onClick={() => submit("published")}>{texts.publish}</Button>
        </>
      }
    >
      <LeaveGuard when={Boolean(written.title || written.body)} />
      {create.error && <Failure error={create.error} />}
      <ArticleForm site={site} fields={fields} onChange={(part) => setWritten((before) => ({ ...before, ...part }))} />
    </Page>
  );
}
