import { problemOf } from "@/api/problem";
import { uiTexts } from "@/ui/texts";

/** Says in words why a call failed. */
export function describe(error: unknown, language: string): { title: string; message: string } {
  const problem = problemOf(error);
  if (problem) return { title: problem.title, message: problem.detail };
  const texts = uiTexts[language === "nl" ? "nl" : "en"];
  return { title: texts.unreachable, message: texts.unreachableDetail };
}
