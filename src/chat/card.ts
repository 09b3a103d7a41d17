/**
 * Cards are platform-neutral messages. Each platform encodes them with one pure function (cardToHtml, cardToBlocks,
 * cardToDiscord).
 *
 * `Markdown` is the small subset that every platform can show: bold, italics, `code`, links, lists, paragraphs. Data such as
 * names and queries goes through `escapeMarkdown` first. Encoders neutralize mentions in all text.
 */
export type Markdown = string;

/** Milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;

/** A point in time, shown in the reader's own zone if the platform supports it, otherwise in `timeZone` (IANA). */
export interface Moment {
  readonly at: EpochMs;
  readonly timeZone: string;
}

/** Markdown with moments between its pieces. Moments have no syntax, so no name or deck text can forge one. */
export type Prose = Markdown | readonly (Markdown | Moment)[];

export interface Card {
  /** Sets the message's look and landmark. The text must make sense without it. */
  readonly tone: "question" | "reveal" | "answer" | "board" | "notice" | "problem";
  /** One line of plain text; notifications show it too. */
  readonly title: string;
  readonly blocks: readonly CardBlock[];
  /** Option labels to seed as reactions, in order. */
  readonly reactions?: readonly OptionLabel[];
  /** Opens a thread with this name under the message, on platforms where threads have to be opened. */
  readonly discussion?: string;
}

/** Options are labeled 1 to 5 everywhere because every platform has keycap emoji. */
export type OptionLabel = "1" | "2" | "3" | "4" | "5";

export type CardBlock =
  | { readonly type: "text"; readonly text: Prose }
  /** Something to notice at once, such as "the cheatsheet is out of date here". `sign` is an emoji, `label` names it. */
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
  /** After the reveal. Shown with a symbol and a word, never by color alone. */
  readonly mark?: "right" | "wrong";
  /** After the reveal: how many people chose it, and their share of all answers (0 to 1). */
  readonly count?: number;
  readonly share?: number;
}

export interface RankingRow {
  readonly rank: number;
  readonly name: string;
  readonly points: number;
  /** `points` is a score with decimals, such as a team's. */
  readonly isScore?: true;
  readonly detail?: string;
  readonly you: boolean;
  /** True if rows between this one and the one above are left out. */
  readonly gapBefore: boolean;
}

/** What a row is ranked by: "12 points" or "score 7.69". */
export function amountText(row: RankingRow): string {
  if (row.isScore) return `score ${row.points.toFixed(2)}`;
  return `${row.points} ${row.points === 1 ? "point" : "points"}`;
}

export type Control =
  | {
      readonly type: "button";
      readonly action: ActionId;
      readonly label: string;
      /** For screen readers, if the label alone says too little (an option's "2"). */
      readonly description?: string;
      readonly style?: "primary" | "danger";
      /** The reply opens a form; platforms must know this before they acknowledge the press. */
      readonly opensForm?: true;
      /** The handler needs to know whether the user is an admin, which some platforms have to look up. */
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

/** "23 Nov 2026, 17:00 (Europe/Berlin)", for readers whose time zone is unknown. */
export function momentWords({ at, timeZone }: Moment): string {
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone }).format(at);
  return `${words} (${timeZone})`;
}

/** Escapes data so that Markdown shows it literally, on one line. */
export function escapeMarkdown(data: string): Markdown {
  return data.replace(/[\r\n\u2028\u2029]+/g, " ").replace(/[\\`*_{}[\]()<>#+\-.!|~:&@]/g, "\\$&");
}
