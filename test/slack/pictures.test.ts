import type { KnownBlock } from "@slack/types";
import { expect, test } from "vitest";
import { press } from "../fakes/slack/people.ts";
import type { FakeMessage } from "../fakes/slack/world.ts";
import { RIGHT } from "../support/small-deck.ts";
import { until } from "../support/wait.ts";
import { labelOf, ONE_KIND, type SlackTeam, textOf, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
const PNG = new Uint8Array([137, 80, 78, 71]);
const DRAWN = { ...ONE_KIND, drawPicture: async () => PNG };
/** The end of the week in which Ben was right. */
const MONDAY = "2026-11-30T08:00:00Z";

const recaps = (team: SlackTeam): readonly FakeMessage[] =>
  team.messages().filter((message) => textOf(message).startsWith("The week in"));
const pictureOf = (message: FakeMessage | undefined) =>
  message?.blocks.find((block): block is Extract<KnownBlock, { type: "image" }> => block.type === "image");

async function playWeek(team: SlackTeam): Promise<void> {
  await team.tickAt("2026-11-23T07:00:00Z");
  await team.say(team.ada, "/study post");
  await press(team.slack, team.ben, team.study, team.question(), labelOf(team.question(), RIGHT));
  await team.settle();
  await team.say(team.ada, "/study close");
}

test("the recap is a picture in the channel with all it says as its alternative text, and no file beside it", async () => {
  const team = await startTeam(DRAWN);
  await playWeek(team);
  await team.tickAt(MONDAY);
  const picture = pictureOf(recaps(team)[0]);
  const [file, ...others] = [...team.slack.world.files.values()];
  expect(picture).toMatchObject({ slack_file: { id: file?.id } });
  expect(picture?.alt_text).toMatch(/1 question, 1 person, 1 answer, 100 % right.*1\. Ben, 10/);
  expect([...(file?.content ?? [])]).toEqual([...PNG]);
  expect([file?.channel, others]).toEqual([undefined, []]);
});

test("a picture that is not ready at once is waited for, and uploaded once", async () => {
  const team = await startTeam(DRAWN);
  await playWeek(team);
  team.slack.world.picturesPending = 2;
  await team.tickAt(MONDAY);
  expect(pictureOf(recaps(team)[0])).toBeDefined();
  expect(team.slack.world.files.size).toBe(1);
});

test.each([
  [
    "without files:write",
    (team: SlackTeam) => team.slack.world.tokens.get(team.slack.botToken)?.scopes.delete("files:write"),
  ],
  [
    "where the picture never becomes ready",
    (team: SlackTeam) => Object.assign(team.slack.world, { picturesPending: 100 }),
  ],
])("%s the recap comes as text, once, and the channel goes on", async (_, spoil) => {
  const team = await startTeam(DRAWN);
  await playWeek(team);
  spoil(team);
  await team.tickAt(MONDAY);
  expect(recaps(team)).toHaveLength(1);
  expect(textOf(recaps(team)[0] ?? team.question())).toMatch(
    /Top people\n1\. Ben · 10 points.*Right answers by topic/s,
  );
  expect(pictureOf(recaps(team)[0])).toBeUndefined();
  await team.again();
  expect(recaps(team)).toHaveLength(1);
  expect(await team.db.selectFrom("channels").select("state").execute()).toEqual([{ state: "active" }]);
});

test("uploads that fail for a while: tried again, then as text, and nothing is uncertain about it", async () => {
  const team = await startTeam(DRAWN);
  await playWeek(team);
  team.slack.world.tokens.get(team.slack.botToken)?.scopes.delete("channels:history");
  team.slack.plan = ({ method }) =>
    method === "files.getUploadURLExternal" ? { kind: "server-error", when: "before" } : undefined;
  await team.tickAt(MONDAY);
  expect(recaps(team)).toEqual([]);
  for (let tries = 0; tries < 3; tries++) await team.again();
  expect(recaps(team).map(pictureOf)).toEqual([undefined]);
});

test("dying between upload and post: one recap, and the picture that was left over is seen nowhere", async () => {
  const team = await startTeam(DRAWN);
  const { slack } = team;
  await playWeek(team);
  slack.plan = ({ method }) =>
    method === "files.completeUploadExternal" ? { kind: "silence", until: new Promise(() => undefined) } : undefined;
  team.setClock(MONDAY);
  await team.bot.tick();
  await until(() => [...slack.world.files.values()].some((file) => file.isComplete));
  slack.plan = () => undefined;
  await team.crash();
  await team.again();
  expect(recaps(team)).toHaveLength(1);
  const shown = pictureOf(recaps(team)[0]);
  expect([...slack.world.files.values()].filter((file) => file.channel !== undefined)).toEqual([]);
  expect(shown).toBeDefined();
});

test("a post whose answer is lost: one recap with its one picture", async () => {
  const team = await startTeam(DRAWN);
  await playWeek(team);
  let isLost = false;
  team.slack.plan = ({ method, args }) => {
    if (isLost || method !== "chat.postMessage" || !String(args.blocks).includes("slack_file")) return undefined;
    isLost = true;
    return { kind: "server-error", when: "after" };
  };
  await team.tickAt(MONDAY);
  expect(isLost).toBe(true);
  await team.again();
  expect(recaps(team)).toHaveLength(1);
  expect(team.slack.world.files.size).toBe(1);
});
