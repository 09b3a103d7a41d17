import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { type RunningProcess, run, startProcess, tempFolder, waitFor } from "../support/process.ts";

let bot: RunningProcess | undefined;
afterEach(async () => {
  if (bot?.child.exitCode === null) await bot.kill("SIGKILL");
});

const at = (path: string) => fetch(bot?.health.replace("/healthz", path) ?? "");

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

const play = (path: string, body: object) =>
  fetch(`${bot?.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: bot?.url ?? "" },
    body: JSON.stringify({ event: crypto.randomUUID(), as: "ben", ...body }),
  });

test("METRICS=on: what happened is counted, in Prometheus' own format, with bounded labels", async () => {
  const database = join(tempFolder(), "m.db");
  bot = await startProcess(database, { METRICS: "on" });
  await waitFor(async () =>
    read(await (await at("/metrics")).text()).get('studybot_rounds{state="open"}') === 1 ? true : undefined,
  );
  await play("/commands", { text: "/ask kinesis shards" });
  await play("/commands", { text: "/ask zebra crossing" });
  await play("/commands", { text: "/wrong" });
  await play("/operator", { as: "ada", what: "close" });
  await waitFor(async () =>
    read(await (await at("/metrics")).text()).get('studybot_rounds{state="revealed"}') === 1 ? true : undefined,
  );
  const response = await at("/metrics");
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  const samples = read(text);
  const version = /studybot_build_info\{version="([\d.]+)",node="24|studybot_build_info\{version="([\d.]+)"/.exec(text);
  expect(version).not.toBeNull();
  expect(samples.get('studybot_rounds{state="open"}')).toBe(0);
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
  expect(text).not.toMatch(/zebra|kinesis|ben\b|aws-mls/i);
  expect(samples.size).toBeLessThan(400);
});

test("off by default; the status page is there, and says what a backup changes", async () => {
  const folder = tempFolder();
  const database = join(folder, "s.db");
  bot = await startProcess(database);
  expect((await at("/metrics")).status).toBe(404);
  const page = async () => {
    const response = await at("/status");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    return response.text();
  };
  await waitFor(async () => ((await page()).includes("Rounds open:     1") ? true : undefined));
  const before = await page();
  expect(before).toMatch(/^studybot \d+\.\d+\.\d+, up since .+ \(less than a minute\)\n\nAll is well\.\n/);
  expect(before).toMatch(/\nPlayground: {6}connected since /);
  expect(before).toMatch(/\nDeck: {12}aws-mls-part-4 \d+\.\d+\.\d+, \d{3,} questions\n/);
  expect(before).toContain("Last backup:     none is known");
  expect(run(["db", "backup", join(folder, "copy.db")], { DATABASE_URL: database }).code).toBe(0);
  expect(await page()).toMatch(/\nLast backup: {5}\d+ \w{3,4} \d{4}, /);
  const db = new Database(database);
  db.exec("update deliveries set state = 'held' where kind = 'question'");
  db.close();
  expect(await page()).toMatch(
    /Look at this:\n- 1 message may or may not have been posted\. `\/study status` in the channel says which\./,
  );
});
