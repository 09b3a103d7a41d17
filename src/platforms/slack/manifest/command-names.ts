import type { CommandShape } from "../../../chat/command.ts";
import type { CodeText } from "../text/rich-text.ts";

/**
 * Names that a manifest leaves out: Slack refuses a manifest that uses one of its own. Slack publishes no list. `help` was a
 * command of Slack's once, and reports disagree on whether an app may have it today.
 */
const TAKEN_BY_SLACK = new Set(
  "active apps archive away call collapse dm dnd expand feed feedback help invite join kick leave me msg mute open prefs remind remove rename search shortcuts shrug star status topic who".split(
    " ",
  ),
);

export function isTakenBySlack(name: string): boolean {
  return TAKEN_BY_SLACK.has(name);
}

/** `/ask` becomes `/sb-ask` where the manifest has a prefix, and `/help` becomes `/study help` where Slack owns the name. */
export function namesInWorkspace(commands: readonly CommandShape[], prefix: string): CodeText {
  const names = commands.map((command) => command.name).join("|");
  const pattern = new RegExp(`^/(${names})(?=$|[^\\w-])`);
  return (code) =>
    code.replace(pattern, (_, name: string) =>
      isTakenBySlack(`${prefix}${name}`) ? `/${prefix}study ${name}` : `/${prefix}${name}`,
    );
}
