import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "@client/schema";
import { expect, test } from "vitest";
import { inDutch, translate, translateDetail, translateReason } from "@/api/dutch";
import { sentences } from "@/api/dutchWords";

const repository = join(process.cwd(), "../..");
const sources = ["api", "activities", "workflows", "internal/chat", "internal/intent", "internal/mail", "internal/sanitize", "internal/seal", "internal/store"];
const server = sources
  .flatMap((folder) => readdirSync(join(repository, folder)).filter((name) => /(?<!_test|\.gen)\.go$/.test(name)).map((name) => join(repository, folder, name)))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

/** How the server writes what it tells staff. */
const literal = '"((?:[^"\\\\]|\\\\.)*)"';
const writers = [
  `\\bErrorf\\((?:chat\\.)?Code\\w+, ${literal}`,
  `\\b(?:invalid|refuse)\\(${literal}`,
  `\\bpatternError\\(${literal}`,
  `\\b(?:one\\(|each\\(k\\.\\w+, |invalidField\\(p\\.name, |fail\\(chat\\.\\w+, \\w+, )${literal}`,
];

/** What only visitors and their pages are told. */
const ofVisitors = new Set([
  "Send the site's key in the X-API-Key header.", "This API key is unknown or has been withdrawn.",
  "This key is for the admin panel's own preview.", "This page's origin is not registered.",
  "This page's origin is not registered for the site. The site's owner can add it to the allowed origins.",
  "A public key works from registered web pages. Programs use the site's secret server key.",
  "This site signs no identities: it has no secret yet.", "An identity needs an e-mail address or a user's id.",
  "A user's id has at most 200 characters.", "A name has at most 200 characters, on one line.",
  "This conversation has a signed identity; only another token changes it.", "There is no such conversation for this site and visitor.",
  "Only answers can be reacted to.", "A conversation can be rated after it has ended.", "This rating can no longer be changed.",
  "Very many visitors wait for an answer. Please try again in a moment.",
  "The answer takes longer than usual. It will be in the history; sending the same message again waits for it.",
  "The answer could not be read.", "The turn has no answer to deliver.",
]);

const said = new Set(writers.flatMap((writer) => [...server.matchAll(new RegExp(writer, "g"))].map(([, text]) => JSON.parse(`"${text}"`) as string)));

test("all that the server tells staff has a Dutch sentence", () => {
  expect(said.size).toBeGreaterThan(100);
  expect([...said].filter((sentence) => !ofVisitors.has(sentence) && !(sentence in sentences) && !(`${sentence}%s` in sentences))).toEqual([]);
});

test("every sentence is one that the server has, and tells as much in Dutch", () => {
  const places = (text: string) => text.match(/%[dqsv]/g);
  for (const [english, dutch] of Object.entries(sentences)) {
    const written = [english, english.replace(/^%s(?= )|(?<= )%s$/g, ""), `${english}: %w`]; // Go may add what is told, or the cause
    expect(written.some((text) => server.includes(JSON.stringify(text))), english).toBe(true);
    expect(places(dutch), english).toEqual(places(english));
  }
});

const problem = (code: Problem["code"], detail: string, errors?: Problem["errors"]): Problem =>
  ({ type: `urn:innconnect:problem:${code}`, title: "Title", status: 400, detail, code, request_id: "request-1", ...(errors && { errors }) });

test("a number, a name and a part of a sentence stay in the Dutch one", () => {
  expect(inDutch(problem("already_taken", "Ana has this conversation."))).toMatchObject({ title: "Al overgenomen", detail: "Ana heeft dit gesprek." });
  expect(inDutch(problem("invalid_request", "The welcome message has at most 2000 characters.")).detail).toBe("Het welkomstbericht heeft hooguit 2000 tekens.");
  expect(inDutch(problem("invalid_request", '"shop.example/x" cannot be registered as an origin: an origin has no user name.')).detail)
    .toBe('"shop.example/x" kan geen domein van de site zijn: een domein heeft geen gebruikersnaam.');
  expect(translate("Pattern 2 makes the patterns too complex together; shorten repetitions such as {100}.")).toMatch(/^Patroon 2 maakt/);
});

test("fields are named, and say what is wrong beside them", () => {
  const { detail, errors } = inDutch(problem("invalid_request", "The request breaks the contract: name is required.", [
    { field: "name", message: "is required" }, { field: "page_suggestions.0.text", message: "has more than 200 characters" },
  ]));
  expect(detail).toBe("Naam is verplicht. Paginasuggesties › 1 › tekst heeft meer dan 200 tekens.");
  expect(errors).toEqual([{ field: "name", message: "is verplicht" }, { field: "page_suggestions.0.text", message: "heeft meer dan 200 tekens" }]);
});

test("what has no Dutch sentence says what its code means", () => {
  expect(inDutch(problem("not_found", "Something new.")).detail).toBe("Dit bestaat niet, of is niet voor jou.");
});

test("reasons are translated part by part", () => {
  expect(translateReason("SendGrid refuses the mail because of its field from: provider rejected (HTTP 400)")).toBe("SendGrid weigert de e-mail om het veld from: geweigerd (HTTP 400)");
  expect(translateReason("404")).toBe("404");
});

test("what the audit log keeps is named, but for people's own words", () => {
  expect(translateDetail("role", "agent")).toBe("rol: medewerker");
  expect(translateDetail("settings", "welcome_message tracking")).toBe("instellingen: welkomstbericht volgen van bezoekers");
  expect(translateDetail("name", "agent")).toBe("naam: agent");
  expect(translateDetail("title", "draft")).toBe("titel: draft");
});
