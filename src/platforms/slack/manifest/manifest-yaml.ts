import { Document, isScalar, isSeq } from "yaml";
import type { SlackManifest } from "./manifest.ts";
import { BOT_SCOPES } from "./scopes.ts";

/** To paste at https://api.slack.com/apps. Every scope says what it is for. */
export function manifestYaml(manifest: SlackManifest): string {
  const document = new Document(manifest);
  document.commentBefore =
    ' Paste this at https://api.slack.com/apps, "Create New App", "From a manifest".\n Made by "studybot slack manifest"; a test keeps it equal to the commands.';
  const scopes = document.getIn(["oauth_config", "scopes", "bot"]);
  for (const item of isSeq(scopes) ? scopes.items : []) {
    if (isScalar(item)) item.comment = ` ${BOT_SCOPES.find(({ scope }) => scope === item.value)?.why ?? ""}`;
  }
  return document.toString({ lineWidth: 0 });
}
