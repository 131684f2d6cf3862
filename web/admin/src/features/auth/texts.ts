import type { Texts } from "@/app/language";

const en = {
  signIn: "Sign in",
  email: "E-mail",
  password: "Password",
  newPassword: "Choose a password",
  temporary: "Your password is temporary. Choose one of your own to go on.",
};

const nl: typeof en = {
  signIn: "Inloggen",
  email: "E-mailadres",
  password: "Wachtwoord",
  newPassword: "Kies een wachtwoord",
  temporary: "Je wachtwoord is tijdelijk. Kies een eigen wachtwoord om verder te gaan.",
};

export const authTexts: Texts<typeof en> = { en, nl };
