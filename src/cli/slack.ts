import process from "node:process";
import type { Command } from "commander";
import { COMMANDS } from "../bot/commands.ts";
import { type ManifestOptions, slackManifest } from "../platforms/slack/manifest/manifest.ts";
import { manifestYaml } from "../platforms/slack/manifest/manifest-yaml.ts";

/** A wrong option, reported in one line. */
class ManifestError extends Error {
  override readonly name = "ManifestError";
}

export function addSlackCommands(
  program: Command,
  out: (text: string) => void = (text) => process.stdout.write(text),
): void {
  const slack = program.command("slack").description("set up the Slack app");
  slack
    .command("manifest")
    .description("print the app's manifest, to be pasted at https://api.slack.com/apps")
    .option(
      "--prefix <prefix>",
      'before every command\'s name, like "sb-", where another app owns one; set SLACK_COMMAND_PREFIX to the same',
    )
    .option(
      "--url <address>",
      "for HTTP instead of Socket Mode: where Slack reaches the bot, like https://study.example.com",
    )
    .option("--json", "print JSON instead of YAML")
    .action((options: { prefix?: string; url?: string; json?: true }) => {
      const manifest = slackManifest(COMMANDS, manifestOptions(options));
      out(options.json ? `${JSON.stringify(manifest, null, 2)}\n` : manifestYaml(manifest));
    });
}

function manifestOptions({ prefix = "", url }: { prefix?: string; url?: string }): ManifestOptions {
  if (!/^([a-z0-9][a-z0-9_-]{0,15})?$/.test(prefix)) {
    throw new ManifestError("A prefix has up to 16 lower-case letters, digits and hyphens, like sb-.");
  }
  if (url === undefined) return { prefix };
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") {
    throw new ManifestError("Slack sends to https addresses only, like https://study.example.com.");
  }
  return { prefix, requestUrl: new URL("/slack/events", url).href };
}
