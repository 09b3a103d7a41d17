import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import type { Deck } from "../../src/deck/deck.ts";
import { DeckError, loadDecksOrFail } from "../../src/decks.ts";
import { teaCopy } from "../support/decks.ts";
import { singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

test("/study deck reload takes changed decks and says what changed", async () => {
  const decks = new Map<string, Deck>([["small", smallDeck(singles(9))]]);
  team = await startTeam({ deck: smallDeck(singles(5)), loadDecks: async () => decks });
  expect(textOf(await team.say(ADMIN, "/study deck reload"))).toMatch(/`small` has 9 questions.*; before: 5 questions/);
  expect(team.bot.bot.decks.get("small")?.questions.size).toBe(9);
  expect(textOf(await team.say(ADMIN, "/study deck reload"))).toContain("Nothing has changed");
  decks.set("other", { ...smallDeck(singles(1)), id: "other" });
  expect(textOf(await team.say(ADMIN, "/study deck reload"))).toContain("`other` is new: 1 question");
  expect(textOf(await team.say("ben", "/study deck reload"))).toContain("Only admins");
});

test("a broken deck is told with file, line and remedy, and the old decks stay", async () => {
  await using copy = await teaCopy({ "leaves.yaml": "topic: leaves\ntitle: [" });
  const load = () => loadDecksOrFail({ decksDir: copy.root, defaultDeck: "tea" }, pino({ level: "silent" }));
  await expect(load()).rejects.toThrow(DeckError);
  team = await startTeam({ deck: smallDeck(singles(5)), loadDecks: load });
  const text = textOf(await team.say(ADMIN, "/study deck reload")).replaceAll("\\", "");
  expect(text).toMatch(/leaves\.yaml:2 .*Look at this line/s);
  expect(text).toContain("The old decks stay in use");
  expect(team.bot.bot.decks.get("small")?.questions.size).toBe(5);
});
