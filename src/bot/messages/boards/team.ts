import { type Card, escapeMarkdown, type Markdown } from "../../../chat/card.ts";
import type { Member, Team } from "../../../storage/people/teams.ts";
import { type ParsedTeamName, TEAM_NAME_LIMIT } from "../../../study/team-name.ts";
import { counted, listed } from "../words.ts";
import { displayName } from "./board.ts";

/** Limits that let a card with the longest names fit every platform. */
const TEAMS_SHOWN = 15;
const MEMBERS_SHOWN = 6;
const MEMBER_NAME_SHOWN = 24;

export const TEAMS_LOCKED: Markdown =
  "The teams are locked: an admin decides who is in which. `/team list` shows them.";
export const NO_TEAM: Markdown = "You are in no team. `/team list` shows them, `/team join` joins one.";
export const NO_GROUP: Markdown =
  "Name the group or role, and what the team is to be called: `/study teams sync @ml-engineers ML Engineers`.";

type NameProblem = Extract<ParsedTeamName, { ok: false }>["problem"];

export function nameProblem(problem: NameProblem): Markdown {
  switch (problem) {
    case "empty":
      return "Say what the team is called, like `/team create Blue Owls`.";
    case "too-long":
      return `That name is too long: at most ${TEAM_NAME_LIMIT} characters.`;
    case "mention":
      return "A team's name cannot mention anybody: leave out @ and <…>.";
    case "marks":
      return "That name piles up too many marks on one letter.";
    case "no-letters":
      return "A team's name needs a letter or a digit: emoji and signs alone cannot be told apart or typed.";
  }
}

export function nameTaken(name: string): Markdown {
  return `There is a team **${escapeMarkdown(name)}** already, and yours would look just like it. Choose another name, or \`/team join\` it.`;
}

export function alreadyIn(team: Team): Markdown {
  const way =
    team.groupId === undefined
      ? "A person is in one team at a time: `/team leave` first. What you earned for it stays with it."
      : "That team is a group of this platform: whoever is in the group is in the team.";
  return `You are in **${escapeMarkdown(team.name)}**. ${way}`;
}

export function cannotLeave(team: Team): Markdown {
  return `**${escapeMarkdown(team.name)}** is a group of this platform: leave the group first.`;
}

export function groupOnly(team: Team): Markdown {
  return `**${escapeMarkdown(team.name)}** is a group of this platform: whoever is in the group is in the team.`;
}

export function unknownTeam(name: string, near: string | undefined): Markdown {
  const hint = near === undefined ? "" : ` Did you mean **${escapeMarkdown(near)}**?`;
  return `There is no team “${escapeMarkdown(name.slice(0, 60))}”.${hint} \`/team list\` shows them.`;
}

export function createdText(name: string): Markdown {
  return `The team **${escapeMarkdown(name)}** is there, and you are in it. Others join with \`/team join ${codeName(name)}\`. What you earn from the next question on counts for it.`;
}

export function joinedText(name: string): Markdown {
  return `You are in **${escapeMarkdown(name)}** now. What you earn from the next question on counts for it; what you earned before stays where it was.`;
}

export function leftText(name: string, ended: boolean): Markdown {
  const left = `You left **${escapeMarkdown(name)}**. What you earned for it stays with it.`;
  return ended ? `${left} You were its last member, so the team has ended: its name is free, its boards stay.` : left;
}

export function renamedText(before: string, after: string): Markdown {
  return `**${escapeMarkdown(before)}** is called **${escapeMarkdown(after)}** now. Its points stay.`;
}

export function drawnText(teams: readonly { readonly name: string; readonly members: readonly string[] }[]): Markdown {
  const lines = teams.map(
    (team) =>
      `- **${escapeMarkdown(team.name)}**: ${listed(team.members.map((name) => escapeMarkdown(displayName({ name }))))}`,
  );
  return `${counted(teams.length, "team")} drawn, balanced by past points:\n\n${lines.join("\n")}\n\nThey count from the next question on. Members may rename their team with \`/team rename\`.`;
}

export function tooFewToDraw(found: number, least: number): Markdown {
  return `Teams are drawn among people without a team who answered one of this channel's last ten rounds. There ${found === 1 ? "is" : "are"} ${found}; it takes ${least}. \`/study teams redraw\` draws those in teams too.`;
}

/** `isRead`: the platform said who is in the group. */
export function syncedText(name: string, isRead: boolean): Markdown {
  const when = isRead
    ? "Whoever is in the group and has answered here is in the team already; the others are from their first answer on."
    : "Whoever is in the group is in the team from the next time they do anything here.";
  return `**${escapeMarkdown(name)}** is made of that group now. ${when} Whoever leaves the group leaves the team.`;
}

export function groupTaken(name: string): Markdown {
  return `That group is the team **${escapeMarkdown(name)}** already.`;
}

export function teamsCard(
  teams: readonly Team[],
  members: readonly Member[],
  view: { readonly own: number | undefined; readonly locked: boolean; readonly page?: number },
): Card {
  const inTeam = Map.groupBy(members, (member) => member.team);
  const pages = Math.max(1, Math.ceil(teams.length / TEAMS_SHOWN));
  const page = Math.min(view.page ?? 1, pages);
  const shown = teams.slice((page - 1) * TEAMS_SHOWN, page * TEAMS_SHOWN);
  return {
    tone: "notice",
    title: teams.length === 0 ? "There are no teams yet" : `Teams (${teams.length})`,
    blocks: [
      ...(teams.length === 0
        ? []
        : ([
            {
              type: "facts",
              facts: shown.map((team) => ({
                label: `${team.name}${team.id === view.own ? " (yours)" : ""}`,
                value: memberNames(inTeam.get(team.id) ?? []),
              })),
            },
          ] as const)),
      ...(pages > 1
        ? ([
            {
              type: "small",
              text: `Page ${page} of ${pages}. \`/team list page:${page < pages ? page + 1 : 1}\` shows another.`,
            },
          ] as const)
        : []),
      { type: "small", text: view.locked ? "The teams are locked: an admin decides who is in which." : HOW_TO },
    ],
  };
}

const HOW_TO =
  "`/team create Blue Owls` makes one, `/team join Blue Owls` joins it. `/leaderboard teams` shows who leads.";

/** Hidden people are counted, never named. */
function memberNames(members: readonly Member[]): Markdown {
  const named = members.filter((member) => !member.hidden).slice(0, MEMBERS_SHOWN);
  const others = members.length - named.length;
  const names = named.map((member) => escapeMarkdown(clipped(displayName(member))));
  if (others > 0) names.push(named.length === 0 ? counted(others, "member") : counted(others, "other"));
  return names.length === 0 ? "nobody yet" : listed(names);
}

function clipped(name: string): string {
  const letters = [...name];
  return letters.length > MEMBER_NAME_SHOWN ? `${letters.slice(0, MEMBER_NAME_SHOWN - 1).join("")}…` : name;
}

/** Inside backticks. */
function codeName(name: string): string {
  return name.replaceAll("`", "");
}

export const TEAMS_OPEN: Markdown = "The teams are open: people create, join and leave them with `/team`.";
export const TEAMS_LOCKED_NOW: Markdown =
  "The teams are locked: nobody creates, joins, leaves or renames one until `/study teams open`.";
