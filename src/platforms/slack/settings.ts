import { z } from "zod";
import { address, blankIsUnset, ConfigError, secret } from "../../variables.ts";
import { appTokenProblem, botTokenProblem, signingSecretProblem } from "./api/tokens.ts";

export interface SlackSettings {
  readonly botToken: string;
  /** Socket Mode where the app token is set, else HTTP with the signing secret. */
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly apiUrl: string | undefined;
  readonly commandPrefix: string;
}

export const slackVariables = {
  SLACK_BOT_TOKEN: blankIsUnset(secret(botTokenProblem)),
  SLACK_APP_TOKEN: blankIsUnset(secret(appTokenProblem)),
  SLACK_SIGNING_SECRET: blankIsUnset(secret(signingSecretProblem)),
  SLACK_API_URL: address("https://slack-gov.com/api/"),
  SLACK_COMMAND_PREFIX: blankIsUnset(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,15}$/, 'give lower-case letters, digits and hyphens, like "sb-"')
      .default(""),
  ),
};

/** @throws ConfigError where one token is set but another that it needs is not */
export function slackSettings(values: z.infer<z.ZodObject<typeof slackVariables>>): SlackSettings | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values;
  if (botToken === undefined) {
    if (appToken === undefined && signingSecret === undefined) return undefined;
    throw new ConfigError("SLACK_BOT_TOKEN is missing: the Bot User OAuth Token (xoxb-…). See docs/slack.md.");
  }
  if (appToken === undefined && signingSecret === undefined) {
    throw new ConfigError(
      "SLACK_BOT_TOKEN is set, but neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET (for HTTP). See docs/slack.md.",
    );
  }
  return {
    botToken,
    appToken,
    signingSecret,
    apiUrl: values.SLACK_API_URL,
    commandPrefix: values.SLACK_COMMAND_PREFIX,
  };
}
