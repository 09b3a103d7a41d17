import type { Correction, GradableQuestion } from "./kinds/kind.ts";
import { kindOf, type QuestionKind } from "./kinds/registry.ts";

type KeyedQuestion = GradableQuestion & { readonly kind: QuestionKind };

/** Lays today's key of a question over a round that asked it earlier. */
export function correctionOf(asked: KeyedQuestion, today: KeyedQuestion): Correction {
  return asked.kind === today.kind ? kindOf(asked).correct(asked, today) : { kind: "unlike", why: "another-kind" };
}
