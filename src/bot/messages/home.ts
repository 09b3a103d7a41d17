import { type ActionId, actionId, type Card, type CardBlock, escapeMarkdown, type Markdown } from "../../chat/card.ts";
import { FORM_LIMITS, type Form, type FormField, wordChoices } from "../../chat/form.ts";
import type { Channel, ChannelSettings } from "../../storage/channels.ts";
import type { Round } from "../../storage/rounds/rounds.ts";
import { describeSchedule } from "../../study/schedule-text.ts";
import { SCORING_RULE_NAMES } from "../../study/scoring.ts";
import { duration } from "./words.ts";

/** Names of the actions that open the setup forms, and of their submission. */
export const SETUP_OPEN = "setup-open";
export const SETUP_MORE = "setup-more";
export const SETUP_FORM = "setup";

export const CHANNEL_FORGOTTEN: Markdown = "That channel has no questions any more.";

export function alreadySetUp(channel: string): Markdown {
  return `**${escapeMarkdown(channel)}** has questions already. Its own button on this page shows its settings, or \`/study setup\` there changes them.`;
}

export interface HomeChannel {
  readonly channel: Channel;
  readonly round: Round | undefined;
  readonly board: Card;
  readonly isAdmin: boolean;
}

/**
 * The bot's own page: your progress, open rounds, boards, and for admins a way to the settings. `canSetUp`: the reader may be
 * an admin of a channel that has no questions yet.
 */
export function homeCard(progress: Card, channels: readonly HomeChannel[], canSetUp: boolean): Card {
  return {
    tone: "board",
    title: progress.title,
    blocks: [
      ...progress.blocks,
      ...channels.flatMap(channelBlocks),
      ...(channels.length === 0
        ? [
            {
              type: "text",
              text: "No channel that you and I share has questions yet. Invite me into one; an admin then types `/study setup` there.",
            } as const,
          ]
        : []),
      ...(canSetUp
        ? [controls(actionId(SETUP_OPEN), channels.length === 0 ? "Set up a channel" : "Set up another channel")]
        : []),
    ],
  };
}

function controls(action: ActionId, label: string): CardBlock {
  return { type: "controls", controls: [{ type: "button", action, label, opensForm: true, checksAdmin: true }] };
}

/** Adds a button for the settings that did not fit the first form. */
export function withMoreSettings(saved: Card, place: string): Card {
  return { ...saved, blocks: [...saved.blocks, controls(actionId(SETUP_MORE, place), "More settings")] };
}

function channelBlocks({ channel, round, board, isAdmin }: HomeChannel): readonly CardBlock[] {
  const name = escapeMarkdown(channel.name);
  const { timeZone } = channel.settings.schedule;
  return [
    { type: "text", text: `**${name}**` },
    ...roundBlocks(round, timeZone),
    ...(round === undefined && channel.nextRunAt !== undefined
      ? [{ type: "time", label: "Next question", at: channel.nextRunAt, timeZone } as const]
      : []),
    ...board.blocks.filter((block) => block.type !== "controls"),
    ...(isAdmin ? [controls(actionId(SETUP_OPEN, channel.external), `Set up ${channel.name}`)] : []),
  ];
}

function roundBlocks(round: Round | undefined, timeZone: string): readonly CardBlock[] {
  if (round?.state !== "open" || round.closesAt === undefined) return [];
  return [
    { type: "text", text: "A round is open there." },
    { type: "time", label: "Closes", at: round.closesAt, timeZone },
  ];
}

/** A channel's basic settings, filled in with the current ones. Without a channel, the form asks for one. */
export function setupForm(channel: Channel | undefined, settings: ChannelSettings, decks: readonly string[]): Form {
  const deck = deckField(settings.deck, decks);
  return {
    action: channel === undefined ? actionId(SETUP_FORM) : actionId(SETUP_FORM, channel.external),
    title: "Set up",
    submitLabel: "Save",
    fields: [
      ...(channel === undefined ? [CHANNEL_FIELD, deck] : [{ ...deck, hint: `Questions for ${channel.name}` }]),
      {
        ...text("when", "Days and times", scheduleWords(settings), 200),
        hint: "Like: weekdays 09:00, or a cron expression",
      },
      { ...text("zone", "Time zone", settings.schedule.timeZone, 60), hint: "Like Europe/Berlin" },
      select("scoring", "Points", settings.scoringRule, SCORING_RULE_NAMES),
    ],
  };
}

/** Settings for how the channel's rounds run. */
export function moreSettingsForm(channel: Channel): Form {
  const { settings } = channel;
  return {
    action: actionId(SETUP_FORM, channel.external),
    title: "More settings",
    submitLabel: "Save",
    fields: [
      { ...text("window", "Answer window", shortDuration(settings.windowMs), 20), hint: "Like 8h" },
      { ...text("catchup", "Catch-up after an outage", shortDuration(settings.catchUpMs), 20), hint: "Like 3h" },
      select("answers", "Which answer counts", settings.firstAnswerCounts ? "first" : "last", ["last", "first"]),
      select("feedback", "Feedback", settings.instantFeedback ? "instant" : "reveal", ["reveal", "instant"]),
      select("reactions", "Reactions as answers", settings.reactions ? "on" : "off", ["on", "off"]),
    ],
  };
}

const CHANNEL_FIELD = {
  type: "channel",
  name: "channel",
  label: "Channel",
  hint: "I have to be in it: /invite @studybot there, if I am not",
  required: true,
} as const;

/** The schedule as the form shows it. If it comes back unchanged, it is not saved. */
export function scheduleWords(settings: ChannelSettings): string {
  return describeSchedule(settings.schedule.crons).slice(0, 200);
}

function shortDuration(ms: number): string {
  return duration(ms).replaceAll(" ", "");
}

/** If there are more decks than a select can hold, users type the deck's id. */
function deckField(deck: string, decks: readonly string[]): FormField {
  return decks.length > FORM_LIMITS.selectChoices
    ? text("deck", "Deck", deck, 60)
    : select("deck", "Deck", deck, decks);
}

function text(name: string, label: string, value: string, maxLength: number) {
  return { type: "text", name, label, value, maxLength, required: true } as const;
}

function select(name: string, label: string, value: string, words: readonly string[]) {
  return { type: "select", name, label, value, choices: wordChoices(words), required: true } as const;
}
