import { diffLines } from "diff";

/** A line of a comparison, or a number of lines that are the same. */
export type DiffPart = { kind: "same" | "added" | "removed"; text: string } | { kind: "skipped"; lines: number };

const context = 3; // lines that are the same, shown before and after a change

/** Compares two texts line by line. It is empty when they are the same. */
export function diffOf(before: string, after: string): DiffPart[] {
  if (before === after) return [];
  const changes = diffLines(`${before}\n`, `${after}\n`);
  return changes.flatMap(({ added, removed, value }, i): DiffPart[] => {
    const lines = value.replace(/\n$/, "").split("\n");
    const kind = added ? "added" : removed ? "removed" : "same";
    if (kind !== "same") return lines.map((text) => ({ kind, text }));
    const head = i === 0 ? 0 : context;
    const tail = i === changes.length - 1 ? 0 : context;
    if (lines.length <= head + tail + 1) return lines.map((text) => ({ kind, text }));
    return [
      ...lines.slice(0, head).map((text) => ({ kind, text }) as const),
      { kind: "skipped", lines: lines.length - head - tail },
      ...lines.slice(lines.length - tail).map((text) => ({ kind, text }) as const),
    ];
  });
}
