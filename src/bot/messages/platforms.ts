import type { Card, Markdown } from "../../chat/card.ts";
import { problemCard } from "./problems.ts";

const TROUBLE: Card = {
  tone: "problem",
  title: "Something went wrong",
  blocks: [{ type: "text", text: "I couldn't do that just now. Nothing was lost; try again in a moment." }],
};

const FORM_TOO_LATE: Card = {
  tone: "problem",
  title: "That took too long",
  blocks: [{ type: "text", text: "I can only open a form within three seconds. Press the button again." }],
};

const MEGABYTE = 1_000_000;

/** Messages that the platforms show on their own, whatever the bot replies. */
export const PLATFORM_MESSAGES = {
  trouble: TROUBLE,
  unreadable: problemCard("I couldn't read that. Try again, or use a command instead; `/help` lists them."),
  formTooLate: FORM_TOO_LATE,
  problem: problemCard,
  fileTooLarge: (maxBytes: number): Markdown => {
    const size = maxBytes < MEGABYTE ? `${Math.floor(maxBytes / 1_000)} KB` : `${Math.floor(maxBytes / MEGABYTE)} MB`;
    return `That file is too large. I take up to ${size}.`;
  },
  fileSent: "I sent you the file as a direct message.",
  fileNotSent: "I couldn't send the file. An admin can see with `studybot doctor` what is missing.",
  notMember: "I'm not in this channel. Invite me with `/invite @studybot`, then try again.",
  archived: "This channel is archived, so I can't post here.",
};
