import { join } from "node:path";
import { expect, test } from "vitest";
import { query, send } from "../support/playground-process.ts";
import { type RunningProcess, run, startProcess, tempFolder } from "../support/process.ts";
import { until } from "../support/wait.ts";

const at = (bot: RunningProcess, path: string) => fetch(bot.health.replace("/healthz", path));

/** Prometheus' text format 0.0.4, line by line; "Nan" is prom-client's, and Prometheus reads it whatever its case. https://prometheus.io/docs/instrumenting/exposition_formats/ */
const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = `[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"`;
const LINE = new RegExp(
  `^(?:# HELP ${NAME} .+|# TYPE ${NAME} (?:counter|gauge|histogram|summary|untyped)|${NAME}(?:\\{${LABEL}(?:,${LABEL})*\\})? (?:[+-]?Inf|NaN|Nan|[+-]?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?))$`,
);

/** Samples by their name with its labels; throws where a line breaks the format or a name's type is missing. */
function read(text: string): Map<string, number> {
  const lines = text.trimEnd().split("\n");
  const wrong = lines.filter((line) => line !== "" && !LINE.test(line));
  expect(wrong).toEqual([]);
  const types = new Set(lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []));
  const samples = new Map<string, number>();
  for (const line of lines.filter((one) => one !== "" && !one.startsWith("#"))) {
    const [, key = "", value = ""] = /^(.+) (\S+)$/.exec(line) ?? [];
    const name = key.replace(/\{.*/, "");
    expect([name, types.has(name) || types.has(name.replace(/_(?:bucket|sum|count)$/, ""))]).toEqual([name, true]);
    expect(samples.has(key)).toBe(false);
    samples.set(key, Number(value));
  }
  return samples;
}

const scraped = async (bot: RunningProcess) => read(await (await at(bot, "/metrics")).text());

test("METRICS=on: what happened is counted, in Prometheus' own format, with bounded labels", async () => {
  const database = join(tempFolder(), "m.db");
  const bot = await startProcess(database, { METRICS: "on" });
  await until(async () => (await scraped(bot)).get('studybot_rounds{state="open"}') === 1);
  await send(bot, "/commands", { text: "/ask withering" });
  await send(bot, "/commands", { text: "/ask zebra crossing" });
  await send(bot, "/commands", { text: "/wrong" });
  await send(bot, "/operator", { as: "ada", what: "close" });
  // The reveal's note is the last that is owed.
  await until(async () => {
    const samples = await scraped(bot);
    const posts = samples.get('studybot_post_seconds_count{platform="playground",kind="reveal-note"}');
    return posts === 1 && samples.get('studybot_deliveries_waiting{state="waiting"}') === 0;
  });
  const response = await at(bot, "/metrics");
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  const samples = read(text);
  const version = /studybot_build_info\{version="([\d.]+)",node="24|studybot_build_info\{version="([\d.]+)"/.exec(text);
  expect(version).not.toBeNull();
  expect(samples.get('studybot_rounds{state="open"}')).toBe(0);
  expect(samples.get('studybot_rounds{state="revealed"}')).toBe(1);
  expect(samples.get('studybot_deliveries_waiting{state="waiting"}')).toBe(0);
  expect(samples.get('studybot_post_seconds_count{platform="playground",kind="question"}')).toBe(1);
  expect(samples.get('studybot_post_seconds_count{platform="playground",kind="reveal"}')).toBe(1);
  expect(samples.get('studybot_ask_total{result="miss"}')).toBe(1);
  expect(
    (samples.get('studybot_ask_total{result="hit"}') ?? 0) +
      (samples.get('studybot_ask_total{result="withheld"}') ?? 0),
  ).toBe(1);
  expect(samples.get('studybot_events_total{platform="playground",type="command",outcome="refused"}')).toBe(1);
  expect(samples.get("nodejs_eventloop_lag_p99_seconds")).toBeGreaterThanOrEqual(0);
  expect(samples.get("process_resident_memory_bytes")).toBeGreaterThan(1e7);
  expect(text).not.toMatch(/zebra|withering|ben\b|\btea\b/i);
  expect(samples.size).toBeLessThan(400);
});

test("off by default; the status page is there, and says what a backup changes", async () => {
  const folder = tempFolder();
  const database = join(folder, "s.db");
  const bot = await startProcess(database);
  expect((await at(bot, "/metrics")).status).toBe(404);
  const page = async () => {
    const response = await at(bot, "/status");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    return response.text();
  };
  await until(async () => (await page()).includes("Rounds open:     1"), "an open round on the status page");
  const before = await page();
  expect(before).toMatch(
    /^studybot \d+\.\d+\.\d+, up since .+ \((?:less than a minute|\d+ minutes?)\)\n\nAll is well\.\n/,
  );
  expect(before).toMatch(/\nPlayground: {6}connected since /);
  expect(before).toMatch(/\nDeck: {12}tea \d+\.\d+\.\d+, \d+ questions\n/);
  expect(before).toContain("Last backup:     none is known");
  expect((await run(["db", "backup", join(folder, "copy.db")], { DATABASE_URL: database })).code).toBe(0);
  expect(await page()).toMatch(/\nLast backup: {5}\d+ \w{3,4} \d{4}, /);
  query(database, "update deliveries set state = 'held' where kind = 'question'");
  expect(await page()).toMatch(
    /Look at this:\n- 1 message may or may not have been posted\. `\/study status` in the channel says which\./,
  );
});
