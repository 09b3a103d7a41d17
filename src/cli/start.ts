import process from "node:process";
import type { Command } from "commander";
import type { Logger } from "pino";
import type { Environment, Studybot } from "../main.ts";
import { readEnvironment } from "./environment.ts";

export function addStartCommand(program: Command): void {
  program
    .command("start")
    .description("start the bot; without a platform's token that is the playground")
    .action(() => start());
}

/** @param environment overrides for tests */
export async function start(environment: Partial<Environment> = {}): Promise<void> {
  const config = readEnvironment();
  // Loaded here so that other commands start faster.
  const [{ createLog }, { startStudybot }] = await Promise.all([import("../log.ts"), import("../main.ts")]);
  const terminal = process.stdout.isTTY === true;
  const log = createLog(
    config.logLevel,
    terminal,
    config.platforms.flatMap(({ secrets }) => secrets),
  );
  let studybot: Studybot | undefined;
  // Set up first: as a container's process 1, the bot has no default signal handling.
  stopOnSignal(async () => studybot?.stop(), log);
  process.on("SIGHUP", () => {
    studybot
      ?.reloadDecks()
      .catch((error: unknown) => log.error({ err: error }, "the changed decks cannot be used; the old ones stay"));
  });
  studybot = await startStudybot(config, log, environment);
  log.info({ playground: studybot.playgroundUrl, health: studybot.healthUrl }, "studybot is running");
  if (terminal && studybot.playgroundUrl !== undefined) {
    process.stdout.write(`\n  Open ${studybot.playgroundUrl} to play. Ctrl+C stops.\n\n`);
  }
}

/** Longer than the timeout of a hanging send, and less than the 30 s that deploy/ and compose.yaml allow. */
const STOP_MS = 20_000;

/**
 * The first signal lets work in flight finish; a second one exits at once. The next start looks for whatever that
 * interrupted.
 */
function stopOnSignal(stop: () => Promise<void>, log: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => {
      log.error("the bot did not stop in time");
      process.exit(1);
    }, STOP_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "could not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}
