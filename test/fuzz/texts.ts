import { join } from "node:path";
import fc from "fast-check";
import { nearest, parseCommand } from "../../src/bot/command/parse.ts";
import { COMMANDS } from "../../src/bot/commands.ts";
import { parseDuration } from "../../src/bot/setup/duration.ts";
import { escapeMarkdown } from "../../src/chat/card.ts";
import { UserError } from "../../src/chat/errors.ts";
import { readConfig, VARIABLES } from "../../src/config.ts";
import { loadDeck } from "../../src/deck/load.ts";
import { createSearch } from "../../src/deck/search/search.ts";
import { markdownToDiscord } from "../../src/platforms/discord/text/markdown.ts";
import { markdownToHtml } from "../../src/platforms/playground/text/markdown.ts";
import { markdownToMrkdwn } from "../../src/platforms/slack/text/mrkdwn.ts";
import { markdownToWords } from "../../src/platforms/slack/text/rich-text.ts";
import { parseDays, parseTimeZone } from "../../src/study/calendar.ts";
import { KINDS, kindOf } from "../../src/study/kinds/registry.ts";
import { nextRun } from "../../src/study/schedule.ts";
import { describeSchedule, parseSchedule } from "../../src/study/schedule-text.ts";
import { parseTeamName } from "../../src/study/team-name.ts";
import { mutatedText, nastyText } from "./nasty.ts";
import { mayRefuse, must, type Target, target } from "./target.ts";

const ROOT = join(import.meta.dirname, "../..");
const AT = Date.parse("2026-11-23T06:00:00Z");
/** The most that generated texts may have, in UTF-16 code units; longer than the commands accept, as platforms allow. */
const LONGEST = 6_000;

export const COMMAND_WORDS = COMMANDS.flatMap((command) => [
  command.name,
  ...(command.subcommands ?? []).map((one) => one.name),
  ...[...(command.options ?? []), ...(command.subcommands ?? []).flatMap((one) => one.options ?? [])].flatMap(
    (option) => [`${option.name}:`, ...(option.choices ?? [])],
  ),
]);
export const VALUE_WORDS = [
  " ",
  "weekdays 09:00",
  "mon,wed-fri 9am and 5:30 pm",
  "*/5 * * * *",
  "0 9 31 2 *",
  "60 24 * * *",
  "zone:Europe/Berlin",
  "Etc/GMT+12",
  "America/Argentina/ComodRivadavia",
  "2026-12-24..2027-01-01",
  "2026-02-30",
  "0000-00-00..9999-99-99",
  "1h30m",
  "99999d",
  "<@U1>",
  "<@&123456789012345678>",
  "<!subteam^S1|@red>",
  "1 2 3",
  "1️⃣",
  "true",
  "small",
  "reload",
];

const parseCommandTarget = target("parse-command", 10, () => ({
  cases: fc.record({
    command: fc.constantFrom(...COMMANDS),
    text: mutatedText(
      ["setup zone:Europe/Berlin window:8h", "schedule weekdays 09:00", "people week", "create Red Pandas", "1 2"],
      [...COMMAND_WORDS, ...VALUE_WORDS],
      LONGEST,
    ),
    options: fc.option(
      fc.dictionary(fc.constantFrom("words", "zone", "when", "__proto__", "action", "days"), nastyText),
    ),
    subcommand: fc.constantFrom(...COMMAND_WORDS, "__proto__"),
  }),
  run: ({ command, text, options, subcommand }) =>
    mayRefuse(() => {
      const parsed = parseCommand(command, options === null ? { text } : { subcommand, options });
      const known = [...(command.options ?? []), ...(command.subcommands ?? []).flatMap((one) => one.options ?? [])];
      if (options === null)
        for (const name of Object.keys(parsed.options))
          must(
            known.some((one) => one.name === name),
            `an option ${name}`,
          );
      nearest(text, COMMAND_WORDS);
    }, [UserError]),
}));

const MULTIPLE = {
  kind: "multiple",
  options: ["one", "two", "three", "four", "five"].map((text, index) => ({ text, right: index < 2 })),
  accept: [],
} as const;

const studyTexts = target("study-texts", 10, () => ({
  cases: mutatedText(
    ["weekdays 09:00 and 17:00", "2026-12-24..2027-01-01, 2026-05-01", "Europe/Berlin", "1h30m", "Team Red"],
    VALUE_WORDS,
    LONGEST,
  ),
  run: (text: string) =>
    mayRefuse(() => {
      const schedule = parseSchedule(text);
      if (schedule.ok) {
        must(describeSchedule(schedule.crons) !== "", "a schedule without words");
        const next = nextRun({ crons: schedule.crons, timeZone: "Europe/Berlin", daysOff: [] }, AT);
        must(next === undefined || next > AT, "a run that is over");
      }
      const zone = parseTimeZone(text);
      if (zone.ok) new Intl.DateTimeFormat("en", { timeZone: zone.zone });
      parseDays(text);
      const name = parseTeamName(text);
      if (name.ok) must([...name.name].length <= 40 && name.key !== "", "a team's name");
      for (const kind of KINDS) {
        const parsed = kind.parse({ ...MULTIPLE, accept: ["15"] }, text);
        must(parsed.ok ? parsed.choice !== "" : parsed.problem !== "", `no word about a ${kind.name} choice`);
      }
      const choice = kindOf(MULTIPLE).parse(MULTIPLE, text);
      must(!choice.ok || choice.choice.split(",").length === 2, "a choice of another number");
      parseDuration(text, { min: 60_000, max: 7 * 86_400_000, field: "window" });
    }, [UserError]),
}));

const SHEET =
  "**Bold** and *slanted*, `code`, [a link](https://example.com/x?y=z).\n\n- one\n- two\n  - three\n\n1. first\n";
const MARKS = [
  "**",
  "*",
  "_",
  "`",
  "[",
  "](",
  ")",
  "\\",
  "<",
  ">",
  "&",
  "\n",
  "\n\n",
  "- ",
  "  - ",
  "1. ",
  "https://",
  "![",
  "| a | b |",
  "```",
  "#",
  "<!--",
];

/** Each gets every text. A query of 2,000 characters may double in length when escaped. */
const ENCODERS: readonly ((text: string) => void)[] = [
  (text) => void markdownToWords(text),
  (text) => void markdownToMrkdwn(text, (code) => code),
  (text) => must(markdownToDiscord(text, 2_000).length <= 2_000, "more for Discord than was asked for"),
  (text) => must(!/<(?:script|img|iframe|style)\b/i.test(markdownToHtml(text).toString()), "HTML that was put in"),
];

const markdown = target("markdown", 10, () => ({
  cases: fc.record({
    text: fc.oneof(
      mutatedText([SHEET], MARKS, 4_000),
      fc.array(fc.constantFrom(...MARKS, "a", " "), { maxLength: 400 }).map((all) => all.join("")),
    ),
    escaped: fc.boolean(),
    encode: fc.constantFrom(...ENCODERS),
  }),
  // Deck texts have at most 1,500 characters; people's texts are longer, and are escaped.
  run: ({ text, escaped, encode }) => encode(escaped ? escapeMarkdown(text.slice(0, 2_000)) : text.slice(0, 1_500)),
}));

const search = target("ask-search", 6, async () => {
  const { deck } = await loadDeck(join(ROOT, "data/decks/aws-mls-part-4"));
  must(deck !== undefined, "the deck could not be loaded");
  const { ask, suggest } = createSearch(deck);
  const asked = [...deck.entries.values()].flatMap((entry) => entry.phrasings).slice(0, 200);
  return {
    cases: mutatedText(asked, ["kinesis", "iam", "vs", "?", '"', "-", "*", ":", "AND", "(", "~2"], LONGEST),
    run: (query: string) => {
      const { hits } = ask(query);
      must(
        hits.length <= 5 && hits.every(({ entry, score }) => deck.entries.has(entry) && score >= 0 && score <= 1),
        "a hit",
      );
      must(suggest(query.slice(0, 100), 25).length <= 25, "too many suggestions");
    },
  };
});

const SECRET = "xoxb-1111111111-2222222222-abcdefABCDEFabcdef";
const VALUES = [
  "",
  "on",
  "off",
  "8080",
  "65536",
  "-1",
  "1e3",
  "0x50",
  "production",
  "debug",
  "Europe/Berlin",
  SECRET,
  "xapp-1-A1-2-abc",
  "a.b.c",
  "https://slack.com/api/",
  "file:///etc/passwd",
];

const config = target("environment", 4, () => ({
  cases: fc.dictionary(fc.constantFrom(...VARIABLES, "NODE_ENV"), fc.oneof(fc.constantFrom(...VALUES), nastyText), {
    maxKeys: 8,
  }),
  run: (environment: Record<string, string>) => {
    try {
      const read = readConfig(environment);
      must(read.port >= 0 && read.port <= 65_535 && Number.isInteger(read.port), "a port");
    } catch (error) {
      must(error instanceof Error && error.name === "ConfigError", String(error));
      must(
        !error.message.includes("\n") && !error.message.includes(SECRET),
        "a refusal with a secret or several lines",
      );
    }
  },
}));

export const TEXT_TARGETS: readonly Target[] = [parseCommandTarget, studyTexts, markdown, search, config];
