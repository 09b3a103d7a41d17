import type { z } from "zod";
import type { CardOption, Markdown, OptionLabel } from "../../chat/card.ts";

/** What a kind needs to know about a question. A deck's questions and the stored content of rounds both satisfy it. */
export interface GradableQuestion {
  /** In display order: the first has label 1. Empty if people type their answer. */
  readonly options: readonly QuestionOption[];
  /** If people type their answer: the accepted spellings, starting with the one that is shown. Otherwise empty. */
  readonly accept: readonly string[];
}

export interface QuestionOption {
  readonly text: Markdown;
  readonly right: boolean;
  /** Its position in the right order, from 1, in a question that asks for an order. */
  readonly place?: number;
}

/**
 * Everything specific to one kind of question. Other code asks this object instead of comparing kind names. A new kind
 * needs a file in this folder, a line in registry.ts, and tests.
 *
 * A choice is one person's answer as it is stored: labels ("2", "1,3"), or the text they typed.
 *
 * @typeParam Fields the keys that only this kind has in deck files
 */
export interface Kind<Name extends string = string, Fields extends z.ZodRawShape = z.ZodRawShape> extends Traits {
  /** The name in deck files and in the database, and also the name of the kind's source file. */
  readonly name: Name;
  readonly file: KindFile<Fields>;
  readonly bank: KindBank<Fields>;
  /** Puts the options in the order in which a round shows them. */
  arrange(options: readonly QuestionOption[], random: () => number): readonly QuestionOption[];
  controls(question: GradableQuestion): AnswerControls;
  /** How to answer by command, with an example that reveals nothing about the key. */
  howToAnswer(question: GradableQuestion): Markdown;
  /** Parses what someone typed, pressed or selected. */
  parse(question: GradableQuestion, input: string): ParsedChoice;
  isRight(question: GradableQuestion, choice: string): boolean;
  describeChoice(question: GradableQuestion, choice: string): AnswerWords;
  describeKey(question: GradableQuestion): AnswerWords;
  reveal(question: GradableQuestion, counts: readonly ChoiceTally[]): RevealedKey;
  /** The whole key as texts, for a correction's audit record. */
  keyTexts(question: GradableQuestion): readonly string[];
  /** The part of `keyTexts` that people are shown. */
  showKey(keyTexts: readonly string[]): readonly Markdown[];
  /** Compares an earlier round with the question as it is today; both must be of this kind. */
  correct(asked: GradableQuestion, today: GradableQuestion): Correction;
}

/** Properties that some kinds share. */
interface Traits {
  /** People can choose an option with a reaction. */
  readonly takesReactions?: true;
  /** People type their answer. No one else ever sees their words, which are deleted with their data. The key is plain text. */
  readonly isTyped?: true;
  /** The prompt is a statement, with the options True and False. */
  readonly isStatement?: true;
  /** The author writes the options, unlike True and False. */
  readonly hasOwnOptions?: true;
  /** Some of the author's options are wrong and must not be obviously so. */
  readonly hasDistractors?: true;
  /** Several options are right, and the prompt says how many. */
  readonly asksForSeveral?: true;
  /** The author's options are steps, and their wording must not reveal their order. */
  readonly asksForOrder?: true;
  /** The key is one short text, which another question's prompt could give away. */
  readonly hasOneKey?: true;
}

/** How deck files represent the kind. */
interface KindFile<Fields extends z.ZodRawShape = z.ZodRawShape> {
  /** The text that code editors show at `kind`. */
  readonly description: string;
  readonly fields: Fields;
  /** Example values to suggest for missing fields. */
  readonly examples: Readonly<Record<string, string>>;
  read(fields: FieldsOf<Fields>): GradableQuestion;
  /** The author's options, each with its path in the file; empty if this kind has none. */
  authoredOptions(fields: FieldsOf<Fields>): readonly AuthoredOption[];
}

type FieldsOf<Fields extends z.ZodRawShape> = z.infer<z.ZodObject<Fields>>;

interface AuthoredOption {
  readonly text: string;
  readonly right: boolean;
  /** Relative to the question, such as ["wrong", 1]. */
  readonly path: readonly (string | number)[];
}

/** How question banks and tables represent the kind: as right and wrong texts. */
interface KindBank<Fields extends z.ZodRawShape = z.ZodRawShape> {
  /** Used in "The answer is …" if a bank gives no explanation. */
  readonly keyNoun: string;
  /**
   * Whether a bank's question is of this kind. At most one kind may claim a question.
   *
   * @param name the bank's word for the kind, in lowercase without spaces or punctuation; "" if it has none
   */
  claims(name: string, key: BankKey): boolean;
  read(key: BankKey): BankFields<Fields>;
  write(question: GradableQuestion): BankKey;
  /** The text between the braces in Moodle's GIFT format. */
  writeGift(question: GradableQuestion, escaped: (text: string) => string): string;
  /** The key as text, for an entry that is created from a question. */
  keyText(fields: FieldsOf<Fields>): Markdown;
}

export interface BankKey {
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

/** `dropped`: texts that did not fit. */
type BankFields<Fields extends z.ZodRawShape> =
  | { readonly fields: FieldsOf<Fields>; readonly dropped: readonly string[] }
  | { readonly reason: string };

/** How people answer on a card. */
type AnswerControls =
  /** A button for each option. */
  | { readonly type: "buttons" }
  /** A select menu in which people choose `count` options. */
  | { readonly type: "select"; readonly count: number }
  /** A button that opens a form with one text field. */
  | { readonly type: "words"; readonly button: string }
  /** A button that opens a form with one select menu for each place, listing all options. */
  | { readonly type: "places"; readonly button: string; readonly places: readonly string[] };

export type ParsedChoice =
  | { readonly ok: true; readonly choice: string }
  | {
      readonly ok: false;
      readonly problem: Markdown;
      /** The problem needs no explanation; otherwise add `howToAnswer`. */
      readonly selfExplanatory?: true;
      /** The part of the answer that it concerns, from 0. */
      readonly at?: number;
    };

/** A choice or a key, ready to be shown in a message. */
export type AnswerWords =
  /** The text exactly as it was typed. */
  | { readonly text: string }
  | {
      readonly options: readonly { readonly label: OptionLabel; readonly text: Markdown }[];
      /** The order of the options matters. */
      readonly inOrder?: true;
    };

export interface ChoiceTally {
  readonly choice: string;
  readonly count: number;
}

/** How the reveal shows the key. */
type RevealedKey =
  /** Each option with its mark and the number of people who chose it. */
  | { readonly type: "options"; readonly options: readonly CardOption[] }
  /** A line, such as "Right answer: 15", next to the number of people who got it right, with the options below. */
  | {
      readonly type: "line";
      readonly label: string;
      readonly key: Markdown;
      readonly options: readonly CardOption[];
    };

export type Correction =
  /** The round already used today's key. */
  | { readonly kind: "same" }
  /**
   * The key has changed. `visible` means that people were shown a key that is no longer right, rather than only more
   * spellings having been accepted.
   */
  | {
      readonly kind: "corrected";
      readonly options: GradableQuestion["options"];
      readonly accept: GradableQuestion["accept"];
      readonly visible: boolean;
    }
  /** Today's question does not match the round, so the round's answers keep their grades. */
  | { readonly kind: "mismatch"; readonly why: CorrectionMismatch };

export type CorrectionMismatch = "another-kind" | "other-options" | "another-number";
