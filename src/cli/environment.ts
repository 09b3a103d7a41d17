import process from "node:process";
import { type Config, readConfig } from "../config.ts";

/** DECKS_DIR alone, for commands that need nothing else of the configuration. */
export function decksFolder(): string | undefined {
  // biome-ignore lint/style/noProcessEnv: read here and below, nowhere else
  return process.env.DECKS_DIR || undefined;
}

/**
 * The configuration of this process.
 *
 * @throws ConfigError naming every variable that is wrong.
 */
export function readEnvironment(): Config {
  // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
  return readConfig(process.env);
}
