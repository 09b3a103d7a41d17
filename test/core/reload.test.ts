import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import type { Deck } from "../../src/deck/deck.ts";
import { DeckError, loadDecksOrFail } from "../../src/decks.ts";
import { TEA_FOLDER, teaCopy } from "../support/decks.ts";
import { singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, startTeam, type Team, textOf } from "../support/team.ts";
import { until } from "../support/wait.ts";

let team: Team;
afterEach(() => team?.stop());

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

const teaOf = (root: string) => () =>
  loadDecksOrFail({ decksDir: root, defaultDeck: "tea" }, pino({ level: "silent" }));

test("a deck that is half-written, or gone, leaves the old one in use; once it is whole it is taken", async () => {
  await using copy = await teaCopy();
  const load = teaOf(copy.root);
  const [deck] = (await load()).values();
  team = await startTeam({ deck: deck as Deck, loadDecks: load });
  const file = join(copy.folder, "leaves.yaml");
  const whole = await readFile(join(TEA_FOLDER, "leaves.yaml"), "utf8");
  // Half a file can be sound YAML: it then lacks what others name, or a question lacks its end.
  for (const share of [0, 0.1, 0.3, 0.5, 0.7, 0.9]) {
    await truncate(file, Math.floor(Buffer.byteLength(whole) * share));
    expect(textOf(await team.say(ADMIN, "/study deck reload"))).toContain("The old decks stay in use");
    expect(team.bot.bot.decks.get("tea")).toBe(deck);
  }
  await rm(file);
  expect(textOf(await team.say(ADMIN, "/study deck reload"))).toContain("The old decks stay in use");
  expect(team.bot.bot.decks.get("tea")).toBe(deck);
  await writeFile(file, whole.replace("title: Leaves", "title: Tea leaves"));
  expect(textOf(await team.say(ADMIN, "/study deck reload"))).toContain("`tea` has changed texts");
  const taken = team.bot.bot.decks.get("tea");
  await rm(copy.folder, { recursive: true });
  expect(textOf(await team.say(ADMIN, "/study deck reload"))).toContain("There is no deck");
  expect(team.bot.bot.decks.get("tea")).toBe(taken);
  expect(team.bot.bot.decks.search("tea")).toBeDefined();
});

/** Loads a deck afresh whose folder goes after so many turns of the event loop; tells how many the loading took. */
async function loadLosing(turns: number): Promise<number> {
  await using copy = await teaCopy();
  const shelf = createDeckShelf(await teaOf(copy.root)(), teaOf(copy.root));
  const questions = shelf.get("tea")?.questions.size;
  let took = 0;
  let isOver = false;
  const reloading = shelf
    .reload()
    .catch((error: unknown) => error)
    .finally(() => {
      isOver = true;
    });
  for (; !isOver && took < turns; took += 1) await setImmediate();
  await rm(copy.folder, { recursive: true });
  const outcome = await reloading;
  if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DeckError);
  expect(shelf.get("tea")?.questions.size).toBe(questions);
  return took;
}

test("a deck that vanishes while it is read gives the old set or the new one, never a part", async () => {
  const whole = await loadLosing(Number.POSITIVE_INFINITY);
  for (let moment = 0; moment < 12; moment += 1) await loadLosing((whole * moment) / 12);
});

test("reloads that overlap are done one after the other, and the last one counts", async () => {
  const waiting: ((decks: ReadonlyMap<string, Deck>) => void)[] = [];
  const shelf = createDeckShelf(new Map([["small", smallDeck(singles(1))]]), () => {
    return new Promise((resolve) => waiting.push(resolve));
  });
  const [first, second] = [shelf.reload(), shelf.reload()];
  await until(() => waiting.length > 0);
  expect(waiting.length).toBe(1);
  waiting[0]?.(new Map([["small", smallDeck(singles(2))]]));
  await first;
  await until(() => waiting.length > 1);
  waiting[1]?.(new Map([["small", smallDeck(singles(3))]]));
  expect((await second)[0]?.before?.questions.size).toBe(2);
  expect(shelf.get("small")?.questions.size).toBe(3);
});
