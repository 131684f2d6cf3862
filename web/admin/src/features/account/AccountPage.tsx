import { SimpleGrid, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRole, useUser } from "@/api/session";
import { useTexts } from "@/app/language";
import { NotificationPreferences } from "@/features/account/NotificationPreferences";
import { Sessions } from "@/features/account/Sessions";
import { accountTexts } from "@/features/account/texts";
import { TwoSteps } from "@/features/account/TwoSteps";
import { Page } from "@/ui/Page";
import { PasswordForm } from "@/ui/PasswordForm";
import { Section } from "@/ui/Section";
import { uiTexts } from "@/ui/texts";

/** What a user changes of their own account. */
export function AccountPage() {
  const texts = useTexts(accountTexts);
  const { roles } = useTexts(uiTexts);
  const { name, email, role } = useUser();
  const isTold = useRole("admin", "agent");
  return (
    <Page title={texts.title} description={`${name} · ${email} · ${roles[role]}`}>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack gap="lg">
          {isTold && <NotificationPreferences />}
          <Sessions />
        </Stack>
        <Stack gap="lg">
          <TwoSteps />
          <Section title={texts.password}>
            <PasswordForm onChanged={() => notifications.show({ message: texts.passwordChanged })} />
          </Section>
        </Stack>
      </SimpleGrid>
    </Page>
  );
}
