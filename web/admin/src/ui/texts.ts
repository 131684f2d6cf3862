import type { Texts } from "@/app/language";

const en = {
  loading: "Loading",
  unreachable: "The server cannot be reached.",
  unreachableDetail: "Check your connection, then try again.",
  request: (id: string) => `Request ${id}`,
  retry: "Try again",
  loadMore: "Show more",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  secretOnce: "This is shown once. Copy it now.",
  presentPassword: "Present password",
  newPassword: "New password",
  newPasswordAgain: "New password again",
  newPasswordRule: "At least 10 characters.",
  passwordsDiffer: "The two are not the same.",
  changePassword: "Change the password",
};

const nl: typeof en = {
  loading: "Laden",
  unreachable: "De server is niet bereikbaar.",
  unreachableDetail: "Controleer je verbinding en probeer het opnieuw.",
  request: (id) => `Verzoek ${id}`,
  retry: "Opnieuw proberen",
  loadMore: "Meer tonen",
  cancel: "Annuleren",
  copy: "Kopiëren",
  copied: "Gekopieerd",
  secretOnce: "Dit wordt één keer getoond. Kopieer het nu.",
  presentPassword: "Huidig wachtwoord",
  newPassword: "Nieuw wachtwoord",
  newPasswordAgain: "Nieuw wachtwoord, nog eens",
  newPasswordRule: "Minstens 10 tekens.",
  passwordsDiffer: "De twee zijn niet hetzelfde.",
  changePassword: "Wachtwoord wijzigen",
};

export const uiTexts: Texts<typeof en> = { en, nl };
