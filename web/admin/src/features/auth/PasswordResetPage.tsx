import { useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { ForgottenPassword } from "@/features/auth/ForgottenPassword";
import { NewPasswordByLink } from "@/features/auth/NewPasswordByLink";

/** Where a forgotten password is replaced: with the link of a mail, and before that, where one asks for it. */
export function PasswordResetPage() {
  const hasSecret = useLocation({ select: ({ hash }) => hash !== "" });
  const [linked, setLinked] = useState(hasSecret); // the secret does not stay in the address
  if (hasSecret && !linked) setLinked(true);
  return linked ? <NewPasswordByLink /> : <ForgottenPassword />;
}
