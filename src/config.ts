import { z } from "zod";

/** The environment, read once. Secrets are never printed: `describeConfig` names only which are set. */
export interface Config {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly playground: boolean;
  readonly playgroundPort: number;
  readonly decksDir: string;
  readonly defaultDeck: string;
  readonly timeZone: string;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly production: boolean;
}

/** One line for whoever starts the bot. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const port = z.coerce.number("give a number from 0 to 65535").int().min(0).max(65535);
const blankIsUnset = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

const schema = z.object({
  DATABASE_URL: blankIsUnset(z.string().default("studybot.db")),
  HOST: blankIsUnset(z.string().default("127.0.0.1")),
  PORT: blankIsUnset(port.default(8080)),
  PLAYGROUND: blankIsUnset(z.enum(["on", "off"], 'say "on" or "off"').optional()),
  PLAYGROUND_PORT: blankIsUnset(port.default(3000)),
  DECKS_DIR: blankIsUnset(z.string().default("data/decks")),
  DECK: blankIsUnset(z.string().default("aws-mls-part-4")),
  TIME_ZONE: blankIsUnset(
    z
      .string()
      .refine(isTimeZone, 'give an IANA name, like "Europe/Berlin"')
      .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  ),
  LOG_LEVEL: blankIsUnset(
    z.enum(["debug", "info", "warn", "error"], 'say "debug", "info", "warn" or "error"').default("info"),
  ),
  NODE_ENV: z.string().optional(),
});

/** @throws ConfigError naming every variable that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const result = schema.safeParse(environment);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`The configuration is wrong. ${lines.join("; ")}. See .env.example.`);
  }
  const env = result.data;
  const production = env.NODE_ENV === "production";
  // The playground lets anybody who reaches it act as an admin, so production never falls back to it.
  if (production && env.PLAYGROUND !== "on") {
    throw new ConfigError(
      "NODE_ENV is production, but no chat platform is configured. Set a platform's token, or PLAYGROUND=on to run the playground all the same.",
    );
  }
  return {
    databaseUrl: env.DATABASE_URL,
    host: env.HOST,
    port: env.PORT,
    playground: env.PLAYGROUND !== "off",
    playgroundPort: env.PLAYGROUND_PORT,
    decksDir: env.DECKS_DIR,
    defaultDeck: env.DECK,
    timeZone: env.TIME_ZONE,
    logLevel: env.LOG_LEVEL,
    production,
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
