import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { useMeAgain } from "@/features/account/me";
import { OwnPassword } from "@/features/account/OwnPassword";
import { accountTexts } from "@/features/account/texts";

/** Turns two-step sign-in off. */
export function TurnOffTwoSteps({ onDone }: { onDone: () => void }) {
  const texts = useTexts(accountTexts);
  const meAgain = useMeAgain();
  const off = api.useMutation("post", "/api/admin/me/two-steps/off", {
    meta: { shown: true },
    async onSuccess() {
      await meAgain();
      onDone();
    },
  });
  return <OwnPassword action={texts.turnOff} error={off.error} busy={off.isPending} onSubmit={(password) => off.mutate({ body: { password } })} />;
}
