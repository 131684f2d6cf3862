import { useState } from "react";
import { ForgottenPassword } from "@/features/auth/ForgottenPassword";
import { NewPasswordByLink } from "@/features/auth/NewPasswordByLink";

/** Where a forgotten password is replaced: with the link of a mail, and before that, where one asks for it. */
export function PasswordResetPage() {
  const [linked] = useState(() => window.location.hash.length > 1);
  return linked ? <NewPasswordByLink /> : <ForgottenPassword />;
}
