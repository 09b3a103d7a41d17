import type { EpochMs } from "../../../chat/card.ts";
import type { ChatUser } from "../../../chat/event.ts";
import type { Form, FormProblem } from "../../../chat/form.ts";
import type { FilledIn } from "../encode-form.ts";

/** Whose form it is, and which one. */
export interface FormKey {
  readonly community: string;
  readonly user: ChatUser;
  readonly action: string;
}

/** A form that a user was shown. */
export interface ShownForm {
  readonly form: Form;
  /** As they sent it; undefined where they have not. */
  readonly filledIn: FilledIn | undefined;
  /** What was wrong with that. */
  readonly problem: FormProblem | undefined;
}

export interface FormMemory {
  remember(key: FormKey, shown: ShownForm): void;
  recall(key: FormKey): ShownForm | undefined;
  forget(key: FormKey): void;
}

/** After this long, a form has to be opened from the start. */
const REMEMBERED_MS = 30 * 60_000;
const MOST_REMEMBERED = 500;

/** Forms and what people typed into them: in memory only, a bounded number of them, for a while. */
export function createFormMemory(now: () => EpochMs): FormMemory {
  const forms = new Map<string, ShownForm & { readonly at: EpochMs }>();
  const isOver = (at: EpochMs): boolean => now() - at > REMEMBERED_MS;
  return {
    remember: (key, shown) => {
      const text = keyText(key);
      // Set afresh, so that the first is always the oldest.
      forms.delete(text);
      forms.set(text, { ...shown, at: now() });
      for (const [oldest, { at }] of forms) {
        if (forms.size <= MOST_REMEMBERED && !isOver(at)) break;
        forms.delete(oldest);
      }
    },
    recall: (key) => {
      const known = forms.get(keyText(key));
      return known === undefined || isOver(known.at) ? undefined : known;
    },
    forget: (key) => {
      forms.delete(keyText(key));
    },
  };
}

function keyText({ community, user, action }: FormKey): string {
  return `${community} ${user.id} ${action}`;
}
