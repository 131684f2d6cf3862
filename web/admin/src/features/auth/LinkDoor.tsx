import type { Link, LinkKind } from "@client/schema";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { api } from "@/api/client";
import { codeOf } from "@/api/problem";
import { useTexts } from "@/app/language";
import { Door } from "@/features/auth/Door";
import { authTexts } from "@/features/auth/texts";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Failure";
import { ButtonLink } from "@/ui/links";
import { Loading } from "@/ui/Loading";

interface Props {
  kind: LinkKind;
  title: string;
  children: (link: Link, token: string) => ReactNode;
}

/** A screen to which a link with a secret leads, which must be good for it. */
export function LinkDoor({ kind, title, children }: Props) {
  const texts = useTexts(authTexts);
  const token = useSecretOfAddress();
  const link = api.useQuery("post", "/api/admin/links/look", { body: { token } }, { staleTime: Infinity, gcTime: 0, enabled: token !== "" });
  const wrong = token === "" || codeOf(link.error) === "link_invalid" || codeOf(link.error) === "invalid_request" || (link.data && link.data.kind !== kind);
  return (
    <Door title={title}>
      {wrong ? <Empty title={texts.linkInvalid} action={<ButtonLink to="/sign-in">{texts.signIn}</ButtonLink>}>{texts.linkInvalidText[kind]}</Empty>
        : link.data ? children(link.data, token)
        : link.error ? <Failure error={link.error} retry={() => void link.refetch()} />
        : <Loading lines={3} />}
    </Door>
  );
}

/** Takes the secret from behind the # of the address, where it would stay to be seen. */
function useSecretOfAddress(): string {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const [token, setToken] = useState("");
  if (hash && hash !== token) setToken(hash);
  useEffect(() => {
    if (hash) void navigate({ to: ".", hash: "", replace: true });
  }, [hash, navigate]);
  return token;
}
