import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { me } from "@/api/session";
import { useTexts } from "@/app/language";
import { Door } from "@/features/auth/Door";
import { authTexts } from "@/features/auth/texts";
import { PasswordForm } from "@/ui/PasswordForm";

/** Where a temporary password becomes one's own, before anything else. */
export function NewPasswordPage() {
  const texts = useTexts(authTexts);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return (
    <Door title={texts.newPassword}>
      <Stack>
        <Text size="sm">{texts.temporary}</Text>
        <PasswordForm
          onChanged={async () => {
            queryClient.removeQueries({ queryKey: me.queryKey });
            await navigate({ to: "/" });
          }}
        />
      </Stack>
    </Door>
  );
}
