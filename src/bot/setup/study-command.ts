import type { Reply } from "../../chat/event.ts";
import { recap } from "../boards/recap-command.ts";
import { SEASON_OPTIONS, season } from "../boards/season-command.ts";
import type { CommandSpec } from "../command/spec.ts";
import { RELOAD } from "../corrections/reload-decks.ts";
import { reports } from "../corrections/reports-command.ts";
import { status } from "../recovery/status-command.ts";
import { close, pause, post, resume, skip, voidLatest } from "../rounds/run-commands.ts";
import { TEAMS_OPTIONS, teams } from "../teams/manage-command.ts";
import { admins } from "./admins-command.ts";
import { chooseDeck, daysOff, SETUP_OPTIONS, schedule, setup } from "./settings.ts";

export const study = {
  name: "study",
  description: "Set up and run the questions of this channel (admins)",
  admin: true,
  handle: (context): Promise<Reply> => status(context),
  subcommands: [
    {
      name: "setup",
      description: "Start questions in this channel, or change how they run",
      options: SETUP_OPTIONS,
      handle: setup,
    },
    {
      name: "schedule",
      description: "When questions come, like: weekdays 09:00",
      options: [
        { name: "zone", description: "Time zone, as zone:Europe/Berlin", suggests: true, byName: true },
        { name: "when", description: "Days and times, or a cron expression", rest: true },
      ],
      handle: schedule,
    },
    {
      name: "daysoff",
      description: "Days without a question",
      options: [
        { name: "action", description: "What to do", choices: ["list", "add", "remove"] },
        { name: "days", description: "Dates or ranges, like 2026-12-24..2027-01-01", rest: true },
      ],
      handle: daysOff,
    },
    {
      name: "deck",
      description: "Choose the deck, or take changed files of all decks: reload",
      options: [{ name: "deck", description: "The deck's id, or reload", required: true, suggests: true }],
      handle: chooseDeck,
    },
    { name: "post", description: "Post the next question now", handle: post },
    { name: "close", description: "Close the open round and reveal the answer", handle: close },
    { name: "void", description: "Withdraw the open round, or else the last one", handle: voidLatest },
    { name: "skip", description: "Leave out the next scheduled question", handle: skip },
    { name: "pause", description: "Stop the schedule", handle: pause },
    { name: "resume", description: "Start the schedule again", handle: resume },
    { name: "status", description: "What is set up, what comes next, what is in the way", handle: status },
    {
      name: "recap",
      description: "When the weekly recap comes, like: monday 09:00, or off",
      options: [
        { name: "as", description: "As a picture or as text", choices: ["picture", "text"] },
        { name: "when", description: "A day and a time, or off", rest: true },
      ],
      handle: recap,
    },
    {
      name: "reports",
      description: "Questions that people say are wrong",
      options: [
        { name: "action", description: "What to do", choices: ["list", "settle"] },
        { name: "question", description: "The question's id" },
      ],
      handle: reports,
    },
    {
      name: "season",
      description: "Start a season, or end it with a final board",
      options: SEASON_OPTIONS,
      handle: season,
    },
    {
      name: "teams",
      description: "Draw balanced teams, lock or open them, make one of a group or role",
      options: TEAMS_OPTIONS,
      handle: teams,
    },
    {
      name: "admins",
      description: "Who may use /study",
      options: [
        { name: "action", description: "What to do", choices: ["list", "add", "remove"] },
        { name: "who", description: "A person or a role", rest: true, mentions: true },
      ],
      handle: admins,
    },
  ],
  suggest: async ({ bot, event }) => {
    const { option, partial } = event;
    const all =
      option === "deck" ? [...bot.decks.ids(), RELOAD] : option === "zone" ? Intl.supportedValuesOf("timeZone") : [];
    return all.filter((value) => value.toLowerCase().includes(partial.toLowerCase())).slice(0, 20);
  },
} as const satisfies CommandSpec;
