import { pino } from "pino";
import type { DoctorParts, Finding } from "../platform.ts";
import { createWebClient, translateErrors, type WebClient } from "./api/client.ts";
import { slackCode, toPlatformError } from "./errors.ts";
import { APP_SCOPE, BOT_SCOPES, missingScopes } from "./manifest/scopes.ts";

interface DoctorOptions extends Pick<DoctorParts, "channels"> {
  readonly botToken: string;
  readonly appToken: string | undefined;
  readonly apiUrl: string | undefined;
}

const SILENT = pino({ level: "silent" });

/** Every missing scope, wrong token, and channel without the bot, each with what to do. */
export async function examineSlack(options: DoctorOptions): Promise<readonly Finding[]> {
  const web = createWebClient(options.botToken, { apiUrl: options.apiUrl, log: SILENT });
  const bot = await examineBot(web);
  return [
    ...bot.findings,
    await examineConnection(options),
    ...(bot.isKnown ? await examineChannels(web, options) : []),
  ];
}

async function examineBot(web: WebClient): Promise<{ isKnown: boolean; findings: readonly Finding[] }> {
  try {
    const me = await translateErrors(web.auth.test());
    const scopes = missingScopes(me.response_metadata?.scopes ?? []).map((scope) => ({
      what: `Slack scope ${scope}`,
      ok: false,
      text: `missing; it lets the bot ${whyOf(scope)}. Add it under "OAuth & Permissions", "Bot Token Scopes", then press "Reinstall to Workspace"`,
    }));
    return {
      isKnown: true,
      findings: [{ what: "Slack", ok: true, text: `${me.user} in the workspace ${me.team}` }, ...scopes],
    };
  } catch (error) {
    return { isKnown: false, findings: [{ what: "Slack bot token", ok: false, text: troubleText(error, BOT_REMEDY) }] };
  }
}

const BOT_REMEDY =
  'copy the Bot User OAuth Token (xoxb-…) from "OAuth & Permissions" into SLACK_BOT_TOKEN; reinstall the app if Slack removed it';
const APP_REMEDY = `make an app-level token with ${APP_SCOPE} under "Basic Information", "App-Level Tokens", and put it (xapp-…) into SLACK_APP_TOKEN; Socket Mode must be on`;

async function examineConnection({ appToken, apiUrl }: DoctorOptions): Promise<Finding> {
  if (appToken === undefined) {
    const text = "HTTP: Slack sends to https://<your host>/slack/events, which must reach HOST and PORT";
    return { what: "Slack connection", ok: true, text };
  }
  try {
    await translateErrors(createWebClient(appToken, { apiUrl, log: SILENT }).apps.connections.open({}));
    return { what: "Slack connection", ok: true, text: "Socket Mode" };
  } catch (error) {
    return { what: "Slack app token", ok: false, text: troubleText(error, APP_REMEDY) };
  }
}

async function examineChannels(web: WebClient, { channels }: DoctorOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { external, name } of channels) findings.push(await examineChannel(web, external, name));
  return findings;
}

async function examineChannel(web: WebClient, channel: string, name: string): Promise<Finding> {
  const what = `Slack channel ${name}`;
  try {
    const { channel: found } = await translateErrors(web.conversations.info({ channel }));
    if (found?.is_archived === true)
      return { what, ok: false, text: 'archived; unarchive it, then type "/study resume" there' };
    if (found?.is_member === true) return { what, ok: true, text: "the bot is in it" };
    return { what, ok: false, text: 'the bot is not in it; type "/invite @studybot" there, then "/study resume"' };
  } catch (error) {
    const isGone = toPlatformError(error).reason === "channel-gone";
    const remedy = 'if it still exists, type "/invite @studybot" there, then "/study resume"';
    if (isGone) return { what, ok: false, text: `the bot is not in it, or it is gone; ${remedy}` };
    return { what, ok: false, text: troubleText(error, "try again later") };
  }
}

function troubleText(error: unknown, remedy: string): string {
  const { permanent, reason } = toPlatformError(error);
  if (!permanent) return "Slack cannot be reached; check the network, and SLACK_API_URL if it is set";
  return `Slack says ${slackCode(error) ?? reason}; ${remedy}`;
}

function whyOf(scope: string): string {
  return BOT_SCOPES.find((one) => one.scope === scope)?.why ?? "work";
}
