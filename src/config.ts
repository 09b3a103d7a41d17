import { z } from "zod";
import type { ConfiguredPlatform } from "./platforms/platform.ts";
import { PLATFORMS } from "./platforms/registry.ts";
import { blankIsUnset, ConfigError, onOff, portNumber } from "./variables.ts";

/** The environment, read once. Secrets are never printed. */
export interface Config {
  readonly databaseUrl: string;
  /** undefined: no backups are made. */
  readonly backups: { readonly folder: string; readonly keep: number } | undefined;
  readonly host: string;
  readonly port: number;
  /** The platforms to run. */
  readonly platforms: readonly ConfiguredPlatform[];
  readonly decksDir: string;
  readonly defaultDeck: string;
  readonly timeZone: string;
  /** Whether /metrics is served on the health listener. */
  readonly metrics: boolean;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly production: boolean;
}

/** Variables that belong to no platform. */
const CORE_VARIABLES = {
  DATABASE_URL: blankIsUnset(z.string().default("studybot.db")),
  BACKUP_DIR: blankIsUnset(z.string().optional()),
  BACKUP_KEEP: blankIsUnset(z.coerce.number("give a number from 1 to 1000").int().min(1).max(1000).default(14)),
  HOST: blankIsUnset(z.string().default("127.0.0.1")),
  PORT: blankIsUnset(portNumber.default(8080)),
  DECKS_DIR: blankIsUnset(z.string().default("data/decks")),
  DECK: blankIsUnset(z.string().default("aws-mls-part-4")),
  TIME_ZONE: blankIsUnset(
    z
      .string()
      .refine(isTimeZone, 'give an IANA name, like "Europe/Berlin"')
      .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  ),
  METRICS: blankIsUnset(onOff.default("off")),
  LOG_LEVEL: blankIsUnset(
    z.enum(["debug", "info", "warn", "error"], 'say "debug", "info", "warn" or "error"').default("info"),
  ),
  NODE_ENV: z.string().optional(),
};

const schema = z.object<Readonly<Record<string, z.ZodType>>>(
  Object.assign({}, ...PLATFORMS.map(({ variables }) => variables), CORE_VARIABLES),
);

/** Every environment variable the bot reads, apart from Node's own NODE_ENV. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape).filter((name) => name !== "NODE_ENV");

/** @throws ConfigError naming every variable that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const result = schema.safeParse(environment);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`The configuration is wrong. ${lines.join("; ")}. See .env.example.`);
  }
  const env = result.data as z.infer<z.ZodObject<typeof CORE_VARIABLES>>;
  const production = env.NODE_ENV === "production";
  return {
    databaseUrl: env.DATABASE_URL,
    backups: env.BACKUP_DIR === undefined ? undefined : { folder: env.BACKUP_DIR, keep: env.BACKUP_KEEP },
    host: env.HOST,
    port: env.PORT,
    platforms: configuredPlatforms(result.data, production),
    decksDir: env.DECKS_DIR,
    defaultDeck: env.DECK,
    timeZone: env.TIME_ZONE,
    metrics: env.METRICS === "on",
    logLevel: env.LOG_LEVEL,
    production,
  };
}

/**
 * The platforms whose settings are complete. The fallback when there is none lets anyone who can reach it act as an admin,
 * so production never uses it.
 */
function configuredPlatforms(
  env: Readonly<Record<string, unknown>>,
  production: boolean,
): readonly ConfiguredPlatform[] {
  const platforms: ConfiguredPlatform[] = [];
  for (const platform of PLATFORMS) {
    const one = platform.configure(env, platforms.length === 0 && !production);
    if (one !== undefined) platforms.push(one);
  }
  if (production && platforms.length === 0) {
    throw new ConfigError(
      "NODE_ENV is production, but no chat platform is configured. Set a platform's token, or PLAYGROUND=on to run the playground all the same.",
    );
  }
  return platforms;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
