import type { Deck } from "../deck.ts";
import { exportAnkiText } from "./anki-text.ts";
import { exportCsv } from "./csv.ts";
import { exportGift } from "./gift.ts";

export const EXPORT_FORMATS = ["csv", "anki", "gift"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** docs/importing.md says what each format can represent. */
export const exporters: Readonly<Record<ExportFormat, (deck: Deck) => string>> = {
  csv: exportCsv,
  anki: exportAnkiText,
  gift: exportGift,
};
