import { describe, expect, it } from "vitest";
import type { CommandShape } from "../../../chat/command.ts";
import { complete } from "./complete.js";

const COMMANDS: readonly CommandShape[] = [
  {
    name: "answer",
    description: "Answer the open round",
    options: [{ name: "answer", description: "Labels or text", rest: true }],
  },
  {
    name: "ask",
    description: "Ask",
    options: [{ name: "words", description: "What you look for", required: true, rest: true, suggests: true }],
  },
  {
    name: "leaderboard",
    description: "Points",
    options: [
      { name: "who", description: "People or teams", choices: ["people", "teams"] },
      { name: "period", description: "Which time", choices: ["week", "month", "season", "all"] },
    ],
  },
  {
    name: "study",
    description: "Run this channel",
    subcommands: [
      { name: "status", description: "What is configured" },
      {
        name: "deck",
        description: "Which deck",
        options: [{ name: "deck", description: "Its id", required: true, suggests: true }],
      },
    ],
  },
];

const values = (text: string): string[] | undefined => complete(text, COMMANDS)?.items.map((item) => item.value);
const usage = (text: string): string | undefined =>
  complete(text, COMMANDS)
    ?.usage.map((part) => (part.current ? `*${part.text}*` : part.text))
    .join(" ");

describe("complete", () => {
  it("leaves ordinary messages alone", () => {
    expect(complete("hello /ask", COMMANDS)).toBeUndefined();
    expect(complete("", COMMANDS)).toBeUndefined();
  });

  it("offers the commands that begin with what is typed", () => {
    expect(values("/")).toEqual(["/answer", "/ask", "/leaderboard", "/study"]);
    expect(values("/A")).toEqual(["/answer", "/ask"]);
    expect(values("/x")).toEqual([]);
  });

  it("says nothing about a command that it does not know", () => {
    expect(complete("/nope ", COMMANDS)).toBeUndefined();
    expect(complete("/study nope ", COMMANDS)).toBeUndefined();
  });

  it("offers every choice that can still stand there, and says how the command is written", () => {
    expect(values("/leaderboard ")).toEqual(["people", "teams", "week", "month", "season", "all"]);
    expect(usage("/leaderboard ")).toBe("/leaderboard *[people or teams]* [week, month, season, all]");
    expect(values("/leaderboard people ")).toEqual(["week", "month", "season", "all"]);
    expect(usage("/leaderboard people ")).toBe("/leaderboard [people or teams] *[week, month, season, all]*");
    expect(values("/leaderboard week ")).toEqual(["people", "teams"]);
    expect(values("/leaderboard period:week ")).toEqual(["people", "teams"]);
    expect(values("/leaderboard week t")).toEqual(["teams"]);
    expect(values("/leaderboard week teams ")).toEqual([]);
  });

  it("marks the option that the typed word may become", () => {
    expect(usage("/leaderboard mo")).toBe("/leaderboard [people or teams] *[week, month, season, all]*");
    expect(complete("/leaderboard mo", COMMANDS)?.detail).toBe("Which time");
  });

  it("offers subcommands, then their options", () => {
    expect(values("/study ")).toEqual(["status", "deck"]);
    expect(values("/study st")).toEqual(["status"]);
    expect(usage("/study deck ")).toBe("/study deck *<deck>*");
  });

  it("asks the bot for options that it can suggest", () => {
    expect(complete("/study deck aw", COMMANDS)).toMatchObject({
      partial: "aw",
      ask: { command: "study", option: "deck" },
    });
    expect(complete("/ask pipe mo", COMMANDS)).toMatchObject({
      partial: "mo",
      ask: { command: "ask", option: "words" },
    });
    expect(complete("/study status ", COMMANDS)?.ask).toBeUndefined();
    expect(complete("/answer 1", COMMANDS)?.ask).toBeUndefined();
  });
});
