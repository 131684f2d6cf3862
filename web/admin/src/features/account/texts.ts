import type { Texts } from "@/app/language";

const en = {
  title: "My account",
  password: "Password",
  passwordChanged: "The password is changed. You are signed out everywhere else.",
};

const nl: typeof en = {
  title: "Mijn account",
  password: "Wachtwoord",
  passwordChanged: "Het wachtwoord is gewijzigd. Overal elders ben je uitgelogd.",
};

export const accountTexts: Texts<typeof en> = { en, nl };
