import { expect, test } from "vitest";
import { inviteBot, openChannel } from "../fakes/slack/people.ts";
import { eventually, until } from "../support/wait.ts";
import { ONE_KIND, textOf, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
const ALL = ["four", "one", "three", "two"];

async function startBigTeam() {
  const team = await startTeam({ ...ONE_KIND, quietMs: 2_000 });
  const { slack, ada } = team;
  const others = Array.from({ length: 5 }, (_, index) => openChannel(slack, `other-${index}`, ada));
  for (const channel of others) {
    await inviteBot(slack, channel, ada);
    await team.settle();
    await team.say(ada, "/study setup", channel);
  }
  const channels = [team.study, ...others];
  const seeded = () =>
    channels.map((channel) =>
      [...(channel.messages.find((message) => textOf(message).startsWith("Question:"))?.reactions.keys() ?? [])].sort(),
    );
  /** All questions are posted, and nobody has begun to seed their reactions. */
  const post = async (): Promise<void> => {
    team.setClock("2026-11-23T08:00:00Z");
    await team.bot.tick();
    await team.bot.outbox.idle();
  };
  return { team, channels, seeded, post };
}

test("many questions in one minute: first every post, then the reactions, and a wait that Slack asks for holds for all", async () => {
  const { team: big, channels, seeded, post } = await startBigTeam();
  const before = big.slack.world.calls.length;
  let refused = 0;
  big.slack.plan = ({ method }) => {
    const added = big.slack.world.calls.slice(before).filter((call) => call.method === "reactions.add").length;
    // The tenth reaction is one too many for this minute.
    if (method !== "reactions.add" || added !== 10 || refused++ > 0) return undefined;
    return { kind: "rate-limited", retryAfterSeconds: 30 };
  };
  await post();
  expect(seeded().flat()).toEqual([]);
  big.pass(2_500);
  await until(() => refused > 0);
  await eventually(() => expect(big.sleepers()).toContain(30_000));
  await big.slack.settled();
  expect(seeded().flat()).toHaveLength(9);
  big.pass(30_000);
  await big.settle();
  expect(seeded()).toEqual(channels.map(() => ALL));
  const calls = big.slack.world.calls
    .slice(before)
    .filter(({ method }) => ["chat.postMessage", "reactions.add"].includes(method));
  expect(calls.map(({ method }) => method)).toEqual([
    ...Array(6).fill("chat.postMessage"),
    ...Array(25).fill("reactions.add"),
  ]);
  expect(calls.filter(({ result }) => result === "ratelimited")).toHaveLength(1);
});

test("what a crash kept from being seeded is seeded after the next start", async () => {
  const { team: big, channels, seeded, post } = await startBigTeam();
  let added = 0;
  big.slack.plan = ({ method }) =>
    method === "reactions.add" && ++added > 2 ? { kind: "rate-limited", retryAfterSeconds: 3_600 } : undefined;
  await post();
  big.pass(2_500);
  await until(() => added === 3);
  expect(seeded().flat()).toHaveLength(2);
  big.slack.plan = () => undefined;
  await big.crash();
  expect(seeded()).toEqual(channels.map(() => ALL));
});
