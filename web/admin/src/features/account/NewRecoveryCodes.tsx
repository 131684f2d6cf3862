import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { OwnPassword } from "@/features/account/OwnPassword";
import { RecoveryCodes } from "@/features/account/RecoveryCodes";
import { accountTexts } from "@/features/account/texts";

/** Replaces the recovery codes. */
export function NewRecoveryCodes({ onDone }: { onDone: () => void }) {
  const texts = useTexts(accountTexts);
  const make = api.useMutation("post", "/api/admin/me/two-steps/recovery-codes", { meta: { shown: true } });
  if (make.data) return <RecoveryCodes codes={make.data.recovery_codes} onDone={onDone} />;
  return <OwnPassword action={texts.newCodes} error={make.error} busy={make.isPending} onSubmit={(password) => make.mutate({ body: { password } })} />;
}
