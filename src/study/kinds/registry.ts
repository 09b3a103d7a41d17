import { fillIn } from "./fill-in.ts";
import type { Kind } from "./kind.ts";
import { multiple } from "./multiple.ts";
import { order } from "./order.ts";
import { single } from "./single.ts";
import { trueFalse } from "./true-false.ts";

/** Every kind of question, in the order in which messages and schemas list them. */
export const KINDS = [single, multiple, trueFalse, fillIn, order] as const;

export type QuestionKind = (typeof KINDS)[number]["name"];

const byName: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [kind.name, kind]));

export function kindOf(question: { readonly kind: QuestionKind }): Kind {
  const kind = byName.get(question.kind);
  if (kind === undefined) throw new Error("unknown question kind");
  return kind;
}

/** For names from outside the code, which may be unknown. */
export function findKind(name: string): Kind | undefined {
  return byName.get(name);
}

/** Kinds whose answers people type in their own words. */
export const TYPED_KINDS: readonly QuestionKind[] = KINDS.filter((kind: Kind) => kind.isTyped).map(({ name }) => name);
