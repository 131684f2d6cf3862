// How values of the API are called here.
export const statuses = { active: "Active", escalated: "With people", closed: "Closed" };

// standing is where a conversation stands in one word or two, and the class of
// its pill.
export function standing({ status, agent, waiting_since: waits }) {
  if (status === "escalated" && agent && !waits) return [`With ${agent.name}`, "taken"];
  if (status === "escalated") return ["Waiting", "escalated"];
  return [statuses[status], status];
}

export const reasons = {
  customer_request: "Asked for a person",
  keyword: "Keyword of the site",
  missing_knowledge: "Not in the articles",
  low_confidence: "Unsure of the answer",
  repeated: "Answers did not help",
  provider_failure: "Model not reachable",
  manual: "Somebody joined",
};

export const enders = { visitor: "by the visitor", agent: "by us", idle: "nobody wrote", unattended: "nobody came" };

export const actions = {
  conversation_taken: "took over",
  conversation_handed_back: "handed back to the assistant",
  conversation_transferred: "passed it on",
  conversation_closed: "ended it",
  reply_sent: "replied",
  note_added: "wrote a note",
  follow_up_set: "changed the follow-up mark",
};

export const roles = { visitor: "Visitor", assistant: "Assistant", agent: "Agent", system: "InnConnect" };
export const providers = { extractive: "From the articles, without a model", mistral: "Mistral", openai: "OpenAI-compatible" };

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

// timeOf is the clock for today, with the date for other days.
export function timeOf(iso) {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

export const fullTimeOf = (iso) => full.format(new Date(iso));

// since is how long ago a time is, in its largest unit.
export function since(iso) {
  const seconds = Math.max(0, (Date.now() - new Date(iso)) / 1000);
  if (seconds < 60) return "less than a minute";
  for (const [unit, size, next] of [["minute", 60, 3600], ["hour", 3600, 86400], ["day", 86400, Infinity]]) {
    if (seconds >= next) continue;
    const n = Math.floor(seconds / size);
    return `${n} ${unit}${n === 1 ? "" : "s"}`;
  }
}

export const percent = (share) => `${Math.round(share * 100)} %`;
