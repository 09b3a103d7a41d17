import type { Card, Markdown } from "../../chat/card.ts";
import { escapeMarkdown } from "../../chat/card.ts";
import type { PlatformReason } from "../../chat/errors.ts";
import type { Channel } from "../../storage/channels.ts";
import { counted } from "./words.ts";

/** Says in private that something did not work, and what to do. */
export function problemCard(text: Markdown): Card {
  return { tone: "problem", title: "That did not work", blocks: [{ type: "text", text }] };
}

/** For faults of the bot itself. */
export const UNEXPECTED: Markdown = "Something went wrong on my side. Nothing was lost; please try again in a moment.";

/** For input that could not be stored; it must not look as if it was. */
export function notSaved(trouble: "full" | "locked" | "unwritable"): Markdown {
  const why = {
    full: "the disk that I write to is full",
    locked: "another program is using my database",
    unwritable: "my database cannot be written",
  }[trouble];
  return `I could not keep that: ${why}. **It did not count.** What I had before is safe; please try again in a while.`;
}

export const NO_CHANNEL: Markdown =
  "There are no questions in this channel yet. An admin starts them with `/study setup`.";

export const ADMINS_ONLY: Markdown =
  "Only admins may do that: people who run this community, who set up this channel, or whom an admin named with `/study admins add`.";

export const COMMUNITY_ADMINS_ONLY: Markdown =
  "Only people who run this community, or whom they named, may do that: it concerns every channel.";

export function deckMissing(deck: string): Markdown {
  return `The deck \`${codeSafe(deck)}\` is not loaded. An admin chooses another with \`/study deck\`.`;
}

export function deckUsedUp(deck: string): Markdown {
  return `The deck \`${codeSafe(deck)}\` has no question that could be posted.`;
}

export function unknownCommand(name: string, nearest: string | undefined): Markdown {
  const hint = nearest === undefined ? "`/help` lists them." : `Did you mean \`/${nearest}\`? \`/help\` lists all.`;
  return `There is no command ${escapeMarkdown(`/${name.slice(0, 50)}`)}. ${hint}`;
}

export function unknownWord(word: string, nearest: string | undefined, usage: string): Markdown {
  const hint = nearest === undefined ? "" : ` Did you mean \`${nearest}\`?`;
  return `I do not know the option “${escapeMarkdown(word.slice(0, 50))}”.${hint} Usage: \`${usage}\``;
}

export const NOT_A_PAGE: Markdown = "Pages are numbers, like `page:2`.";

export const OLD_BUTTON: Markdown = "This button is from an older message and does nothing any more.";
export const OLD_FORM: Markdown = "This form is from an older message and does nothing any more.";

export function missingOption(name: string, usage: string): Markdown {
  return `The option \`${name}\` is missing. Usage: \`${usage}\``;
}

export function tooLong(limit: number): Markdown {
  return `That is too long: at most ${limit} characters.`;
}

export function tooFast(waitMs: number): Markdown {
  return `That is more at once than I take from one person. Try again in ${inSeconds(waitMs)}.`;
}

export function answersTooFast(waitMs: number): Markdown {
  return `That is more at once than I take from one person: this answer was not taken, what I confirmed before stands. Try again in ${inSeconds(waitMs)}.`;
}

function inSeconds(ms: number): string {
  return counted(Math.max(1, Math.ceil(ms / 1000)), "second");
}

export function pauseReasonText(reason: PlatformReason | "removed"): string {
  switch (reason) {
    case "channel-gone":
      return "the channel is gone or archived, or I am no longer in it";
    case "permission-lost":
      return "I may no longer post there";
    case "access-lost":
      return "I was removed, or my access was revoked";
    case "removed":
      return "I was removed from the channel";
    default:
      return "my messages could not be delivered";
  }
}

export function pausedNotice(channel: Channel, reason: string): Card {
  return {
    tone: "notice",
    title: `Questions in ${channel.name} are paused`,
    blocks: [
      {
        type: "text",
        text: `I paused the questions in **${escapeMarkdown(channel.name)}**, because ${reason}. All settings are kept. When that is mended and I am in the channel, \`/study resume\` there goes on.`,
      },
    ],
  };
}

/** For text inside backticks: removes what would end them. */
export function codeSafe(text: string): string {
  return text.replaceAll("`", "").slice(0, 100);
}
