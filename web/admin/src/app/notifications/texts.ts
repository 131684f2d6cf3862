import type { Texts } from "@/app/language";

const en = {
  title: "Notifications",
  unreadCount: (count: string) => `${count} unread`,
  unread: "Unread",
  readAll: "Mark all as read",
  none: "No notifications yet",
  noneText: "When visitors on your sites need a person, you read it here.",
  here: "In this browser",
  choose: "Choose what you are told of",
  sound: "Sound",
  desktop: "Desktop notifications",
  denied: "Your browser does not allow them for this page.",
  message: "A visitor wrote to you",
};

const nl: typeof en = {
  title: "Meldingen",
  unreadCount: (count) => `${count} ongelezen`,
  unread: "Ongelezen",
  readAll: "Alles als gelezen markeren",
  none: "Nog geen meldingen",
  noneText: "Als bezoekers op je sites een medewerker nodig hebben, lees je het hier.",
  here: "In deze browser",
  choose: "Kiezen waarover je iets hoort",
  sound: "Geluid",
  desktop: "Bureaubladmeldingen",
  denied: "Je browser staat ze voor deze pagina niet toe.",
  message: "Een bezoeker schreef je",
};

export const notificationTexts: Texts<typeof en> = { en, nl };
