import type { z } from "zod";
import type { CardOption, Markdown, OptionLabel } from "../../chat/card.ts";

/** What a kind has to know of a question: a deck's questions and the stored content of rounds both are such. */
export interface GradableQuestion {
  /** In the order shown: the first has label 1. Empty where people write their answer. */
  readonly options: readonly QuestionOption[];
  /** Where people write: the spellings that count, the one that is shown first. Else empty. */
  readonly accept: readonly string[];
}

export interface QuestionOption {
  readonly text: Markdown;
  readonly right: boolean;
  /** Where it belongs, from 1, in a question that asks for an order. */
  readonly place?: number;
}

/**
 * A kind of question: all that is different about it. Everybody else asks this object and compares no names. A new kind
 * is a file in this folder, a line in registry.ts, and its tests.
 *
 * A choice is what one person answered, as it is stored: labels ("2", "1,3"), or what was written.
 *
 * @typeParam Fields the keys that a deck's file has for this kind alone
 */
export interface Kind<Name extends string = string, Fields extends z.ZodRawShape = z.ZodRawShape> extends Traits {
  /** As a deck's file and the database have it; the name of its file here. */
  readonly name: Name;
  readonly file: KindFile<Fields>;
  readonly bank: KindBank<Fields>;
  /** The options in the order in which a round shows them. */
  arrange(options: readonly QuestionOption[], random: () => number): readonly QuestionOption[];
  controls(question: GradableQuestion): AnswerControls;
  /** How to answer by command, with an example that tells nothing about the key. */
  howToAnswer(question: GradableQuestion): Markdown;
  /** Reads what somebody typed, pressed or chose. */
  parse(question: GradableQuestion, input: string): ParsedChoice;
  isRight(question: GradableQuestion, choice: string): boolean;
  describeChoice(question: GradableQuestion, choice: string): AnswerWords;
  describeKey(question: GradableQuestion): AnswerWords;
  reveal(question: GradableQuestion, counts: readonly ChoiceTally[]): RevealedKey;
  /** The whole key as texts, for the audit line of a correction. */
  keyTexts(question: GradableQuestion): readonly string[];
  /** What people are shown of such texts. */
  showKey(keyTexts: readonly string[]): readonly Markdown[];
  /** Lays today's question over a round that asked it earlier; both are of this kind. */
  correct(asked: GradableQuestion, today: GradableQuestion): Correction;
}

/** What kinds have in common with some others. */
interface Traits {
  /** Each option can be chosen by its reaction. */
  readonly takesReactions?: true;
  /** People write their answer: nobody else ever sees the words, and they go with their author. The key is plain text. */
  readonly isTyped?: true;
  /** The prompt is a statement, and the options are True and False. */
  readonly isStatement?: true;
  /** The options are the author's words, not only True and False. */
  readonly hasOwnOptions?: true;
  /** Some of the author's options are wrong, and must not give themselves away. */
  readonly hasDistractors?: true;
  /** Several options are right, and the prompt says how many. */
  readonly asksForSeveral?: true;
  /** The author's options are steps; what stands in one must not tell its place. */
  readonly asksForOrder?: true;
  /** The key is one short text, which another prompt could give away. */
  readonly hasOneKey?: true;
}

/** How a deck's file writes the kind. */
interface KindFile<Fields extends z.ZodRawShape = z.ZodRawShape> {
  /** What editors show at `kind`. */
  readonly description: string;
  readonly fields: Fields;
  /** What to write where a field is missing. */
  readonly examples: Readonly<Record<string, string>>;
  read(fields: FieldsOf<Fields>): GradableQuestion;
  /** The author's options, each with where it stands; empty where the author writes none. */
  written(fields: FieldsOf<Fields>): readonly WrittenOption[];
}

type FieldsOf<Fields extends z.ZodRawShape> = z.infer<z.ZodObject<Fields>>;

interface WrittenOption {
  readonly text: string;
  readonly right: boolean;
  /** Below the question, such as ["wrong", 1]. */
  readonly path: readonly (string | number)[];
}

/** How question banks and tables carry the kind: as right and wrong texts. */
interface KindBank<Fields extends z.ZodRawShape = z.ZodRawShape> {
  /** "The answer is …", where a bank explains nothing. */
  readonly keyNoun: string;
  /**
   * Whether a bank's question is of this kind. At most one kind claims it.
   *
   * @param name the bank's word for the kind, in small letters without anything between; "" where it has none
   */
  claims(name: string, key: BankKey): boolean;
  read(key: BankKey): BankFields<Fields>;
  write(question: GradableQuestion): BankKey;
  /** What stands between the braces of Moodle's GIFT. */
  writeGift(question: GradableQuestion, escaped: (text: string) => string): string;
  /** The key where an entry is made of a question. */
  keyText(fields: FieldsOf<Fields>): Markdown;
}

export interface BankKey {
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

/** `dropped`: texts for which there is no room. */
type BankFields<Fields extends z.ZodRawShape> =
  | { readonly fields: FieldsOf<Fields>; readonly dropped: readonly string[] }
  | { readonly reason: string };

/** How people answer on a card. */
type AnswerControls =
  /** A button for each option. */
  | { readonly type: "buttons" }
  /** A select, of whose options so many are chosen. */
  | { readonly type: "select"; readonly count: number }
  /** A button that opens a form with one text field. */
  | { readonly type: "words"; readonly button: string }
  /** A button that opens a form with a select for each place, and the options in it. */
  | { readonly type: "places"; readonly button: string; readonly places: readonly string[] };

export type ParsedChoice =
  | { readonly ok: true; readonly choice: string }
  | {
      readonly ok: false;
      readonly problem: Markdown;
      /** The problem says all; else `howToAnswer` helps. */
      readonly saysAll?: true;
      /** Which of the answer's parts it is about, from 0. */
      readonly at?: number;
    };

/** A choice or a key, ready to be put into words. */
export type AnswerWords =
  /** What was written, as it was. */
  | { readonly text: string }
  | {
      readonly options: readonly { readonly label: OptionLabel; readonly text: Markdown }[];
      /** They follow each other. */
      readonly inOrder?: true;
    };

export interface ChoiceTally {
  readonly choice: string;
  readonly count: number;
}

/** What the reveal shows of the key. */
type RevealedKey =
  /** Each option with its mark, and how many chose it. */
  | { readonly type: "options"; readonly options: readonly CardOption[] }
  /** A line, such as "Right answer: 15", beside how many had it right; the options below. */
  | {
      readonly type: "line";
      readonly label: string;
      readonly key: Markdown;
      readonly options: readonly CardOption[];
    };

export type Correction =
  /** The round was asked with today's key. */
  | { readonly kind: "same" }
  /**
   * The key is another one now. `visible`: people were shown a key that is not right any more; where only further
   * spellings were accepted, nobody was told anything wrong.
   */
  | {
      readonly kind: "corrected";
      readonly options: GradableQuestion["options"];
      readonly accept: GradableQuestion["accept"];
      readonly visible: boolean;
    }
  /** Today's question cannot be laid over the round: its answers stay as they were graded. */
  | { readonly kind: "unlike"; readonly why: Unlike };

export type Unlike = "another-kind" | "other-options" | "another-number";
