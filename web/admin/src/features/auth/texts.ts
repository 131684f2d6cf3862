import type { LinkKind } from "@client/schema";
import type { Texts } from "@/app/language";

const en = {
  signIn: "Sign in",
  email: "E-mail",
  password: "Password",
  back: "Back",
  newPassword: "Choose a password",
  temporary: "Your password is temporary. Choose one of your own to go on.",
  forgotten: "Forgotten your password?",
  code: "Code",
  codeText: "Type the six digits that your authenticator app shows, or one of your recovery codes.",
  name: "Name",
  nameRule: "Visitors see it.",
  join: "Join",
  joinText: (email: string) => `You are invited as ${email}. Choose a password to join.`,
  setUp: "Welcome to InnConnect",
  setUpText: "You are the first one here. Create the account of the first admin.",
  setUpAction: "Create the account",
  resetText: "We mail you a link with which you choose a new password.",
  resetAction: "Send the link",
  resetSent: "If a user has this address, a mail is on its way. Its link works for two hours.",
  resetDone: "Your password is changed, and you are signed out everywhere.",
  linkInvalid: "This link does not work",
  linkInvalidText: {
    invitation: "It was used before, or it has expired. Ask an admin for another invitation.",
    password_reset: "It was used before, or it has expired. Ask for another one.",
    setup: "It was used before, or it has expired. `innconnect setup` makes another one while there is no user.",
  } satisfies Record<LinkKind, string>,
};

const nl: typeof en = {
  signIn: "Inloggen",
  email: "E-mailadres",
  password: "Wachtwoord",
  back: "Terug",
  newPassword: "Kies een wachtwoord",
  temporary: "Je wachtwoord is tijdelijk. Kies een eigen wachtwoord om verder te gaan.",
  forgotten: "Wachtwoord vergeten?",
  code: "Code",
  codeText: "Typ de zes cijfers die je authenticator-app toont, of een van je herstelcodes.",
  name: "Naam",
  nameRule: "Bezoekers zien deze naam.",
  join: "Meedoen",
  joinText: (email) => `Je bent uitgenodigd als ${email}. Kies een wachtwoord om mee te doen.`,
  setUp: "Welkom bij InnConnect",
  setUpText: "Je bent hier de eerste. Maak het account van de eerste beheerder.",
  setUpAction: "Account maken",
  resetText: "We mailen je een link waarmee je een nieuw wachtwoord kiest.",
  resetAction: "Link versturen",
  resetSent: "Als een gebruiker dit adres heeft, is er een e-mail onderweg. De link werkt twee uur.",
  resetDone: "Je wachtwoord is gewijzigd en je bent overal uitgelogd.",
  linkInvalid: "Deze link werkt niet",
  linkInvalidText: {
    invitation: "De link is al gebruikt of verlopen. Vraag een beheerder om een nieuwe uitnodiging.",
    password_reset: "De link is al gebruikt of verlopen. Vraag een nieuwe aan.",
    setup: "De link is al gebruikt of verlopen. `innconnect setup` maakt een nieuwe zolang er geen gebruiker is.",
  },
};

export const authTexts: Texts<typeof en> = { en, nl };
