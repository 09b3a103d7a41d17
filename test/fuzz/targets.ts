import { BOT_TARGETS } from "./bot.ts";
import { CARD_TARGETS } from "./cards.ts";
import { DECK_TARGETS } from "./decks.ts";
import { DISCORD_TARGETS } from "./discord.ts";
import { SLACK_TARGETS } from "./slack.ts";
import type { Target } from "./target.ts";
import { TEXT_TARGETS } from "./texts.ts";
import { WEB_TARGETS } from "./web.ts";

export const TARGETS: readonly Target[] = [
  ...TEXT_TARGETS,
  ...DECK_TARGETS,
  ...BOT_TARGETS,
  ...CARD_TARGETS,
  ...SLACK_TARGETS,
  ...DISCORD_TARGETS,
  ...WEB_TARGETS,
];
