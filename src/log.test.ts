import { expect, test } from "vitest";
import { createLog } from "./log.ts";

const SLACK = "xoxb-1111111111-2222222222-abcdefABCDEFabcdef";
const DISCORD = "MTE5ODYyMjQ4MzQ3MTkyNTI0OA.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
const SIGNING = 'a"signing\\secret';

function logged(level: string, write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog(level, false, [SIGNING, SLACK], { write: (line: string) => void lines.push(line) }));
  return lines.join("");
}

test("no token reaches a line, however deep a library put it", () => {
  const request = {
    headers: { authorization: `Bearer ${SLACK}` },
    url: "https://discord.com/api/v10/interactions/1300000000000000001/aW50ZXJhY3Rpb246MTMwMDAwMDAwMDAwMDAwMDAwMQ/callback",
  };
  const error = Object.assign(new Error(`failed with Bot ${DISCORD}`, { cause: new Error(`secret ${SIGNING}`) }), {
    request,
    config: { nested: { token: SLACK } },
    socket: "wss://wss.slack.com/link/?ticket=12345678-abc&app_id=x",
  });
  const text = logged("info", (log) => {
    log.error({ err: error, tokens: [SLACK, DISCORD], app: "xapp-1-A0000-1234567890-abcdef" }, "a platform failed");
    log.info(`typed ${SLACK} by mistake`);
  });
  for (const secret of [SLACK, DISCORD, "signing", "aW50ZXJhY3Rpb24", "12345678-abc", "1234567890-abcdef"])
    expect(text).not.toContain(secret);
  for (const line of text.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
  expect(text).toContain("/interactions/1300000000000000001/…/callback");
});

test("ordinary lines stay as they are", () => {
  const text = logged("info", (log) =>
    log.info({ deck: "aws-mls-part-4", version: "1.2.3", at: 1795449600000 }, "deck loaded"),
  );
  expect(JSON.parse(text)).toMatchObject({ deck: "aws-mls-part-4", version: "1.2.3", msg: "deck loaded" });
});

test("each level leaves out what is below it", () => {
  const all = (level: string) =>
    logged(level, (log) => {
      for (const one of ["debug", "info", "warn", "error"] as const) log[one](one);
    })
      .trim()
      .split("\n").length;
  expect(["debug", "info", "warn", "error"].map(all)).toEqual([4, 3, 2, 1]);
});
