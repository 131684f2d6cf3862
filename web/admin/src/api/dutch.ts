import type { Problem } from "@client/schema";
import { fields, problems, recorded, sentences } from "@/api/dutchWords";

/** Says a problem in Dutch. What it tells this time, such as a number or a name, stays in it. */
export function inDutch(problem: Problem): Problem {
  const [title, detail] = problems[problem.code];
  const errors = problem.errors?.map(({ field, message }) => ({ field, message: translate(message) ?? message }));
  const ofFields = problem.code === "invalid_request" && errors?.map(({ field, message }) => `${nameOf(field)} ${message}.`).join(" ");
  return { ...problem, title, detail: capital(ofFields || translate(problem.detail) || detail), ...(errors && { errors }) };
}

/** Returns a sentence of the server, or a part of one, in Dutch; undefined when it is not known. */
export function translate(sentence: string): string | undefined {
  for (const [pattern, dutch] of patterns) {
    const said = pattern.exec(sentence)?.slice(1);
    if (said) return dutch.replace(places, () => translateReason(said.shift()!));
  }
  return undefined;
}

/** Says in Dutch why something failed, in which the server puts one reason behind the other; what is not known stays as it is. */
export const translateReason = (reason: string): string =>
  translate(reason) ?? reason.split(": ").map((part) => translate(part) ?? part).join(": ");

const own = new Set(["name", "email", "shortcut", "from", "from_name", "origins", "title"]); // in people's own words
const words: Record<string, string> = { ...fields, ...recorded };

/** Says in Dutch what the audit log keeps of an act. */
export const translateDetail = (field: string, value: string): string =>
  `${words[field] ?? field}: ${own.has(field) ? value : value.replace(/\b[a-z_]+\b/g, (word) => words[word] ?? word)}`;

const places = /%[dqsv]/g;
const shapes: Record<string, string> = { "%d": "(-?\\d+)", "%q": '("(?:[^"\\\\]|\\\\.)*")', "%s": "(.*)", "%v": "(.*)" };

const patterns = Object.entries(sentences).map(([english, dutch]): [RegExp, string] => {
  const escaped = english.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return [new RegExp(`^${escaped.replace(places, (place) => shapes[place]!)}$`, "s"), dutch];
});

/** Names a field of the contract: "page_suggestions.0.text" is the text of the first one. */
const nameOf = (field: string): string =>
  field === "" ? "Het verzoek" : capital(field.split(".").map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : (fields as Record<string, string>)[part] ?? part)).join(" › "));

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
