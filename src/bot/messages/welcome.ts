import { type Card, escapeMarkdown } from "../../chat/card.ts";
import type { Channel } from "../../storage/channels.ts";

/** Posted once, when the bot is invited to a channel. */
export function welcomeCard(deck: string): Card {
  return {
    tone: "notice",
    title: "Hello, I am studybot",
    blocks: [
      {
        type: "text",
        text: `I post a question from the cheatsheet *${escapeMarkdown(deck)}* every working day. You answer with a button, a reaction or \`/answer\`; when the round closes you see what was right, and why. \`/ask\` answers from the cheatsheet at any time.`,
      },
      {
        type: "text",
        text: "**To begin**, an admin types `/study setup` here; `/study post` then asks the first question at once. Whoever invited me counts as an admin of this channel.",
      },
    ],
  };
}

/** Posted when the bot is invited back to a channel that was paused when it had to leave. */
export function backCard(channel: Channel): Card {
  return {
    tone: "notice",
    title: "I am back",
    blocks: [
      {
        type: "text",
        text: `All settings of **${escapeMarkdown(channel.name)}** are kept. An admin lets the questions go on with \`/study resume\`.`,
      },
    ],
  };
}
