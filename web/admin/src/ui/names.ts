import type { EscalationReason, NotificationKind } from "@client/schema";
import type { Texts } from "@/app/language";

const en = {
  reasons: {
    customer_request: "Asked for a person",
    keyword: "Keyword of the site",
    missing_knowledge: "Not in the articles",
    low_confidence: "Unsure of the answer",
    repeated: "Answers did not help",
    provider_failure: "Model not reachable",
    manual: "Somebody joined",
  } satisfies Record<EscalationReason, string>,
  notifications: {
    escalated: "A visitor waits for a person",
    again: "A visitor still waits",
    supervisors: "Supervisors are called",
    follow_up: "Nobody came, and an answer was promised",
    transferred: "A colleague gave you a conversation",
  } satisfies Record<NotificationKind, string>,
};

const nl: typeof en = {
  reasons: {
    customer_request: "Vroeg om een medewerker",
    keyword: "Trefwoord van de site",
    missing_knowledge: "Niet in de artikelen",
    low_confidence: "Onzeker over het antwoord",
    repeated: "Antwoorden hielpen niet",
    provider_failure: "Model niet bereikbaar",
    manual: "Iemand nam deel",
  },
  notifications: {
    escalated: "Een bezoeker wacht op een medewerker",
    again: "Een bezoeker wacht nog steeds",
    supervisors: "Supervisors worden geroepen",
    follow_up: "Niemand kwam, en er is een antwoord beloofd",
    transferred: "Een collega gaf je een gesprek",
  },
};

/** What several screens call the reasons and the kinds of the contract. */
export const nameTexts: Texts<typeof en> = { en, nl };
