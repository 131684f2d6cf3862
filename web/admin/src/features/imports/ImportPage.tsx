import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { GuideLink } from "@/features/imports/GuideLink";
import { Progress } from "@/features/imports/Progress";
import { goesOn, useImport } from "@/features/imports/queries";
import { Report } from "@/features/imports/Report";
import { importsTexts, nameOf } from "@/features/imports/texts";
import { useConfirm } from "@/ui/confirm";
import { ButtonLink } from "@/ui/links";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";

const route = getRouteApi("/panel/sites/$site/imports/$import");

/** One import: how far it is, and its report. */
export function ImportPage() {
  const texts = useTexts(importsTexts);
  const { site, import: id } = route.useParams();
  const { guide } = route.useSearch();
  const query = useImport(site, id);
  const one = query.data;
  const writes = useRole("admin", "agent");
  return (
    <Page
      title={one ? nameOf(one, texts) : texts.report}
      actions={
        <>
          {one && goesOn(one) && writes && <StopButton site={site} id={id} />}
          <ButtonLink variant="default" to="/sites/$site/imports" params={{ site }} search={{ guide }}>{texts.back}</ButtonLink>
          {guide && <GuideLink site={site} imported={one && !goesOn(one) && one.outcomes.refused < one.documents} />}
        </>
      }
    >
      <Loaded query={query}>
        {(found) => (
          <>
            <Progress one={found} />
            <Report site={site} one={found} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function StopButton({ site, id }: { site: string; id: string }) {
  const texts = useTexts(importsTexts);
  const confirm = useConfirm();
  const queryClient = useQueryClient();
  const stop = api.useMutation("post", "/api/admin/sites/{id}/imports/{import_id}/stop", {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", "/api/admin/sites/{id}/imports/{import_id}"] }),
  });
  const ask = () =>
    confirm({
      title: texts.stopQuestion,
      text: texts.stopText,
      action: texts.stop,
      onConfirm: () => stop.mutate({ params: { path: { id: site, import_id: id } } }),
    });
  return <Button variant="default" loading={stop.isPending} onClick={ask}>{texts.stop}</Button>;
}
