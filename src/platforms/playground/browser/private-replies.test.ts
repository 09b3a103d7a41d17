import { describe, expect, it } from "vitest";
import { interleave, withReply } from "./private-replies.js";

const CHANNEL = new Map([
  [7, "m7 "],
  [3, "m3 "],
]);
const reply = (id: string, about?: string) => ({ id, html: `${id} `, about });

describe("private replies", () => {
  it("stand at the end, or under the message that they are about", () => {
    const replies = withReply(withReply([], reply("board"), 7), reply("receipt", "m3"), 7);
    expect(interleave(CHANNEL, replies)).toBe("m3 receipt m7 board ");
  });

  it("about the same message take each other's place", () => {
    const replies = withReply(withReply([], reply("first", "m3"), 7), reply("second", "m3"), 7);
    expect(interleave(CHANNEL, replies)).toBe("m3 second m7 ");
  });

  it("about a private reply stand with it", () => {
    const board = withReply([], reply("board"), 3);
    expect(interleave(CHANNEL, withReply(board, reply("shared", "board"), 7))).toBe("m3 board shared m7 ");
  });

  it("stay in their place when the message before them is gone, and in an empty channel", () => {
    const replies = withReply([], reply("receipt", "m5"), 7);
    expect(interleave(CHANNEL, replies)).toBe("m3 receipt m7 ");
    expect(interleave(new Map(), withReply([], reply("help"), 0))).toBe("help ");
  });

  it("are kept up to fifty", () => {
    let replies = withReply([], reply("r0"), 1);
    for (let index = 1; index <= 60; index++) replies = withReply(replies, reply(`r${index}`), 1);
    expect(replies.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => `r${index + 11}`));
  });
});
