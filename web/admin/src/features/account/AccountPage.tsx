import { Paper, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTexts } from "@/app/language";
import { accountTexts } from "@/features/account/texts";
import { Page } from "@/ui/Page";
import { PasswordForm } from "@/ui/PasswordForm";

/** What a user changes of their own account. */
export function AccountPage() {
  const texts = useTexts(accountTexts);
  return (
    <Page title={texts.title}>
      <Paper withBorder p="lg" maw={480} component="section">
        <Title order={2} size="h4" mb="md">{texts.password}</Title>
        <PasswordForm onChanged={() => notifications.show({ message: texts.passwordChanged })} />
      </Paper>
    </Page>
  );
}
