import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { Access } from "@/features/team/Access";
import { Standing } from "@/features/team/Standing";
import { teamTexts } from "@/features/team/texts";
import { UserForm } from "@/features/team/UserForm";
import { Loaded } from "@/ui/Loaded";
import { ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { Section } from "@/ui/Section";

const route = getRouteApi("/panel/team/$user");

/** One user, for admins. */
export function UserPage() {
  const texts = useTexts(teamTexts);
  const { user: id } = route.useParams();
  const user = api.useQuery("get", "/api/admin/users/{id}", { params: { path: { id } } });
  return (
    <Loaded query={user}>
      {(user) => (
        <Page
          title={user.name}
          description={user.email}
          actions={<>
            <ButtonLink to="/audit" search={{ user: id }} variant="default">{texts.whatTheyDid}</ButtonLink>
            <ButtonLink to="/team" variant="default">{texts.back}</ButtonLink>
          </>}
        >
          <Standing user={user} />
          <Section title={texts.work}><UserForm key={id} user={user} /></Section>
          <Access user={user} />
        </Page>
      )}
    </Loaded>
  );
}
