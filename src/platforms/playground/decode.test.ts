import { describe, expect, it } from "vitest";
import { BODIES, decodeCommand, decodeOperator } from "./decode.ts";
import { TEXT_LIMIT } from "./limits.ts";

const ORIGIN = { community: "playground", channel: "study", at: 1000 };
const EVENT = "0b5f8a52-0000-4000-8000-000000000000";

function command(text: string) {
  return decodeCommand(BODIES.command.parse({ event: EVENT, as: "ben", text }), ORIGIN);
}

describe("decodeCommand", () => {
  it.each([
    ["/ask  how many containers ", "ask", "how many containers"],
    ["/Leaderboard people", "leaderboard", "people"],
    ["/ask two\nlines", "ask", "two\nlines"],
    ["/help", "help", ""],
    ["/", "help", ""],
  ])("reads %j", (text, name, rest) => {
    expect(command(text)).toMatchObject({ command: name, input: { text: rest } });
  });

  it("tells who, where and when", () => {
    const user = { id: "ben", name: "Ben", isAdmin: false, roles: [] };
    expect(command("/help")).toMatchObject({ ...ORIGIN, id: EVENT, platform: "playground", user });
  });
});

describe("decodeOperator", () => {
  it("is an admin's click, whoever is played", () => {
    const event = decodeOperator({ ...BODIES.operator.parse({ event: EVENT, as: "ben", what: "close" }) }, ORIGIN);
    expect(event).toMatchObject({ command: "study", input: { text: "close" }, user: { id: "ben", isAdmin: true } });
  });
});

describe("BODIES", () => {
  const acted = { event: EVENT, as: "ada" };

  it.each([
    ["command", { ...acted, text: "no slash" }],
    ["command", { ...acted, text: `/${"x".repeat(TEXT_LIMIT)}` }],
    ["command", { as: "ada", text: "/help" }],
    ["command", { ...acted, as: "mallory", text: "/help" }],
    ["command", { ...acted, event: "../../etc", text: "/help" }],
    ["text", { ...acted, text: "   " }],
    ["reaction", { ...acted, message: 1, label: "6", on: true }],
    ["reaction", { ...acted, message: "1", label: "1", on: true }],
    ["action", { ...acted, message: 1.5, action: "a" }],
    ["action", { ...acted, message: "private-<b>", action: "a" }],
    ["action", { ...acted, message: 1, action: "x".repeat(101) }],
    ["form", { ...acted, action: "a", fields: { answer: 1 } }],
    ["form", { ...acted, action: "a", fields: { answer: "x".repeat(3_001) } }],
    ["form", { ...acted, action: "a", fields: { a: "", b: "", c: "", d: "", e: "", f: "" } }],
    ["form", { ...acted, action: "a", fields: {}, checked: { days: "mon" } }],
    ["form", { ...acted, action: "a", fields: {}, files: { deck: "IyBOb3Rlcw==" } }],
    ["operator", { ...acted, what: "void" }],
    ["text", null],
    ["text", []],
  ] as const)("refuses a wrong %s: %j", (name, body) => {
    expect(BODIES[name].safeParse(body).success).toBe(false);
  });
});
