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

const OUTSIDE_SERVER: Card = {
  tone: "problem",
  title: "Only in a server",
  blocks: [{ type: "text", text: "I work in a server's channels, not in direct messages." }],
};

const FORM_FORGOTTEN: Card = {
  tone: "notice",
  title: "That form is closed",
  blocks: [{ type: "text", text: "I no longer have what you typed. Open the form from the start." }],
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
  outsideServer: OUTSIDE_SERVER,
  editAgain: "Edit again",
  formForgotten: FORM_FORGOTTEN,
  nextForm: (title: string): Card => ({
    tone: "notice",
    title,
    blocks: [{ type: "text", text: "Press the button to go on." }],
  }),
  openForm: "Open the form",
  choiceTitle: "Your answer",
  choose: (min: number, max: number) => (min === max ? `Choose ${min}` : `Choose ${min} to ${max}`),
  notMember: "I'm not in this channel. Invite me with `/invite @studybot`, then try again.",
  archived: "This channel is archived, so I can't post here.",
  forum: "A forum holds posts, not messages. Use `/study setup` inside one of its posts, or in a text channel.",
  mediaChannel:
    "A media channel holds posts, not messages. Use `/study setup` inside one of its posts, or in a text channel.",
  category: "A category holds no messages. Use `/study setup` in one of its text channels.",
  cannotWrite: (permissions: readonly string[]): Markdown => {
    const names = permissions.map((name) => `**${name}**`).join(" and ");
    return `I can't post here: I need ${names}. Allow that for my role in this channel, then try again.`;
  },
};
