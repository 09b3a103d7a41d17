import { BOT_TARGETS } from "./bot.ts";
import { DECK_TARGETS } from "./decks.ts";
import type { Target } from "./target.ts";
import { TEXT_TARGETS } from "./texts.ts";

export const TARGETS: readonly Target[] = [...TEXT_TARGETS, ...DECK_TARGETS, ...BOT_TARGETS];
