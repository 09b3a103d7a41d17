import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { PLATFORMS } from "./platforms/registry.ts";

test("nothing set: the playground on a local SQLite file", () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: "studybot.db",
    host: "127.0.0.1",
    port: 8080,
    platforms: [{ name: "playground" }],
    defaultDeck: "aws-mls-part-4",
    logLevel: "info",
  });
});

test("an empty variable counts as not set", () => {
  expect(readConfig({ PORT: "", DATABASE_URL: "", TIME_ZONE: "" }).port).toBe(8080);
});

test("every wrong variable is named, with what it takes", () => {
  const wrong = () => readConfig({ PORT: "99999", LOG_LEVEL: "loud", TIME_ZONE: "Mars/Olympus" });
  for (const named of ["PORT: give a number", 'LOG_LEVEL: say "debug"', "TIME_ZONE: give an IANA name"])
    expect(wrong).toThrow(named);
  expect(wrong).toThrow("See .env.example.");
});

test("production never falls back to the playground, where anybody is an admin", () => {
  expect(() => readConfig({ NODE_ENV: "production" })).toThrow("no chat platform is configured");
  expect(readConfig({ NODE_ENV: "production", PLAYGROUND: "on" }).platforms).toMatchObject([{ name: "playground" }]);
});

test("a platform with a token runs alone; the playground is beside it only if somebody asks", () => {
  const tokens = { DISCORD_TOKEN: "a.b.c", SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
  expect(readConfig(tokens).platforms.map(({ name }) => name)).toEqual(["slack", "discord"]);
  expect(readConfig({ DISCORD_TOKEN: "a.b.c" }).platforms.map(({ name }) => name)).toEqual(["discord"]);
  expect(readConfig({ ...tokens, PLAYGROUND: "on" }).platforms.map(({ name }) => name)).toContain("playground");
  // It is asked last, when it is known whether it is alone.
  expect(PLATFORMS.at(-1)?.name).toBe("playground");
});
