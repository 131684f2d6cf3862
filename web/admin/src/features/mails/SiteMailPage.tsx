import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { SiteMailForm } from "@/features/mails/SiteMailForm";
import { mailsTexts } from "@/features/mails/texts";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";

const route = getRouteApi("/panel/sites/$site/mail");

/** How a site's mails are sent. */
export function SiteMailPage() {
  const texts = useTexts(mailsTexts);
  const params = { path: { id: route.useParams().site } };
  const settings = api.useQuery("get", "/api/admin/sites/{id}/mail", { params });
  const test = api.useMutation("post", "/api/admin/sites/{id}/mail/test", {
    onSuccess: () => notifications.show({ message: texts.tested }),
  });
  const sendTest = <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ params })}>{texts.test}</Button>;
  return (
    <Page title={texts.settings} description={texts.settingsDescription} actions={sendTest}>
      <Loaded query={settings}>{(data) => <SiteMailForm key={params.path.id} site={params.path.id} settings={data} />}</Loaded>
    </Page>
  );
}
