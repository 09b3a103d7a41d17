import { afterEach, expect, test } from "vitest";
import type { FormEvent, Reply } from "../../src/chat/event.ts";
import { order } from "../../src/study/kinds/order.ts";
import { smallDeck } from "../support/small-deck.ts";
import { ADMIN, cardOf, startTeam, type Team, textOf } from "../support/team.ts";

let team: Team;
afterEach(() => team.stop());

let sent = 0;
function send(
  user: string,
  action: string,
  fields: FormEvent["fields"],
  more: Partial<FormEvent> = {},
): Promise<Reply> {
  return team.chat.handle({
    type: "form",
    id: `forged-${++sent}`,
    platform: "playground",
    community: "home",
    channel: "study",
    at: team.now,
    user: { id: user, name: user, isAdmin: user === ADMIN, roles: [] },
    action,
    fields,
    ...more,
  });
}
const problemAt = (reply: Reply) => (reply.kind === "form-problem" ? reply.problem.field : reply.kind);

test("a setting that is none of its choices is told at its field, and nothing is changed", async () => {
  team = await startTeam();
  const before = await team.db.selectFrom("channels").selectAll().execute();
  for (const field of ["scoring", "answers", "feedback", "reactions", "week"])
    for (const value of ["banana", "", "STANDARD", "constructor"])
      expect(problemAt(await send(ADMIN, "setup:study", { [field]: value }))).toBe(field);
  for (const field of ["scoring", "deck", "zone", "window"])
    expect(problemAt(await send(ADMIN, "setup:study", { [field]: "x".repeat(1_000_000) }))).toBe(field);
  expect(await team.db.selectFrom("channels").selectAll().execute()).toEqual(before);
  expect(textOf(await team.say(ADMIN, "/study setup"))).toContain("Points: 10 points for a right answer");
});

test("a platform's command with an option that is none of its choices is refused", async () => {
  team = await startTeam();
  const reply = await team.chat.handle({
    type: "command",
    id: "forged-command",
    platform: "playground",
    community: "home",
    channel: "study",
    at: team.now,
    user: { id: ADMIN, name: "Ada", isAdmin: true, roles: [] },
    command: "study",
    input: { subcommand: "setup", options: { scoring: "banana" } },
  });
  expect(textOf(cardOf(reply))).toContain("I do not know the option “banana”");
});

test("whoever made one channel is no admin of another that the form names", async () => {
  team = await startTeam();
  const user = { id: "mia", name: "Mia", isAdmin: false, roles: [], ownsChannel: true };
  const reply = await send("mia", "setup:study", { window: "1h" }, { channel: "mias", user });
  expect(reply).toMatchObject({ kind: "form-problem", problem: { text: expect.stringContaining("Only admins") } });
  expect(problemAt(await send("mia", "setup:study", { window: "1h" }, { user }))).toBe("private");
});

test("an order with an empty, repeated or unknown place is told at that place, and none is stored", async () => {
  const { options } = order.file.read({ steps: ["dig", "plant", "water", "weed"] });
  team = await startTeam({ deck: smallDeck([{ id: "garden", kind: "order", options }]) });
  await team.say(ADMIN, "/study post");
  const places = (...labels: readonly string[]) =>
    Object.fromEntries(labels.map((label, index) => [`place-${index + 1}`, label]));
  const wrong: readonly [FormEvent["fields"], string][] = [
    [{}, "place-1"],
    [{ answer: "1 2 3 4", "place-9": "1" }, "place-1"],
    [places("2413"), "place-2"],
    [places("1; 2; 3; 4"), "place-2"],
    [places("1", "", "3", "3"), "place-2"],
    [places("1", "2", "3", "  "), "place-4"],
    [places("1", "2", "3", "3"), "place-4"],
    [places("1", "7", "3", "4"), "place-2"],
  ];
  for (const [fields, field] of wrong) expect(problemAt(await send("ben", "answer-form:1", fields))).toBe(field);
  expect(await team.db.selectFrom("answers").selectAll().execute()).toEqual([]);
  expect(problemAt(await send("ben", "answer-form:1", places("1", "2", "3", "4", "5")))).toBe("private");
});

test("a set-up that is refused changes nothing for the community either", async () => {
  team = await startTeam();
  Object.assign(team.chat, { inspect: async () => ({ exists: false, name: "", archived: false, missing: [] }) });
  const elsewhere = { community: "other", channel: "theirs" };
  expect(problemAt(await send(ADMIN, "setup", { zone: "Asia/Tokyo", week: "sunday" }, elsewhere))).toBe("channel");
  const other = team.db
    .selectFrom("communities")
    .select(["time_zone", "week_start"])
    .where("external_id", "=", "other");
  expect(await other.execute()).toEqual([{ time_zone: "Europe/Berlin", week_start: "monday" }]);
});

test("set-ups of one channel at the same moment all come through, and make one channel", async () => {
  team = await startTeam();
  const fields = { deck: "small", when: "daily 8am", zone: "Europe/Berlin", scoring: "race" };
  const all = [1, 2, 3].map(() => send(ADMIN, "setup", fields, { channel: "new" }));
  for (const reply of await Promise.all(all)) expect(cardOf(reply)).toMatchObject({ tone: "notice" });
  const made = team.db.selectFrom("channels").select("scoring_rule").where("external_id", "=", "new");
  expect(await made.execute()).toEqual([{ scoring_rule: "race" }]);
});
