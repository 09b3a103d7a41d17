/**
 * A card is a message that knows no platform. Platforms turn it into their own shape by one pure function each
 * (cardToHtml, cardToBlocks, cardToDiscord).
 *
 * Every `Markdown` here is the small subset that all platforms can show: bold, italics, `code`, links, lists, paragraphs.
 * Data put into it (names, queries) goes through `escapeMarkdown` first; encoders neutralise mentions in all text.
 */
export type Markdown = string;

/** Milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;

/** A point in time. It shows in the reader's own zone where the platform can, else in `timeZone` (IANA). */
export interface Moment {
  readonly at: EpochMs;
  readonly timeZone: string;
}

/** Markdown with moments between its pieces. A moment is no syntax: no name and no deck can write one. */
export type Prose = Markdown | readonly (Markdown | Moment)[];

export interface Card {
  /** What the message is, for its look and its landmark; never the only carrier of a meaning. */
  readonly tone: "question" | "reveal" | "answer" | "board" | "notice" | "problem";
  /** One plain line, no Markdown. Also the text of notifications. */
  readonly title: string;
  readonly blocks: readonly CardBlock[];
  /** Option labels to seed as reactions, in order. */
  readonly reactions?: readonly OptionLabel[];
  /** Opens a thread of this name under the message, where threads have to be opened. */
  readonly discussion?: string;
}

/** Options are labelled 1 to 5 everywhere: keycap emoji exist on every platform. */
export type OptionLabel = "1" | "2" | "3" | "4" | "5";

export type CardBlock =
  | { readonly type: "text"; readonly text: Prose }
  /** Something to see at once, such as "the cheatsheet is out of date here". `sign` is an emoji, `label` its word. */
  | { readonly type: "note"; readonly sign: string; readonly label: string; readonly text: Prose }
  | { readonly type: "options"; readonly options: readonly CardOption[] }
  | { readonly type: "ranking"; readonly rows: readonly RankingRow[] }
  | { readonly type: "facts"; readonly facts: readonly { readonly label: string; readonly value: Prose }[] }
  | ({ readonly type: "time"; readonly label: string } & Moment)
  | { readonly type: "small"; readonly text: Prose }
  | { readonly type: "image"; readonly png: Uint8Array; readonly alt: string }
  | { readonly type: "file"; readonly name: string; readonly mediaType: string; readonly content: string }
  | { readonly type: "controls"; readonly controls: readonly Control[] };

export interface CardOption {
  readonly label: OptionLabel;
  readonly text: Markdown;
  /** After the reveal: the key is told by sign and word, never by colour alone. */
  readonly mark?: "right" | "wrong";
  /** After the reveal: how many chose it, and what share of all answers that is (0 to 1). */
  readonly count?: number;
  readonly share?: number;
}

export interface RankingRow {
  readonly rank: number;
  readonly name: string;
  readonly points: number;
  /** Where `points` are a score, such as a team's, which has decimals. */
  readonly isScore?: true;
  readonly detail?: string;
  readonly you: boolean;
  /** True where rows between this and the row above are left out. */
  readonly gapBefore: boolean;
}

/** What a row is ranked by, in words: "12 points", "score 7.69". */
export function amountText(row: RankingRow): string {
  if (row.isScore) return `score ${row.points.toFixed(2)}`;
  return `${row.points} ${row.points === 1 ? "point" : "points"}`;
}

export type Control =
  | {
      readonly type: "button";
      readonly action: ActionId;
      readonly label: string;
      /** What a screen reader says, where the label alone is too short (an option's "2"). */
      readonly description?: string;
      readonly style?: "primary" | "danger";
      /** The reply opens a form: platforms must know before they acknowledge. */
      readonly opensForm?: true;
      /** Its handler asks whether the user is an admin: a platform that has to look that up must know. */
      readonly checksAdmin?: true;
    }
  | {
      readonly type: "select";
      readonly action: ActionId;
      readonly label: string;
      readonly submitLabel: string;
      readonly min: number;
      readonly max: number;
      readonly choices: readonly { readonly value: string; readonly label: string }[];
    };

/** An action's name and its arguments, joined by ":"; at most 100 characters (Discord's custom id). */
export type ActionId = string;

export function actionId(name: string, ...args: readonly (string | number)[]): ActionId {
  return [name, ...args].join(":");
}

export function parseActionId(id: ActionId): { name: string; args: string[] } {
  const [name = "", ...args] = id.split(":");
  return { name, args };
}

/** "23 Nov 2026, 17:00 (Europe/Berlin)", for readers whose own zone is not known. */
export function momentWords({ at, timeZone }: Moment): string {
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone }).format(at);
  return `${words} (${timeZone})`;
}

/** Makes data safe to stand inside Markdown: it shows exactly as it is. */
export function escapeMarkdown(data: string): Markdown {
  return data.replace(/[\r\n\u2028\u2029]+/g, " ").replace(/[\\`*_{}[\]()<>#+\-.!|~:&@]/g, "\\$&");
}
