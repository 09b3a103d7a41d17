import process from "node:process";
import { type Config, readConfig } from "../config.ts";

/**
 * The configuration of this process.
 *
 * @throws ConfigError naming every variable that is wrong.
 */
export function readEnvironment(): Config {
  // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
  return readConfig(process.env);
}
