import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Article } from "@client/schema";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { useArticlesChanged } from "@/features/knowledge/queries";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { useConfirm } from "@/ui/confirm";

interface Props {
  site: string;
  article: Article;
  onDelete: () => void;
}

/** Deletes an archived article for good, for those who may. */
export function DeleteButton({ site, article: { id, title, version }, onDelete }: Props) {
  const texts = useTexts(knowledgeTexts);
  const confirm = useConfirm();
  const navigate = useNavigate();
  const changed = useArticlesChanged();
  const remove = api.useMutation("delete", "/api/admin/sites/{id}/articles/{article_id}", {
    async onSuccess() {
      onDelete();
      await navigate({ to: "/sites/$site/knowledge", params: { site }, replace: true, ignoreBlocker: true });
      notifications.show({ message: texts.isRemoved });
      await changed();
    },
    onError: () => void changed(),
  });
  if (!useRole("admin")) return null;
  const ask = () =>
    confirm({
      title: texts.removeQuestion(title),
      text: texts.removeText,
      action: texts.remove,
      onConfirm: () => remove.mutate({ params: { path: { id: site, article_id: id }, query: { version } } }),
    });
  return <Button variant="default" loading={remove.isPending} onClick={ask}>{texts.remove}</Button>;
}
