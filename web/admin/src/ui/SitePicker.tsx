import { Select, type SelectProps } from "@mantine/core";
import { api } from "@/api/client";

/** Chooses one of the sites that the user may see. */
export function SitePicker(props: Omit<SelectProps, "data">) {
  const sites = api.useQuery("get", "/api/admin/sites", {}, { staleTime: 60_000 });
  return <Select searchable data={sites.data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []} {...props} />;
}
