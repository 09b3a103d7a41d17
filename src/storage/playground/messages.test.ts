import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Card } from "../../chat/card.ts";
import { type Db, openDatabase } from "../database.ts";
import { migrate } from "../migrate.ts";
import {
  addReaction,
  deleteMessage,
  findByKey,
  insertOnce,
  readFeed,
  removeReaction,
  replaceCard,
} from "./messages.ts";

const CARD: Card = {
  tone: "notice",
  title: "Hello",
  blocks: [{ type: "image", png: new Uint8Array([1, 2, 255]), alt: "x" }],
};

let db: Db;
beforeEach(async () => {
  db = openDatabase(":memory:");
  await migrate(db, 0);
});
afterEach(() => db.destroy());

async function add(key: string, where: { channel?: string; threadOf?: number } = {}): Promise<number> {
  const { message } = await insertOnce(db, {
    channel: "study",
    ...where,
    key,
    author: "studybot",
    content: { card: CARD },
    at: 5,
  });
  return message.id;
}

const ids = async (channels: string[], range: Parameters<typeof readFeed>[2]): Promise<number[]> =>
  (await readFeed(db, channels, range)).messages.map((message) => message.id);

describe("the playground's messages", () => {
  it("are stored once for a key", async () => {
    const first = await add("k");
    const again = await insertOnce(db, {
      channel: "study",
      key: "k",
      author: "ada",
      content: { text: "other" },
      at: 9,
    });
    expect(again).toMatchObject({ isNew: false, message: { id: first, author: "studybot" } });
  });

  it("keep a card whole, the bytes of its images too", async () => {
    await add("k");
    expect((await findByKey(db, "k"))?.content).toEqual({ card: CARD });
  });

  it("come page by page, oldest first, each with its discussion", async () => {
    const roots = [await add("a"), await add("b"), await add("c")];
    const reply = await add("d", { threadOf: roots[0] as number });
    expect(await readFeed(db, ["study"], { last: 2 })).toMatchObject({
      earlier: true,
      messages: [{ id: roots[1] }, { id: roots[2] }],
    });
    const before = await readFeed(db, ["study"], { last: 2, before: roots[1] as number });
    expect(before).toMatchObject({ earlier: false, messages: [{ id: roots[0], replies: [{ id: reply }] }] });
    expect(await ids(["study"], { from: roots[1] as number, last: 100 })).toEqual(roots.slice(1));
    expect(await ids(["study"], { only: [roots[2] as number, 999] })).toEqual([roots[2]]);
  });

  it("are seen in their own channel only", async () => {
    const shared = await add("a");
    const direct = await add("b", { channel: "dm:ada" });
    expect(await ids(["study", "dm:ada"], { last: 10 })).toEqual([shared, direct]);
    expect(await ids(["study", "dm:ben"], { last: 10 })).toEqual([shared]);
  });

  it("lose their content when deleted, and stand on as long as somebody replied", async () => {
    const [root, other] = [await add("a"), await add("b")];
    const reply = await add("c", { threadOf: root });
    await deleteMessage(db, root, 7);
    await deleteMessage(db, other, 7);
    expect((await readFeed(db, ["study"], { last: 10 })).messages).toMatchObject([
      { id: root, deleted: true, content: { text: "" } },
    ]);
    await deleteMessage(db, reply, 8);
    expect(await ids(["study"], { last: 10 })).toEqual([]);
    expect((await findByKey(db, "a"))?.deleted).toBe(true);
  });

  it("change their card only where it differs", async () => {
    const id = await add("a");
    const editedAt = async () =>
      (await db.selectFrom("playground_messages").select("edited_at").where("id", "=", id).executeTakeFirstOrThrow())
        .edited_at;
    await replaceCard(db, id, CARD, 10);
    expect(await editedAt()).toBeNull();
    await replaceCard(db, id, { ...CARD, title: "Other" }, 11);
    expect(await editedAt()).toBe(11);
  });
});

describe("reactions", () => {
  it("count once for each person and option", async () => {
    const message = await add("a");
    const reaction = { message, label: "2", user: "ben" } as const;
    expect(await addReaction(db, reaction, 1)).toBe(true);
    expect(await addReaction(db, reaction, 2)).toBe(false);
    await addReaction(db, { ...reaction, user: "ada" }, 3);
    expect((await readFeed(db, ["study"], { last: 1 })).messages[0]?.reactions).toEqual({ 2: ["ben", "ada"] });
    await removeReaction(db, reaction);
    expect((await readFeed(db, ["study"], { last: 1 })).messages[0]?.reactions).toEqual({ 2: ["ada"] });
  });
});
