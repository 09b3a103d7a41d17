import { existsSync } from "node:fs";
import process from "node:process";
import type { Command } from "commander";
import { type ChannelRegrade, regrade } from "../bot/corrections/regrade.ts";
import type { Deck } from "../deck/deck.ts";
import { loadDecks } from "../deck/load.ts";
import { openDatabase } from "../storage/database.ts";
import { databasePath } from "../storage/database-path.ts";
import { StorageError } from "../storage/errors.ts";
import { readMigrations, schemaVersion } from "../storage/migrate.ts";
import type { CorrectionMismatch } from "../study/kinds/kind.ts";
import { readEnvironment } from "./environment.ts";

/** How long the command waits for the running bot's transaction. The bot never has to wait for a whole regrade. */
const BUSY_MS = 10_000;

const REASONS: Readonly<Record<CorrectionMismatch, string>> = {
  "another-kind": "the question is of another kind now",
  "other-options": "the question no longer has all of its options",
  "another-number": "another number of options is right now",
};

/** `deck regrade`: does for one question, at once, what the bot does when it loads changed decks. */
export function addRegradeCommand(program: Command): void {
  const deck = program.commands.find((command) => command.name() === "deck") ?? program.command("deck");
  deck
    .command("regrade")
    .description(
      "grade the rounds of a corrected question again; runs beside the bot, which tells the channels; twice does nothing",
    )
    .argument("<question>", "the question's id, or <deck>/<question>")
    .option("--json", "print one JSON object")
    .action(regradeQuestion);
}

async function regradeQuestion(name: string, options: { json?: true }): Promise<void> {
  const { databaseUrl, decksDir } = readEnvironment();
  const path = databasePath(databaseUrl);
  if (!existsSync(path)) throw new StorageError(`There is no database ${path} yet. Start the bot once.`);
  const { decks, question } = await findQuestion(decksDir, name);
  const db = openDatabase(path, { busyMs: BUSY_MS });
  try {
    if ((await schemaVersion(db)) !== (await readMigrations()).at(-1)?.number) {
      throw new StorageError("The database is of another studybot version. Start the bot of this version once.");
    }
    const done = await regrade(db, decks, Date.now(), question);
    process.stdout.write(options.json ? `${JSON.stringify(toJson(question, done))}\n` : toText(question, done));
  } finally {
    await db.destroy();
  }
}

async function findQuestion(folder: string, name: string): Promise<{ decks: readonly Deck[]; question: string }> {
  const { decks, problems } = await loadDecks(folder);
  if (problems.some((problem) => problem.severity === "error")) {
    throw new Error("The decks cannot be used. `studybot deck check` says what is wrong.");
  }
  const [deckId, question] = name.includes("/") ? name.split("/", 2) : [undefined, name];
  const found = [...decks.values()].filter(
    (deck) => (deckId === undefined || deck.id === deckId) && deck.questions.has(question ?? ""),
  );
  if (found.length === 0) throw new Error(`There is no question "${name}" in the decks of ${folder}.`);
  return { decks: found, question: question ?? "" };
}

function toJson(question: string, done: readonly ChannelRegrade[]) {
  return {
    question,
    channels: done.map(({ channel, regraded, unmatched, gained, lost }) => ({
      channel: nameOf(channel),
      regraded: regraded.map(({ round, before, after, becameRight, becameWrong, isAnnounced }) => ({
        round,
        before,
        after,
        becameRight,
        becameWrong,
        told: isAnnounced,
      })),
      left: unmatched.map(({ round, why }) => ({ round, why })),
      gained,
      lost,
    })),
  };
}

function toText(question: string, done: readonly ChannelRegrade[]): string {
  if (done.length === 0) return `${question}: every round has today's key already.\n`;
  return done
    .flatMap(({ channel, regraded, unmatched, gained, lost }) => [
      ...regraded.map(
        (one) =>
          `${nameOf(channel)} round ${one.round}: ${one.before.join(" | ")} -> ${one.after.join(" | ")}; ${one.becameRight} became right, ${one.becameWrong} wrong${one.isAnnounced ? "; the channel is told" : ""}`,
      ),
      ...unmatched.map(({ round, why }) => `${nameOf(channel)} round ${round}: left as it was, ${REASONS[why]}`),
      ...(regraded.length > 0 ? [`${nameOf(channel)}: ${gained} gained points, ${lost} lost points`] : []),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function nameOf(channel: ChannelRegrade["channel"]): string {
  return `${channel.platform}/${channel.community}/${channel.external}`;
}
