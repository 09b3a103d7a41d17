import { performance } from "node:perf_hooks";
import process from "node:process";
import { topicFileSchema } from "../src/deck/format.ts";
import { loadDeck, parseDeckFile } from "../src/deck/load.ts";
import { createSearch } from "../src/deck/search/search.ts";
import { slug, takenIds, takeUniqueId } from "../src/import/ids.ts";
import { importCheatsheet } from "../src/import/outline/cheatsheet.ts";
import { dueRun } from "../src/study/schedule.ts";
import { type HistoryRound, scoreHistory } from "../src/study/streak.ts";
import { normalizeText } from "../src/study/text.ts";
import { buttonId } from "../test/fakes/discord/fake-discord.ts";
import { addMember } from "../test/fakes/discord/world.ts";
import { TEA_FOLDER } from "../test/support/decks.ts";
import { startDiscordTeam } from "../test/support/discord-team.ts";
import { HOSTILE_TEXTS } from "../test/support/hostile-texts.ts";
import { attacks, collectRegexes, read, TRIPPING } from "../test/support/regexes.ts";
import { until } from "../test/support/wait.ts";
import { quantile } from "./home.ts";
import type { BenchLine } from "./line.ts";

const RUNS = 3;
/** Of what is faster, more runs: a clock tells little of microseconds. */
const LEAST_MS = 50;
const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const CROWD = 1000;

/** What nobody would send but to do harm: its time against half of it (about 2 where the work grows with the length). */
export async function benchHostile(): Promise<readonly BenchLine[]> {
  return [
    regexLine(),
    ...Object.entries(HOSTILE_TEXTS).map(([name, { pieces, text }]) => {
      const size = text(pieces).length.toLocaleString("en");
      return growth(`import, ${size} characters: ${name}`, pieces, (part) => {
        const sheet = text(part);
        return () => importCheatsheet(sheet);
      });
    }),
    growth("an answer in 10,000 marks", 10_000, (marks) => {
      const answer = `${"*".repeat(marks)}x`;
      return () => normalizeText(answer);
    }),
    growth("10 years of quarter hours that were missed", 10, (years) => {
      const plan = { crons: ["*/15 * * * *"], timeZone: "Europe/Berlin", daysOff: [] };
      const now = Date.parse("2026-11-20T10:07:00Z");
      return () => dueRun(plan, now - years * YEAR, now, HOUR);
    }),
    growth("streaks of 100,000 people, five a round", 20_000, (rounds) => {
      const history = Array.from({ length: rounds }, (_, id) => roundOf(id));
      return () => scoreHistory(history);
    }),
    growth("ids for 100,000 cards without a letter", 100_000, (cards) => () => idsFor(cards)),
    growth("20 levels of ten aliases each", 20, (levels) => {
      const bytes = new TextEncoder().encode(aliasBomb(levels));
      return () => parseDeckFile(bytes, "bomb.yaml", topicFileSchema);
    }),
    await askLine(),
    ...(await stormLines()),
  ];
}

/** Times `work` at the size and at half of it, in turns, so that a machine that is busy with something else slows both. */
function growth(name: string, size: number, work: (size: number) => () => unknown): BenchLine {
  const [half, whole] = [work(size / 2), work(size)];
  const times = { half: Number.POSITIVE_INFINITY, whole: Number.POSITIVE_INFINITY };
  const begun = performance.now();
  for (let run = 0; run < RUNS || performance.now() - begun < LEAST_MS; run++) {
    times.half = Math.min(times.half, timed(half));
    times.whole = Math.min(times.whole, timed(whole));
  }
  return against(`${name} (half of it)`, times.whole, times.half);
}

function timed(work: () => unknown): number {
  const since = performance.now();
  work();
  return performance.now() - since;
}

function against(name: string, value: number, baseline: number): BenchLine {
  return { name: `hostile: ${name}`, value, unit: "ms", baseline, ratio: value / baseline };
}

/**
 * The slowest of our expressions, each on the worst text that it may get, against the mildest of those that are known to trip up.
 * Those that come near are named on stderr.
 */
function regexLine(): BenchLine {
  const { literals } = collectRegexes();
  const tripping = Math.min(...TRIPPING.map(([regex, longest]) => worst(regex, longest)));
  const measured = literals.map(({ place, regex, longest }) => ({ place, regex, ms: worst(regex, longest) }));
  for (const { place, regex, ms } of measured.filter((one) => one.ms > tripping / 2))
    process.stderr.write(`trips up, in ${Math.round(ms)} ms: ${place} ${regex}\n`);
  const slowest = Math.max(...measured.map(({ ms }) => ms));
  return against(`the slowest of ${literals.length} expressions (the mildest that trips up)`, slowest, tripping);
}

/** How long the expression takes over the worst of the texts that are made for it. */
function worst(regex: RegExp, longest: number): number {
  const tried = attacks(regex, longest).map((text) => ({ text, ms: timed(() => read(regex, text)) }));
  const slowest = tried.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
  // One measurement may be off: each again.
  return Math.max(...slowest.map(({ text, ms }) => Math.min(ms, ...[1, 2].map(() => timed(() => read(regex, text))))));
}

function roundOf(id: number): HistoryRound {
  const answers = Array.from({ length: 5 }, (_, turn) => ({
    person: id * 5 + turn,
    right: true,
    at: turn,
    readBack: false,
  }));
  return { id, rule: "race", difficulty: "easy", exempt: id % 2 === 0, answers };
}

function idsFor(cards: number): readonly string[] {
  const taken = takenIds([]);
  return Array.from({ length: cards }, () => takeUniqueId(slug("単語", "entry"), taken));
}

function aliasBomb(levels: number): string {
  const lines = Array.from(
    { length: levels },
    (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(10)}]`,
  );
  return `a0: &a0 [tea]\n${lines.join("\n")}\n`;
}

async function askLine(): Promise<BenchLine> {
  const { deck } = await loadDeck(TEA_FOLDER);
  if (deck === undefined) throw new Error("The tea deck is broken.");
  const search = createSearch(deck);
  const pieces = ["a", "tea ", "oxidatoin ", "<@", "a-", "(((", ":x"];
  return growth(`/ask, ${pieces.length} queries of 4,000 characters`, 4000, (length) => {
    const queries = pieces.map((piece) => piece.repeat(Math.ceil(length / piece.length)));
    return () => queries.map((query) => search.ask(query));
  });
}

/** 1,000 people react at once on Discord: how long somebody waits who presses a button meanwhile, and until all are answers. */
async function stormLines(): Promise<readonly BenchLine[]> {
  const [half, whole] = [await storm(CROWD / 2), await storm(CROWD)];
  return [
    against("a press on Discord after 1,000 reactions (in quiet)", whole.pressed, whole.alone),
    against("1,000 reactions on Discord are answers (500)", whole.stored, half.stored),
  ];
}

async function storm(count: number): Promise<{ alone: number; pressed: number; stored: number }> {
  const team = await startDiscordTeam();
  const { discord, guild, db } = team;
  try {
    await team.study("post");
    const question = team.question();
    const press = async () => {
      const since = performance.now();
      await discord.press(team.ann, question, buttonId(question, "1"));
      return performance.now() - since;
    };
    const quiet: number[] = [];
    for (let run = 0; run < 20; run++) quiet.push(await press());
    const crowd = Array.from({ length: count }, (_, index) => addMember(discord.world, guild, `person${index}`).id);
    const begun = performance.now();
    for (const [index, user] of crowd.entries()) discord.react(user, question, `${(index % 4) + 1}️⃣`);
    const pressed = await press();
    await until(async () => (await db.selectFrom("answers").select("choice").execute()).length > count);
    const alone = quantile(
      quiet.toSorted((a, b) => a - b),
      0.5,
    );
    return { alone, pressed, stored: performance.now() - begun };
  } finally {
    await team.stop();
  }
}
