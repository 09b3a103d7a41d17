import type { Correction, GradableQuestion } from "./kinds/kind.ts";
import { kindOf, type QuestionKind } from "./kinds/registry.ts";

type KeyedQuestion = GradableQuestion & { readonly kind: QuestionKind };

/** What applying a question's current key to an earlier round would change. */
export function correctionOf(asked: KeyedQuestion, today: KeyedQuestion): Correction {
  return asked.kind === today.kind ? kindOf(asked).correct(asked, today) : { kind: "mismatch", why: "another-kind" };
}
