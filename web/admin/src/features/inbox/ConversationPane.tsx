import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { codeOf } from "@/api/problem";
import { useTexts } from "@/app/language";
import { ConversationView } from "@/features/inbox/ConversationView";
import { inboxTexts } from "@/features/inbox/texts";
import { Empty } from "@/ui/Empty";
import { Loaded } from "@/ui/Loaded";
import { ButtonLink } from "@/ui/links";

const route = getRouteApi("/panel/inbox/$conversation");

/** The conversation that the address names. */
export function ConversationPane() {
  const texts = useTexts(inboxTexts);
  const { conversation: id } = route.useParams();
  const query = api.useQuery("get", "/api/admin/conversations/{id}", { params: { path: { id } } });
  if (["not_found", "invalid_request"].includes(codeOf(query.error) ?? "")) {
    return <Empty title={texts.gone} action={<ButtonLink to="/inbox" search variant="default">{texts.back}</ButtonLink>}>{texts.goneText}</Empty>;
  }
  return <Loaded query={query}>{(conversation) => <ConversationView key={id} conversation={conversation} />}</Loaded>;
}
