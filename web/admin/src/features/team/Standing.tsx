import { Badge, Group } from "@mantine/core";
import type { User } from "@client/schema";
import { useTexts } from "@/app/language";
import { teamTexts } from "@/features/team/texts";

/** What is to be known of a user at a glance. */
export function Standing({ user }: { user: User }) {
  const texts = useTexts(teamTexts);
  return (
    <Group gap={4}>
      {user.disabled && <Badge variant="default">{texts.disabled}</Badge>}
      {user.invited && <Badge variant="default">{texts.invited}</Badge>}
      {user.password_temporary && <Badge variant="default">{texts.temporary}</Badge>}
      {user.supervisor && <Badge variant="default">{texts.supervisor}</Badge>}
      {user.two_steps && <Badge variant="default">{texts.twoSteps}</Badge>}
    </Group>
  );
}
