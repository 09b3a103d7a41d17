import { type Card, type EpochMs, escapeMarkdown, type Markdown } from "../../../chat/card.ts";
import type { Season } from "../../../storage/boards/seasons.ts";
import { date } from "../words.ts";

export const NO_SEASON: Markdown = "No season is running. `/study season start` begins one.";

export function seasonEnded(season: string, channel: string): string {
  return `${season} has ended: the final board of ${channel}`;
}

export function unknownSeason(seasons: readonly Season[]): Markdown {
  const known = seasons.slice(-10).map((season) => `\`season:${season.number}\` (${escapeMarkdown(season.name)})`);
  return `There is no such season. There ${known.length === 1 ? "is" : "are"} ${known.join(", ")}.`;
}

export function seasonNameProblem(problem: "empty" | "too-long" | "mention" | "no-letters" | "marks"): Markdown {
  if (problem === "too-long") return "That name is too long: at most 40 characters.";
  if (problem === "mention") return "A season's name cannot mention anybody: leave out @ and <…>.";
  return "A season's name needs a letter or a digit, and not too many marks on it.";
}

export function notADate(text: string): Markdown {
  return `“${escapeMarkdown(text.slice(0, 40))}” is no date: write it like \`until:2026-12-18\`.`;
}

export function endsBeforeStart(day: string): Markdown {
  return `The season would end before it starts: ${day} is over. Nothing was changed.`;
}

export function seasonStartedText(season: string, plannedEnd: EpochMs | undefined, zone: string): Markdown {
  const end =
    plannedEnd === undefined
      ? "`/study season end` ends it."
      : `It ends by itself at the end of ${date(plannedEnd - 1, zone)}.`;
  return `**${escapeMarkdown(season)}** has begun. ${end} Boards of earlier seasons stay: \`/leaderboard season:1\`.`;
}

export function seasonEndedText(season: Season): Markdown {
  return `**${escapeMarkdown(season.name)}** has ended. Its final board is posted in every channel where people answered, and \`/leaderboard season:${season.number}\` shows it from now on. A round that is still open counts for it at its reveal; later ones count for the next season.`;
}

export function seasonsCard(seasons: readonly Season[], zone: string): Card {
  return {
    tone: "notice",
    title: "Seasons",
    blocks: [
      {
        type: "facts",
        facts: seasons.slice(-20).map((season) => ({
          label: `season:${season.number}`,
          value: `${escapeMarkdown(season.name)} (${spanOf(season, zone)})`,
        })),
      },
      { type: "small", text: "`/study season start Autumn until:2026-12-18` begins one, `/study season end` ends it." },
    ],
  };
}

function spanOf(season: Season, zone: string): string {
  if (!season.started) return "not started; rounds since the last one count for it";
  const from = date(season.startsAt, zone);
  if (season.endsAt !== undefined) return `${from} to ${date(season.endsAt, zone)}`;
  if (season.plannedEnd !== undefined) return `since ${from}, until the end of ${date(season.plannedEnd - 1, zone)}`;
  return `since ${from}`;
}

export const NOT_A_SEASON: Markdown = "Seasons have numbers, like `season:1`. `/leaderboard season` shows the latest.";
