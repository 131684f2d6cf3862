import type { Consent } from "../../shared/host.ts";
import type { Conversation, View } from "../conversation.ts";
import type { Words } from "../texts/index.ts";
import type { Following } from "./following.ts";

/** The parts that are fetched when they are needed. */
export type Parts = typeof import("../parts/index.ts");

/** What only the screen knows. */
export interface Screen {
  /** In the input. */
  text: string;
  /** failed: the conversation could not be ended. */
  menu: "closed" | "open" | "ending" | "failed";
  /** How giving an address goes; null when the visitor has not asked for it. */
  contact: "open" | "busy" | "wrong" | "failed" | "saved" | null;
  stars: number;
  tags: readonly string[];
  ratingFailed: boolean;
}

/** Everything that the screen is drawn from. Drawing is one function of it. */
export interface Scene {
  view: View;
  words: Words;
  /** BCP 47 tag. */
  language: string;
  conversation: Conversation;
  screen: Screen;
  open: boolean;
  /** The panel covers the page, as on a phone. */
  covers: boolean;
  sound: boolean;
  consent: Consent | null;
  following: Following;
  change(what: Partial<Screen>): void;
  /** Shows something of the parts, as soon as they are there. */
  later<T>(show: (parts: Parts) => T): T | null;
  send(text: string): void;
  close(): void;
  setSound(on: boolean): void;
  setConsent(consent: Consent): void;
}
