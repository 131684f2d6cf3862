import { Checkbox, Select, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { UserRole } from "@client/schema";
import { useTexts } from "@/app/language";
import { teamTexts } from "@/features/team/texts";
import { SitesPicker } from "@/ui/SitePicker";
import { uiTexts } from "@/ui/texts";

/** What an admin decides of a user. */
export interface UserValues {
  name: string;
  role: UserRole;
  supervisor: boolean;
  sites: string[];
}

/** The fields of a user. An admin works for all sites, so there is none to choose. */
export function UserFields({ form }: { form: UseFormReturnType<UserValues> }) {
  const texts = useTexts(teamTexts);
  const { roles } = useTexts(uiTexts);
  const { role } = form.values;
  return (
    <>
      <TextInput label={texts.name} description={texts.nameRule} required maxLength={100} {...form.getInputProps("name")} />
      <Select
        label={texts.role}
        description={texts.roleTexts[role]}
        allowDeselect={false}
        data={Object.entries(roles).map(([value, label]) => ({ value, label }))}
        {...form.getInputProps("role")}
      />
      {role !== "admin" && (
        <SitesPicker
          label={texts.sites}
          placeholder={form.values.sites.length === 0 ? texts.noSites : undefined}
          {...form.getInputProps("sites")}
        />
      )}
      {role !== "viewer" && <Checkbox label={texts.supervisor} description={texts.supervisorText} {...form.getInputProps("supervisor", { type: "checkbox" })} />}
    </>
  );
}
