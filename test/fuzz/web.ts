import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import fc from "fast-check";
import { pino } from "pino";
import { COMMANDS } from "../../src/bot/commands.ts";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import { createHealthServer } from "../../src/operations/health.ts";
import { createMetrics } from "../../src/operations/metrics.ts";
import { createPlayground, type Playground } from "../../src/platforms/playground/connect.ts";
import { createSlack } from "../../src/platforms/slack/connect.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { createFakeSlack } from "../fakes/slack/slack.ts";
import { startFuzzBot } from "./bot.ts";
import { mutated, mutatedText, nastyText } from "./nasty.ts";
import { must, type Target, target } from "./target.ts";
import { COMMAND_WORDS, VALUE_WORDS } from "./texts.ts";

/** The page's requests, by path. */
const POSTS: readonly (readonly [string, object])[] = [
  ["/commands", { text: "/ask single" }],
  ["/commands", { text: "/study schedule weekdays 09:00" }],
  ["/operator", { what: "post" }],
  ["/operator", { what: "close" }],
  ["/actions", { message: 1, action: "answer:1:2", values: [] }],
  ["/actions", { message: "private-x1", action: "board:week", values: ["1"] }],
  ["/forms", { action: "answer-form:1", fields: { answer: "15" } }],
  [
    "/forms",
    {
      action: "setup-form",
      channel: "study",
      fields: { deck: "small", when: "weekdays 09:00", zone: "Europe/Berlin", scoring: "race" },
      checked: { days: ["mon", "tue"] },
      files: { deck: { name: "notes.md", content: "IyBOb3Rlcw==" } },
    },
  ],
  ["/reactions", { message: 1, label: "1", on: true }],
  ["/messages", { text: "Hello, everybody" }],
  ["/deletions", { message: 1 }],
  ["/suggestions", { command: "ask", option: "words", partial: "sin" }],
];
const GETS = [
  "/",
  "/?as=ben",
  "/messages",
  "/messages?before=5",
  "/messages?from=1",
  "/messages?only=1,2,3",
  "/assets/main.js",
  "/files/1/0",
  "/nothing",
];
const METHODS = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"] as const;

const playground = target("playground-http", 6, async () => {
  let door: Playground | undefined;
  const log = pino({ level: "error" }, { write: (line: string) => void fuzz.errors.push(line) });
  const fuzz = await startFuzzBot((db, now) => {
    door = createPlayground({ db, port: 0, commands: COMMANDS, messages: PLATFORM_MESSAGES, now, log });
    return door;
  });
  const url = door?.url ?? "";
  const origin = { Origin: url, "Content-Type": "application/json" };
  const send = (path: string, body: unknown) =>
    fetch(url + path, { method: "POST", headers: origin, body: JSON.stringify(body) });
  await send("/commands", { event: randomUUID(), as: "ada", text: "/study setup" });
  const bodies = mutated(POSTS.map(([path, body]) => ({ path, body: { event: "EVENT", as: "ben", ...body } })));
  const text = mutatedText(
    ["/ask single", "/study post", "/answer 1", "/leaderboard people week"],
    [...COMMAND_WORDS, ...VALUE_WORDS],
    3_000,
  );
  return {
    cases: fc.record({
      request: fc.oneof(
        { weight: 5, arbitrary: bodies },
        {
          weight: 3,
          arbitrary: text.map((typed) => ({ path: "/commands", body: { event: "EVENT", as: "ada", text: typed } })),
        },
        { weight: 1, arbitrary: nastyText.map((body) => ({ path: "/commands", body })) },
      ),
      get: fc.option(fc.tuple(fc.constantFrom(...GETS), nastyText), { freq: 3 }),
      method: fc.constantFrom(...METHODS),
      headers: fc.constantFrom<Record<string, string>>(
        {},
        {},
        {},
        { Origin: "https://evil.example" },
        { "Content-Type": "text/plain" },
        { "Sec-Fetch-Site": "cross-site" },
      ),
      minutes: fc.constantFrom(0, 0, 0, 1, 600),
    }),
    run: async ({ request, get, method, headers, minutes }) => {
      if (minutes > 0) await fuzz.pass(minutes * 60_000);
      const { path, body } = (request ?? {}) as { path?: unknown; body?: unknown };
      const where = typeof path === "string" && /^\/[\x21-\x7e]*$/.test(path) ? path : "/commands";
      const sent = (JSON.stringify(body) ?? "null").replaceAll("EVENT", randomUUID());
      const responses = [await fetch(url + where, { method: "POST", headers: { ...origin, ...headers }, body: sent })];
      if (get !== null) {
        const [known, nasty] = get;
        const query = known.includes("?")
          ? `${known}${encodeURIComponent(nasty.toWellFormed())}`
          : `${known}?as=${encodeURIComponent(nasty.toWellFormed())}`;
        responses.push(
          await fetch(url + query.slice(0, 4_000), {
            method,
            headers: { ...origin, ...headers },
            ...(method === "GET" || method === "HEAD" ? {} : { body: "{}" }),
          }),
        );
      }
      for (const response of responses) {
        // After a long game the page has half a megabyte; the time to check all of it would count as the bot's.
        const answer = (await response.text()).slice(0, 20_000);
        must(response.status < 500, `the answer is ${response.status}: ${answer.slice(0, 300)}`);
        must(
          !/\bat \w+ \(|node_modules|Something went wrong on my side/.test(answer),
          `the answer has a trace: ${answer.slice(0, 500)}`,
        );
      }
      must(fuzz.errors.length === 0, `logged as an error: ${fuzz.errors[0]?.slice(0, 2_000)}`);
    },
    close: fuzz.close,
  };
});

/** Raw bytes for a socket, sent whole, in pieces, or cut off. */
interface Raw {
  readonly text: string;
  readonly pieces: number;
  readonly end: "wait" | "abort" | "half";
}

const REQUESTS = [
  "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  "GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  "HEAD /status HTTP/1.0\r\n\r\n",
  'POST /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"type":"x","a":1}',
  "POST /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "POST /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\nshort",
];
const PARTS = [
  "\r\n",
  "\r\n\r\n",
  " ",
  "HTTP/1.1",
  "HTTP/9.9",
  "/%00",
  "/../../etc/passwd",
  "//",
  "?a[]=b",
  "%",
  "Content-Length: -1\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Host: \u0000\r\n",
  "X-Slack-Signature: v0=\r\n",
  "X-Slack-Request-Timestamp: 1e9\r\n",
  "Expect: 100-continue\r\n",
  "Upgrade: websocket\r\n",
  "FFFFFFFF\r\n",
  "TRACE ",
  "OPTIONS ",
];

const health = target("health-http", 2, async () => {
  const db = openDatabase(":memory:");
  await migrate(db, Date.now());
  const errors: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void errors.push(line) });
  const metrics = createMetrics(db, { version: "0.0.0", node: "24" });
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}));
  const platform = createSlack({
    botToken: slack.botToken,
    mode: { kind: "http", signingSecret: slack.signingSecret },
    apiUrl: slack.apiUrl,
    commands: COMMANDS,
    messages: PLATFORM_MESSAGES,
    log,
    now: Date.now,
  });
  await platform.start(async () => ({ kind: "nothing" }));
  must(platform.answerHttp !== undefined, "no HTTP");
  const status = async () => ({ body: "All is well.", type: "text/plain" });
  const server = await createHealthServer(
    { host: "127.0.0.1", port: 0 },
    {
      db,
      log,
      routes: new Map([["/slack/events", platform.answerHttp]]),
      pages: new Map([
        ["/metrics", metrics.render],
        ["/status", status],
      ]),
    },
  );
  const port = Number(new URL(server.url).port);
  return {
    cases: fc.record({
      text: mutatedText(REQUESTS, PARTS, 20_000),
      pieces: fc.constantFrom(1, 1, 2, 4),
      end: fc.constantFrom("wait", "wait", "abort", "half"),
    }),
    run: async (raw: Raw) => {
      const answer = await exchange(port, raw);
      must(!/^HTTP\/1\.[01] 5\d\d/.test(answer), `the answer is ${answer.slice(0, 300)}`);
      must(!/\bat \w+ \(|node_modules/.test(answer), "the answer has a trace");
      must(errors.length === 0, `logged as an error: ${errors[0]?.slice(0, 2_000)}`);
    },
    close: async () => {
      must((await fetch(server.url)).status === 200, "after all that /healthz does not answer");
      await platform.stop();
      await slack.stop();
      await server.stop();
      await db.destroy();
    },
  };
});

/** @returns the response received within 30 ms; an incomplete request gets none */
function exchange(port: number, { text, pieces, end }: Raw): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => {
      const size = Math.max(1, Math.ceil(text.length / pieces));
      for (let from = 0; from < text.length; from += size) socket.write(text.slice(from, from + size));
      if (end === "abort") socket.destroy();
      if (end === "half") socket.end();
    });
    const timer = setTimeout(() => socket.destroy(), 30);
    socket.on("data", (data) => {
      answer += String(data);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

export const WEB_TARGETS: readonly Target[] = [playground, health];
