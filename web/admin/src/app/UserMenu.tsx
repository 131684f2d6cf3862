import { Button, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconChevronDown, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useUser } from "@/api/session";
import { type Language, languages, useLanguage, useTexts } from "@/app/language";
import { appTexts } from "@/app/texts";
import { useConfirm } from "@/ui/confirm";
import { dropAllUnsaved, hasUnsaved } from "@/ui/unsaved";

/** What belongs to the user: the account, the language, light or dark, and the way out. */
export function UserMenu() {
  const texts = useTexts(appTexts);
  const user = useUser();
  const [language, setLanguage] = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const queryClient = useQueryClient();
  const router = useRouter();
  const confirm = useConfirm();
  const signOut = api.useMutation("post", "/api/admin/logout", {
    async onSuccess() {
      const asked = hasUnsaved(user.id);
      dropAllUnsaved(user.id);
      await router.navigate({ to: "/sign-in", ignoreBlocker: asked });
      queryClient.clear();
    },
  });
  const leave = () =>
    hasUnsaved(user.id)
      ? confirm({ title: texts.signOutUnsaved, text: texts.signOutUnsavedText, action: texts.signOut, onConfirm: () => signOut.mutate({}) })
      : signOut.mutate({});
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Button variant="subtle" color="gray" c="var(--mantine-color-text)" rightSection={<IconChevronDown size={14} aria-hidden />}>{user.name}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item leftSection={<IconUserCircle size={16} aria-hidden />} renderRoot={(props) => <Link to="/account" {...props} />}>{texts.account}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{texts.language}</Menu.Label>
        <Menu.RadioGroup value={language} onChange={(value) => setLanguage(value as Language)}>
          {Object.entries(languages).map(([value, name]) => <Menu.RadioItem key={value} value={value}>{name}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Label>{texts.appearance}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {Object.entries(texts.schemes).map(([value, name]) => <Menu.RadioItem key={value} value={value}>{name}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>{texts.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
