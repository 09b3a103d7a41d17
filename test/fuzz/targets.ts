import { BOT_TARGETS } from "./bot.ts";
import { CARD_TARGETS } from "./cards.ts";
import { DECK_TARGETS } from "./decks.ts";
import { DISCORD_TARGETS } from "./discord.ts";
import { mutatedText } from "./nasty.ts";
import { SLACK_TARGETS } from "./slack.ts";
import { must, type Target, target } from "./target.ts";
import { TEXT_TARGETS } from "./texts.ts";
import { WEB_TARGETS } from "./web.ts";

/** Fails on purpose, and runs only if named. Shows that a failure is found and shrunk. */
const selfTest = target("self-test", 1, () => ({
  cases: mutatedText(["a text"], ["%"]),
  run: (text: string) => must(!/a.*%/s.test(text), "a percent sign after an a"),
}));

export const ON_DEMAND: readonly Target[] = [selfTest];

export const TARGETS: readonly Target[] = [
  ...TEXT_TARGETS,
  ...DECK_TARGETS,
  ...BOT_TARGETS,
  ...CARD_TARGETS,
  ...SLACK_TARGETS,
  ...DISCORD_TARGETS,
  ...WEB_TARGETS,
];
