import { PermissionFlagsBits } from "discord.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Card } from "../../src/chat/card.ts";
import { flatComponents } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff]);
const POST = /^\/channels\/\d+\/messages$/;
const MONDAY = Date.parse("2026-11-30T08:00:00Z");

let team: DiscordTeam;
/** A week of one question, which Ann answered. */
beforeEach(async () => {
  team = await startDiscordTeam({ deck: smallDeck(singles(9)), drawPicture: async () => PNG });
  await team.study("recap", { when: "monday 09:00" });
  await team.tickAt("2026-11-27T08:00:00Z");
  await team.press(team.ann, team.label(RIGHT));
  await team.tickAt("2026-11-27T16:00:00Z");
});
afterEach(async () => {
  await team.stop();
  expect(team.discord.world.violations).toEqual([]);
});

const recaps = () => team.messages().filter((message) => team.render(message).title.startsWith("The week in #study"));
const pictures = () =>
  recaps().flatMap(({ components }) =>
    flatComponents(components).flatMap((one) => (one.type === 12 ? (one.items as Picture[]) : [])),
  );
interface Picture {
  readonly media: { readonly url: string };
  readonly description: string;
}

test("the week's picture is uploaded whole, and says the same in words", async () => {
  await team.tickAt(MONDAY);
  expect(recaps()).toHaveLength(1);
  const [picture] = pictures();
  const [file] = recaps()[0]?.files ?? [];
  expect(picture?.media.url).toBe(`attachment://${file?.name}`);
  expect(file && [...file.data]).toEqual([...PNG]);
  expect(picture?.description).toContain("1. Ann, 10");
  expect(picture?.description).toContain("100 % right");
  expect(recaps()[0]?.mentions).toEqual([]);
});

test("a picture whose answer was lost is found again by its mark, also by another process an hour later", async () => {
  team.discord.fail("POST", POST, { kind: "lose-answer" });
  await team.tickAt(MONDAY);
  const [recap] = recaps();
  Object.assign(recap ?? {}, { nonceUntil: 0 });
  await team.stopBot();
  team.now = MONDAY + 3_600_000;
  await team.startBot();
  await team.tickAt(team.now + 60_000);
  expect(recaps()).toEqual([recap]);
  const sent = team.db.selectFrom("deliveries").select(["state", "attempts"]).where("kind", "=", "recap");
  expect(await sent.execute()).toEqual([{ state: "sent", attempts: 2 }]);
});

test("the nonce holds for an upload too: the same picture posted twice at once stands there once", async () => {
  const card: Card = { tone: "board", title: "The week in #study", blocks: [{ type: "image", png: PNG, alt: "a" }] };
  const to = { kind: "channel", community: team.guild.id, channel: team.channel.id } as const;
  const platform = team.bot.bot.platforms.get("discord");
  const both = await Promise.all([1, 2].map(() => platform?.post(to, card, { key: "sb-twice" })));
  expect(both[0]).toEqual(both[1]);
  expect(recaps()).toHaveLength(1);
});

test("without Attach Files the recap comes as text, and the questions go on", async () => {
  team.channel.denied.set(team.guild.id, PermissionFlagsBits.AttachFiles);
  team.discord.changed(team.guild);
  await team.tickAt(MONDAY);
  expect(recaps()).toHaveLength(1);
  expect(pictures()).toEqual([]);
  expect(team.render(recaps()[0] ?? team.question()).text).toContain("1 Ann · 10 points");
  expect(team.messages().at(-1)).toBe(team.question());
  expect(await team.study("status")).toContain("I lack 1 permission: Attach Files");
});
