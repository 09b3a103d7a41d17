import type { PlatformName } from "../../src/chat/event.ts";
import type { Plan } from "./schedules.ts";

/** An open question in a channel, read from the platform. */
export interface OpenQuestion {
  readonly round: number;
  readonly kind: "one" | "several" | "words";
  readonly labels: readonly string[];
  /** How many options an answer must select. */
  readonly needed: number;
  readonly takesReactions: boolean;
  /** The card's whole text. */
  readonly text: string;
}

export interface Person {
  /** The platform's id. */
  readonly id: string;
  readonly place: Place;
}

/** A channel with its plan. */
export interface Place {
  readonly platform: PlatformName;
  readonly community: string;
  /** The platform's id. */
  readonly channel: string;
  readonly plan: Plan;
}

/** The result of something a person did. */
export type Outcome =
  /** A receipt was seen. `stated` is the answer that it names, or "" if it names none (a reaction that the bot removed). */
  | { readonly kind: "acknowledged"; readonly stated: string }
  /** The bot said that it does not count. */
  | { readonly kind: "refused" }
  /** The bot did not respond. */
  | { readonly kind: "doubt" };

export type Way = "button" | "command" | "reaction";

/** A message of the bot's that is on the platform. */
export interface Standing {
  readonly channel: string;
  /** Its delivery's key, as the platform holds it. */
  readonly key: string | undefined;
  readonly title: string;
  readonly inThread: boolean;
}

/** A platform with its people, seen from outside the bot. */
export interface Door {
  readonly name: PlatformName;
  readonly places: readonly Place[];
  readonly people: readonly Person[];
  /** The environment variables the bot needs to reach the platform. */
  readonly environment: (life: number) => Readonly<Record<string, string>>;
  /** Called when the bot's process is ready, with its URLs, or is gone. */
  connected(urls: { readonly playground: string; readonly health: string } | undefined): void;
  /** Sets up the place as a study channel through its admin's commands; resolves once done. */
  setUp(place: Place): Promise<void>;
  question(place: Place): OpenQuestion | undefined;
  answer(person: Person, question: OpenQuestion, choice: string, way: Way): Promise<Outcome>;
  /** Removes a reaction again. */
  withdraw(person: Person, question: OpenQuestion, choice: string): Promise<void>;
  deleteData(person: Person): Promise<Outcome>;
  /** All of the bot's messages, at the end. `keys` are all delivery keys it ever used. */
  standing(keys: readonly string[]): readonly Standing[];
  /** Turns faults on or off: failing calls, and events that arrive late or twice. */
  storm(on: boolean): void;
  /** Breaks a connection. */
  disturb(): void;
  /** Counts of the faults that were injected. */
  readonly faults: Map<string, number>;
  /** The bot's violations of the platform's rules. */
  complaints(): readonly string[];
  stop(): Promise<void>;
}

const RECEIPT = /(?:you answered|your answer is now|your answer stays) (.+?)(?:\. |\.$| already, )/i;
const REFUSAL = /is closed|was withdrawn|no round is open|do not know this question/i;
const TROUBLE = /something went wrong|could not do that|took too long/i;

/** What a private reply says about an answer; undefined if nothing. */
export function outcomeOf(reply: string, question: OpenQuestion): Outcome | undefined {
  const flat = plain(reply);
  const named = RECEIPT.exec(flat)?.[1];
  if (named !== undefined) {
    const ofAnother = question.kind !== "words" && !plain(question.text).includes(firstOption(named));
    return ofAnother ? { kind: "doubt" } : { kind: "acknowledged", stated: choiceIn(named, question.kind) };
  }
  if (REFUSAL.test(flat)) return { kind: "refused" };
  return TROUBLE.test(flat) ? { kind: "doubt" } : undefined;
}

function plain(text: string): string {
  return text.replace(/[*`\\]/g, "").replace(/\s+/g, " ");
}

function choiceIn(named: string, kind: OpenQuestion["kind"]): string {
  if (kind === "words") return named.replace(/^“|”$/g, "");
  return [...named.matchAll(/(?:^|, | and )(\d) \(/g)].map((match) => match[1]).join(",");
}

function firstOption(named: string): string {
  return /^\d \(([^)]*)/.exec(named)?.[1] ?? "";
}

export function count(faults: Map<string, number>, what: string): void {
  faults.set(what, (faults.get(what) ?? 0) + 1);
}

/** How long a person waits for a word, on a quiet machine. */
export const PATIENCE_MS = 3_500;
