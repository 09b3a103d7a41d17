import { z } from "zod";
import { appTokenProblem, botTokenProblem, signingSecretProblem } from "./platforms/slack/tokens.ts";

/** The environment, read once. Secrets are never printed: `describeConfig` names only which are set. */
export interface Config {
  readonly databaseUrl: string;
  /** Set where backups are to be made. */
  readonly backups: { readonly folder: string; readonly keep: number } | undefined;
  readonly host: string;
  readonly port: number;
  readonly playground: boolean;
  readonly playgroundPort: number;
  /** Set where Discord is configured. */
  readonly discord: { readonly token: string; readonly guildId?: string; readonly apiUrl?: string } | undefined;
  readonly decksDir: string;
  readonly defaultDeck: string;
  readonly timeZone: string;
  /** Whether /metrics is served on the health listener. */
  readonly metrics: boolean;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly production: boolean;
  /** Set where Slack is configured. */
  readonly slack: SlackConfig | undefined;
}

interface SlackConfig {
  readonly botToken: string;
  /** Socket Mode where the app token is set, else HTTP with the signing secret. */
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly apiUrl: string | undefined;
  readonly commandPrefix: string;
}

/** One line for whoever starts the bot. */
class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const port = z.coerce.number("give a number from 0 to 65535").int().min(0).max(65535);
const blankIsUnset = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

const secret = (problemOf: (value: string) => string | undefined) =>
  z
    .string()
    .trim()
    .superRefine((value, context) => {
      const problem = problemOf(value);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .optional();

const schema = z.object({
  DATABASE_URL: blankIsUnset(z.string().default("studybot.db")),
  BACKUP_DIR: blankIsUnset(z.string().optional()),
  BACKUP_KEEP: blankIsUnset(z.coerce.number("give a number from 1 to 1000").int().min(1).max(1000).default(14)),
  HOST: blankIsUnset(z.string().default("127.0.0.1")),
  PORT: blankIsUnset(port.default(8080)),
  PLAYGROUND: blankIsUnset(z.enum(["on", "off"], 'say "on" or "off"').optional()),
  PLAYGROUND_PORT: blankIsUnset(port.default(3000)),
  DISCORD_TOKEN: blankIsUnset(
    z
      .string()
      .trim()
      .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, "copy the bot's token from Discord's developer portal")
      .optional(),
  ),
  DISCORD_GUILD_ID: blankIsUnset(
    z
      .string()
      .regex(/^\d{15,20}$/, "give the server's id, a long number")
      .optional(),
  ),
  DISCORD_API_URL: blankIsUnset(
    z.url({ protocol: /^https?$/, error: 'give an address, like "https://discord.com/api"' }).optional(),
  ),
  DECKS_DIR: blankIsUnset(z.string().default("data/decks")),
  DECK: blankIsUnset(z.string().default("aws-mls-part-4")),
  TIME_ZONE: blankIsUnset(
    z
      .string()
      .refine(isTimeZone, 'give an IANA name, like "Europe/Berlin"')
      .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  ),
  METRICS: blankIsUnset(z.enum(["on", "off"], 'say "on" or "off"').default("off")),
  LOG_LEVEL: blankIsUnset(
    z.enum(["debug", "info", "warn", "error"], 'say "debug", "info", "warn" or "error"').default("info"),
  ),
  SLACK_BOT_TOKEN: blankIsUnset(secret(botTokenProblem)),
  SLACK_APP_TOKEN: blankIsUnset(secret(appTokenProblem)),
  SLACK_SIGNING_SECRET: blankIsUnset(secret(signingSecretProblem)),
  SLACK_API_URL: blankIsUnset(
    z.url({ protocol: /^https?$/, error: 'give an address, like "https://slack-gov.com/api/"' }).optional(),
  ),
  SLACK_COMMAND_PREFIX: blankIsUnset(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,15}$/, 'give lower-case letters, digits and hyphens, like "sb-"')
      .default(""),
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
  const tokens = [env.DISCORD_TOKEN, env.SLACK_BOT_TOKEN].filter((token) => token !== undefined);
  // The playground lets anybody who reaches it act as an admin, so production never falls back to it.
  if (production && tokens.length === 0 && env.PLAYGROUND !== "on") {
    throw new ConfigError(
      "NODE_ENV is production, but no chat platform is configured. Set a platform's token, or PLAYGROUND=on to run the playground all the same.",
    );
  }
  return {
    databaseUrl: env.DATABASE_URL,
    backups: env.BACKUP_DIR === undefined ? undefined : { folder: env.BACKUP_DIR, keep: env.BACKUP_KEEP },
    host: env.HOST,
    port: env.PORT,
    // Beside real tokens only where somebody asks for it.
    playground: env.PLAYGROUND === "on" || (env.PLAYGROUND !== "off" && tokens.length === 0),
    playgroundPort: env.PLAYGROUND_PORT,
    discord: discordOf(env),
    decksDir: env.DECKS_DIR,
    defaultDeck: env.DECK,
    timeZone: env.TIME_ZONE,
    metrics: env.METRICS === "on",
    logLevel: env.LOG_LEVEL,
    production,
    slack: slackOf(env),
  };
}

/** What must never be written anywhere. */
export function secretsOf({ slack, discord }: Pick<Config, "slack" | "discord">): readonly string[] {
  return [slack?.botToken, slack?.appToken, slack?.signingSecret, discord?.token].filter((one) => one !== undefined);
}

/** @throws ConfigError where a token is there and what belongs to it is not. */
function slackOf(env: z.infer<typeof schema>): SlackConfig | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  if (botToken === undefined) {
    if (appToken === undefined && signingSecret === undefined) return undefined;
    throw new ConfigError("SLACK_BOT_TOKEN is missing: the Bot User OAuth Token (xoxb-…). See docs/slack.md.");
  }
  if (appToken === undefined && signingSecret === undefined) {
    throw new ConfigError(
      "SLACK_BOT_TOKEN is set, but neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET (for HTTP). See docs/slack.md.",
    );
  }
  return { botToken, appToken, signingSecret, apiUrl: env.SLACK_API_URL, commandPrefix: env.SLACK_COMMAND_PREFIX };
}

function discordOf(env: z.infer<typeof schema>): Config["discord"] {
  const { DISCORD_TOKEN: token, DISCORD_GUILD_ID: guildId, DISCORD_API_URL: apiUrl } = env;
  if (token === undefined) return undefined;
  return { token, ...(guildId !== undefined && { guildId }), ...(apiUrl !== undefined && { apiUrl }) };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
