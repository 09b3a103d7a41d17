import { stringify } from "node:querystring";
import fc from "fast-check";
import { pino } from "pino";
import { COMMANDS } from "../../src/bot/commands.ts";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { Card } from "../../src/chat/card.ts";
import type { Reply } from "../../src/chat/event.ts";
import type { FormFile } from "../../src/chat/form.ts";
import { createSlack, type Slack } from "../../src/platforms/slack/connect.ts";
import {
  type Decoded,
  decodeAction,
  decodeCommand,
  decodeEvent,
  decodeView,
} from "../../src/platforms/slack/decode.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import {
  actionPayload,
  commandPayload,
  eventPayload,
  type SentFile,
  viewPayload,
} from "../../src/platforms/slack/transport/payloads.ts";
import { joinTeam, openChannel } from "../fakes/slack/people.ts";
import { createFakeSlack, type FakeSlack } from "../fakes/slack/slack.ts";
import { signed } from "../fakes/slack/transport.ts";
import { until } from "../support/wait.ts";
import { mutated, mutatedText } from "./nasty.ts";
import { ACTIONS, COMMANDS_SENT, EVENTS, VIEWS } from "./slack-samples.ts";
import { must, type Target, target } from "./target.ts";

const HERE = { team: "T0TEAM", enterprise: undefined, isEnterprise: false, botUser: "U0BOT", bot: "B0" } as const;
const GRID = { ...HERE, team: "E0", enterprise: "E0", isEnterprise: true } as const;
const NOW = Date.UTC(2026, 10, 23, 9);
const toFile = (_: string, { name, size }: SentFile): FormFile => ({
  name: name ?? "",
  size: size ?? 0,
  read: async () => new Uint8Array(),
});

/** What the core may rely on, whatever the input. */
function isWell(decoded: Decoded | undefined): void {
  if (decoded === undefined) return;
  must(typeof decoded.id === "string" && typeof decoded.community === "string", "an event without an id or community");
  must(Number.isSafeInteger(decoded.at) && decoded.at >= 0, `an event at ${decoded.at}`);
  if ("action" in decoded) must(typeof decoded.action === "string", "an action that is no text");
  if (decoded.type === "form")
    must(
      Object.values(decoded.fields).every((value) => typeof value === "string") &&
        Object.values(decoded.checked ?? {}).every((values) => values.every((value) => typeof value === "string")),
      "a field that is no text",
    );
}

const decoder = target("slack-decode", 14, () => ({
  cases: fc.record({ payload: mutated([...EVENTS, ...COMMANDS_SENT, ...ACTIONS, ...VIEWS]), grid: fc.boolean() }),
  run: ({ payload, grid }: { payload: unknown; grid: boolean }) => {
    const installation = grid ? GRID : HERE;
    const command = commandPayload.safeParse(payload);
    if (command.success) isWell(decodeCommand(command.data, { installation, commands: COMMANDS, now: NOW }));
    const action = actionPayload.safeParse(payload);
    if (action.success) isWell(decodeAction(action.data, { installation, now: NOW }));
    const view = viewPayload.safeParse(payload);
    if (view.success) isWell(decodeView(view.data, { now: NOW, toFile }));
    const event = eventPayload.safeParse(payload);
    if (event.success) isWell(decodeEvent(event.data, installation));
  },
}));

const CARD: Card = { tone: "notice", title: "Yes", blocks: [{ type: "text", text: "That came." }] };

interface Line {
  readonly slack: FakeSlack;
  readonly platform: Slack;
  /** Logged errors; no input may cause one. */
  readonly errors: string[];
  readonly heard: () => number;
  forget(): void;
  stop(): Promise<void>;
}

/** Input that Bolt itself cannot read causes one log line, and the person is told that it did not work. */
function isBolts(line: string): boolean {
  const { err } = JSON.parse(line) as { err?: { stack?: string; original?: { stack?: string } } };
  const [, first = ""] = (err?.original ?? err)?.stack?.split("\n    at ") ?? [];
  return first.includes("/node_modules/@slack/bolt/");
}

/** The real adapter against a fake Slack on loopback. Every event is answered with a card or a form. */
async function connect(mode: "http" | "socket"): Promise<Line> {
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}));
  const ben = joinTeam(slack, "ben");
  openChannel(slack, "study", ben).members.add(slack.world.app.botUser);
  const errors: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void (isBolts(line) || errors.push(line)) });
  const { botToken, signingSecret, appToken, apiUrl } = slack;
  const platform = createSlack({
    botToken,
    mode: mode === "http" ? { kind: "http", signingSecret } : { kind: "socket", appToken },
    apiUrl,
    commands: COMMANDS,
    messages: PLATFORM_MESSAGES,
    log,
    now: Date.now,
  });
  let heard = 0;
  await platform.start(async (event): Promise<Reply> => {
    heard += 1;
    isWell(event as Decoded);
    return event.type === "reaction" || event.type === "lifecycle"
      ? { kind: "nothing" }
      : { kind: "private", card: CARD };
  });
  return {
    slack,
    platform,
    errors,
    heard: () => heard,
    forget: () => {
      slack.world.calls.length = 0;
      slack.world.ephemerals.length = 0;
      slack.world.complaints.length = 0;
    },
    stop: async () => {
      await platform.stop();
      await slack.stop();
    },
  };
}

/** Gives the payload new ids each time, because events seen before are ignored. */
let ids = 0;
function fresh(payload: unknown): unknown {
  if (typeof payload !== "object" || payload === null) return payload;
  ids += 1;
  const given = payload as Record<string, unknown>;
  if (typeof given.event_id === "string") given.event_id = `${given.event_id}${ids}`.slice(-60);
  if (typeof given.trigger_id === "string") given.trigger_id = `${given.trigger_id}${ids}`.slice(-60);
  return payload;
}

const CONTENT_TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "text/plain",
  "",
  "application/json; charset=utf-16",
  "multipart/form-data",
];

/** URL-encodes the fields. Lone surrogates are replaced, because they cannot be sent. */
function asForm(fields: Record<string, string>): string {
  return stringify(fields, "&", "=", { encodeURIComponent: (text) => encodeURIComponent(text.toWellFormed()) });
}

const http = target("slack-http", 4, async () => {
  const line = await connect("http");
  const { answerHttp } = line.platform;
  must(answerHttp !== undefined, "no HTTP");
  const text = mutatedText(
    [
      "payload=%7B%22type%22%3A%22block_actions%22%7D",
      '{"type":"url_verification","challenge":"x"}',
      "command=%2Fask&text=x&ssl_check=1",
      "payload=%ff%fe",
      "null",
      "[]",
      '"x"',
    ],
    ["%00", "&payload=", "%", "+", "{", "}", '"', "payload[]=1", "__proto__[x]=1"],
    20_000,
  );
  return {
    cases: fc.record({
      payload: fc.oneof(
        { weight: 5, arbitrary: mutated([...EVENTS, ...COMMANDS_SENT, ...ACTIONS, ...VIEWS]) },
        { weight: 2, arbitrary: text },
      ),
      as: fc.constantFrom("json", "form", "payload"),
      type: fc.option(fc.constantFrom(...CONTENT_TYPES), { freq: 5 }),
      signature: fc.constantFrom("right", "right", "right", "right", "right", "right", "wrong", "none", "old", "odd"),
      retry: fc.constantFrom(undefined, "1", "-1", "NaN", "1e999"),
      size: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 1, 60_000),
    }),
    run: async ({ payload, as, type, signature, retry, size }) => {
      const value = fresh(payload);
      const json = JSON.stringify(value) ?? "null";
      const body =
        (typeof value === "string"
          ? value
          : as === "json"
            ? json
            : as === "payload"
              ? asForm({ payload: json })
              : asForm(value as Record<string, string>)
        ).toWellFormed() + " ".repeat(size - 1);
      const headers: Record<string, string> = signed(
        body,
        line.slack.signingSecret,
        Date.now() - (signature === "old" ? 3_600_000 : 0),
      );
      if (signature === "wrong") headers["x-slack-signature"] = "v0=00";
      if (signature === "odd") Object.assign(headers, { "x-slack-request-timestamp": "0x10", "x-slack-signature": "" });
      if (signature === "none") for (const name of Object.keys(headers)) delete headers[name];
      if (retry !== undefined) headers["x-slack-retry-num"] = retry;
      headers["content-type"] = type ?? (as === "json" ? "application/json" : "application/x-www-form-urlencoded");
      const before = line.heard();
      const response = await answerHttp(
        new Request("http://127.0.0.1/slack/events", { method: "POST", headers, body }),
      );
      must([200, 400, 401].includes(response.status), `the answer is ${response.status}`);
      if (signature !== "right") must(response.status === 401 && line.heard() === before, "an unsigned request got in");
      await response.text();
      must(line.errors.length === 0, `logged as an error: ${line.errors[0]?.slice(0, 2_000)}`);
      line.forget();
    },
    close: line.stop,
  };
});

const socket = target("slack-socket", 1, async () => {
  const line = await connect("socket");
  const envelopes = [...EVENTS, ...ACTIONS, ...VIEWS, ...COMMANDS_SENT].map((payload, at) => ({
    envelope_id: `E${at}`,
    type: EVENTS.includes(payload) ? "events_api" : COMMANDS_SENT.includes(payload) ? "slash_commands" : "interactive",
    payload,
    accepts_response_payload: true,
  }));
  const frames = fc.oneof(
    { weight: 5, arbitrary: mutated(envelopes).map((value) => JSON.stringify(value) ?? "null") },
    {
      weight: 1,
      arbitrary: mutatedText(
        [
          '{"type":"hello"}',
          '{"type":"disconnected"}',
          "{}",
          "",
          "null",
          "[]",
          "x",
          '{"type":"events_api","envelope_id":"E"}',
        ],
        ["{", "}", '"', ":", "null"],
        5_000,
      ),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
  return {
    cases: frames,
    run: async (frame: string | Uint8Array) => {
      // It may ask for a reconnect, so that a new line has to stand first.
      await until(() => line.slack.socket.connections() > 0, "the line, opened again");
      line.slack.socket.inject(frame);
      await new Promise((resolve) => setTimeout(resolve, 2));
      must(line.errors.length === 0, `logged as an error: ${line.errors[0]?.slice(0, 2_000)}`);
      line.forget();
    },
    close: async () => {
      const [command] = COMMANDS_SENT;
      must(command !== undefined, "no command");
      const isAcked = async (): Promise<boolean> =>
        (await line.slack.socket.send("slash_commands", fresh({ ...command }) as object)).acked;
      try {
        await until(isAcked, "a word from a line that is deaf after all that");
      } finally {
        await line.stop();
      }
    },
  };
});

export const SLACK_TARGETS: readonly Target[] = [decoder, http, socket];
