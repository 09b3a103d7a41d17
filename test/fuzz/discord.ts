import fc from "fast-check";
import { pino } from "pino";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { ChatEvent, Reply } from "../../src/chat/event.ts";
import { interactionHeadSchema } from "../../src/platforms/discord/gateway/payloads.ts";
import { createReceiver } from "../../src/platforms/discord/receive.ts";
import { startDiscordTeam } from "../support/discord-team.ts";
import { mutated } from "./nasty.ts";
import { must, type Target, target } from "./target.ts";

/** Discord's payloads, in the shapes of its reference. */
const USER = {
  id: "300000000000000001",
  username: "ben",
  global_name: "Ben",
  discriminator: "0",
  avatar: null,
  public_flags: 0,
};
const MEMBER = {
  user: USER,
  nick: null,
  roles: ["400000000000000001"],
  joined_at: "2026-01-01T00:00:00.000000+00:00",
  deaf: false,
  mute: false,
  flags: 0,
  permissions: "2147483647",
};
const HEAD = {
  id: "1300000000000000001",
  application_id: "200000000000000001",
  token: "aW50ZXJhY3Rpb24",
  version: 1,
  guild_id: "100000000000000001",
  channel_id: "500000000000000001",
  member: MEMBER,
  locale: "en-US",
  app_permissions: "309237771328",
  entitlements: [],
  context: 0,
};
const MESSAGE = {
  id: "600000000000000001",
  components: [
    {
      type: 17,
      id: 1,
      components: [
        { type: 10, id: 2, content: "### Question" },
        { type: 1, id: 3, components: [{ type: 2, id: 4, custom_id: "answer:7:2", label: "2", style: 2 }] },
      ],
    },
  ],
};

const INTERACTIONS: readonly object[] = [
  {
    ...HEAD,
    type: 2,
    data: { id: "1", name: "ask", type: 1, options: [{ name: "words", type: 3, value: "kinesis shards" }] },
  },
  {
    ...HEAD,
    type: 2,
    data: {
      id: "1",
      name: "study",
      type: 1,
      options: [{ name: "schedule", type: 1, options: [{ name: "when", type: 3, value: "weekdays 09:00" }] }],
    },
  },
  {
    ...HEAD,
    type: 2,
    data: {
      id: "1",
      name: "study",
      type: 1,
      options: [{ name: "admins", type: 1, options: [{ name: "who", type: 9, value: "400000000000000001" }] }],
      resolved: { roles: { "400000000000000001": {} }, users: {} },
    },
  },
  {
    ...HEAD,
    type: 4,
    data: { id: "1", name: "ask", type: 1, options: [{ name: "words", type: 3, value: "kin", focused: true }] },
  },
  { ...HEAD, type: 3, message: MESSAGE, data: { component_type: 2, custom_id: "answer:7:2" } },
  { ...HEAD, type: 3, message: MESSAGE, data: { component_type: 2, custom_id: "form|answer-form:7" } },
  { ...HEAD, type: 3, message: MESSAGE, data: { component_type: 2, custom_id: "pick|2|2|1,2,3,4|answer:13" } },
  { ...HEAD, type: 3, message: MESSAGE, data: { component_type: 3, custom_id: "answer:13", values: ["1", "2"] } },
  {
    ...HEAD,
    type: 5,
    message: MESSAGE,
    data: {
      custom_id: "picked|answer:13",
      components: [{ type: 18, id: 1, component: { type: 22, id: 2, custom_id: "picked", values: ["1"] } }],
    },
  },
  {
    ...HEAD,
    type: 5,
    data: {
      custom_id: "answer-form:7",
      components: [{ type: 18, id: 1, component: { type: 4, id: 2, custom_id: "answer", value: "15" } }],
    },
  },
  {
    ...HEAD,
    type: 5,
    data: {
      custom_id: "setup:7",
      components: [
        { type: 18, id: 1, component: { type: 3, id: 2, custom_id: "deck", values: ["small"] } },
        { type: 18, id: 3, component: { type: 22, id: 4, custom_id: "days", values: ["mon"] } },
        { type: 18, id: 5, component: { type: 8, id: 6, custom_id: "where", values: ["500000000000000001"] } },
        { type: 18, id: 7, component: { type: 19, id: 8, custom_id: "file", values: ["700000000000000001"] } },
      ],
      resolved: {
        attachments: {
          "700000000000000001": {
            id: "700000000000000001",
            filename: "a.md",
            size: 3,
            url: "https://cdn.invalid/a.md",
          },
        },
      },
    },
  },
  { ...HEAD, type: 3, message: MESSAGE, data: { component_type: 2, custom_id: "edit|setup:7" } },
  { ...HEAD, type: 1 },
];
const REACTION = {
  user_id: USER.id,
  channel_id: "500000000000000001",
  message_id: "600000000000000001",
  guild_id: "100000000000000001",
  member: MEMBER,
  emoji: { id: null, name: "2\uFE0F\u20E3" },
  burst: false,
  type: 0,
};
const PLACES = [
  { id: "500000000000000001", guild_id: "100000000000000001", name: "study", type: 0 },
  { id: "100000000000000001", unavailable: false },
];

const DISPATCHES: readonly { t: string; d: object }[] = [
  ...INTERACTIONS.map((d) => ({ t: "INTERACTION_CREATE", d })),
  { t: "MESSAGE_REACTION_ADD", d: REACTION },
  { t: "MESSAGE_REACTION_ADD", d: REACTION },
  { t: "GUILD_DELETE", d: PLACES[1] as object },
  { t: "CHANNEL_DELETE", d: PLACES[0] as object },
  { t: "THREAD_DELETE", d: PLACES[0] as object },
];

function isWell(event: ChatEvent): void {
  must(
    typeof event.id === "string" && event.id !== "" && typeof event.community === "string",
    "an event without an id",
  );
  must(Number.isSafeInteger(event.at) && event.at > 0, `an event at ${event.at}`);
  if (event.type === "action" || event.type === "form") must(event.action.length <= 10_100, "an action of any length");
}

const decoder = target("discord-decode", 14, () => {
  const errors: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void errors.push(line) });
  let answered = 0;
  let wrong: unknown;
  const answer = async (): Promise<unknown> => {
    answered += 1;
    return {};
  };
  const receiver = createReceiver({
    rest: { post: answer, patch: answer, delete: answer } as never,
    log,
    times: { deferMs: 1_000, giveUpMs: 2_000 },
    handler: async (event): Promise<Reply> => {
      try {
        isWell(event);
      } catch (error) {
        wrong ??= error;
      }
      if (event.type === "suggest") return { kind: "suggestions", suggestions: [event.partial] };
      if (event.type === "form") return { kind: "form-problem", problem: { text: event.action, field: "deck" } };
      return event.type === "lifecycle"
        ? { kind: "nothing" }
        : { kind: "private", card: { tone: "notice", title: "Yes", blocks: [] } };
    },
    now: () => Date.UTC(2026, 10, 23, 9),
    messages: PLATFORM_MESSAGES,
    me: () => "200000000000000001",
    onReactionTaken: async () => undefined,
    onSession: () => undefined,
    onGuild: () => undefined,
    onChange: () => undefined,
  });
  return {
    cases: fc.tuple(fc.nat(DISPATCHES.length - 1), mutated(DISPATCHES)).map(([at, given]) => {
      const { t, d } = (given ?? {}) as { t?: unknown; d?: unknown };
      return { t: typeof t === "string" && t.length < 40 ? t : (DISPATCHES[at]?.t ?? ""), d };
    }),
    run: async ({ t, d }) => {
      const before = answered;
      try {
        receiver.take(t, d);
      } catch (error) {
        // The gateway's guard turns this error into one log line.
        must(error instanceof Error && error.name === "ZodError", String(error));
      }
      await receiver.idle();
      if (t === "INTERACTION_CREATE" && interactionHeadSchema.safeParse(d).success)
        must(answered > before, "nobody is answered");
      must(errors.length === 0, `logged as an error: ${errors[0]?.slice(0, 2_000)}`);
      if (wrong !== undefined) throw wrong;
    },
  };
});

const gateway = target("discord-gateway", 0.4, async () => {
  const team = await startDiscordTeam();
  const { discord, guild, channel } = team;
  await team.study("post");
  const real = structuredClone(DISPATCHES).map(({ t, d }) => ({
    t,
    d: { ...d, ...("guild_id" in d && { guild_id: guild.id }), ...("channel_id" in d && { channel_id: channel.id }) },
  }));
  const kinds = [
    "GUILD_CREATE",
    "GUILD_UPDATE",
    "GUILD_ROLE_CREATE",
    "GUILD_ROLE_UPDATE",
    "GUILD_MEMBER_UPDATE",
    "CHANNEL_UPDATE",
    "READY",
    "RESUMED",
    "SOMETHING_NEW",
  ];
  const caches = kinds.map((t) => ({
    t,
    d: {
      id: guild.id,
      guild_id: guild.id,
      name: "x",
      role: { id: "1", permissions: "0" },
      user: USER,
      roles: [],
      channels: [],
      threads: [],
      members: [],
    },
  }));
  // Losing a server or a session would end the test.
  const harmless = [
    ...real.filter(({ t }) => t !== "GUILD_DELETE" && t !== "CHANNEL_DELETE"),
    ...caches.filter(({ t }) => t !== "READY"),
  ];
  return {
    cases: mutated(harmless),
    run: async (given: unknown) => {
      const { t, d } = (given ?? {}) as { t?: unknown; d?: unknown };
      discord.dispatch(String(t), undefined, d);
      await new Promise((resolve) => setTimeout(resolve, 3));
      team.lines.length = 0;
      discord.rest.calls.length = 0;
      discord.world.violations.length = 0;
    },
    close: async () => {
      const told = await team.press(team.ann, "1");
      const differences = await team.differences();
      await team.stop();
      must(/Your answer is in/.test(told), `after all that a press gets: ${told}`);
      must(differences === 0, "the store does not verify");
    },
  };
});

export const DISCORD_TARGETS: readonly Target[] = [decoder, gateway];
