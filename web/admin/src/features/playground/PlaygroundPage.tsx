import { Button, Group, Switch, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { Outcome } from "@/features/playground/Outcome";
import { Found } from "@/features/playground/Found";
import { playgroundTexts } from "@/features/playground/texts";
import { Failure } from "@/ui/Failure";
import { Loading } from "@/ui/Loading";
import { Page } from "@/ui/Page";

const route = getRouteApi("/panel/sites/$site/playground");

/** What a question would find, and what would be answered. */
export function PlaygroundPage() {
  const texts = useTexts(playgroundTexts);
  const { site } = route.useParams();
  const asked = route.useSearch().question ?? "";
  const navigate = route.useNavigate();
  const [question, setQuestion] = useState(asked);
  const [answer, setAnswer] = useState(true);
  const ask = api.useMutation("post", "/api/admin/sites/{id}/playground", { meta: { shown: true } });
  function submit(event: FormEvent) {
    event.preventDefault();
    void navigate({ search: { question }, replace: true });
    ask.mutate({ params: { path: { id: site } }, body: { question, answer } });
  }
  return (
    <Page title={texts.title} description={texts.description}>
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput
            label={texts.question}
            placeholder={texts.questionHint}
            required
            maxLength={4000}
            dir="auto"
            flex="1 1 320px"
            value={question}
            onChange={({ currentTarget: { value } }) => setQuestion(value)}
          />
          <Switch label={texts.withAnswer} pb={8} checked={answer} onChange={({ currentTarget: { checked } }) => setAnswer(checked)} />
          <Button type="submit" loading={ask.isPending}>{texts.ask}</Button>
        </Group>
      </form>
      {ask.isPending && <Loading />}
      {ask.error && <Failure error={ask.error} />}
      {ask.data && (
        <>
          <Outcome site={site} question={ask.variables.body.question} result={ask.data} />
          <Found site={site} retrieval={ask.data.retrieval} />
        </>
      )}
    </Page>
  );
}
