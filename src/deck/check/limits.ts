import type { Deck, DeckProblem, Entry, Question } from "../deck.ts";
import { list, quote, warning } from "../problem.ts";
import { plainText } from "./words.ts";

/**
 * In characters. Sources: Slack's Block Kit reference (button and select option text, section text), Discord's API
 * reference (button label, embed description).
 */
const SLACK_BUTTON_LIMIT = 75;
const DISCORD_BUTTON_LIMIT = 80;
const SLACK_SECTION_LIMIT = 3000;
const DISCORD_DESCRIPTION_LIMIT = 4096;

/** Content that a platform cannot show in one piece, and what the card does instead. */
export function platformLimitProblems(deck: Deck): DeckProblem[] {
  return [
    ...[...deck.questions.values()].flatMap((question) => [...longOptions(question), ...longQuestion(question)]),
    ...[...deck.entries.values()].flatMap(longBody),
  ];
}

function longOptions(question: Question): DeckProblem[] {
  const lengths = question.options
    .map(({ text }) => plainText(text).length)
    .filter((length) => length > SLACK_BUTTON_LIMIT);
  if (lengths.length === 0) return [];
  const over = Math.max(...lengths) > DISCORD_BUTTON_LIMIT ? "Slack's 75 and Discord's 80" : "Slack's 75";
  const [verb, noun] = lengths.length === 1 ? ["is", "an option"] : ["are", `${lengths.length} options`];
  return [
    warning({
      rule: "long-option",
      place: question.place,
      message: `Question ${quote(question.id)}: ${noun} of ${list(lengths.map(String))} characters ${verb} over the limit for buttons and menus (${over}). The card falls back to text: it shows options in full, and buttons carry the number.`,
      remedy: `Shorten to ${SLACK_BUTTON_LIMIT} characters: what all options share belongs in the prompt, reasons belong in the explanation.`,
    }),
  ];
}

/** Prompt and options share one section or description. */
function longQuestion(question: Question): DeckProblem[] {
  const text = [question.prompt, ...question.options.map(({ text: option }) => `1. ${option}`)].join("\n");
  return tooLong(question, `Question ${quote(question.id)}: prompt and options together have`, text);
}

function longBody(entry: Entry): DeckProblem[] {
  return tooLong(entry, `Entry ${quote(entry.id)}: the body has`, entry.body);
}

function tooLong({ place }: Question | Entry, subject: string, text: string): DeckProblem[] {
  const slack = slackLength(text);
  if (slack <= SLACK_SECTION_LIMIT && text.length <= DISCORD_DESCRIPTION_LIMIT) return [];
  return [
    warning({
      rule: "long-card",
      place,
      message: `${subject} ${slack} characters as Slack counts them; a section takes ${SLACK_SECTION_LIMIT}. The card falls back to several sections.`,
      remedy: "Shorten it; each & and < counts as four or five characters.",
    }),
  ];
}

/** Slack counts the escaped forms of &, < and >. */
function slackLength(text: string): number {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").length;
}
