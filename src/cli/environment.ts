import process from "node:process";
import { type Config, readConfig } from "../config.ts";

/** DECKS_DIR alone, for commands that need no other configuration. */
export function decksFolder(): string | undefined {
  // biome-ignore lint/style/noProcessEnv: read here and below, nowhere else
  return process.env.DECKS_DIR || undefined;
}

/**
 * The configuration from this process's environment.
 *
 * @throws ConfigError naming every variable that is wrong.
 */
export function readEnvironment(): Config {
  // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
  return readConfig(process.env);
}
