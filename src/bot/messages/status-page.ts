import { type EpochMs, momentWords } from "../../chat/card.ts";
import type { PlatformName } from "../../chat/event.ts";
import type { DeliveryCounts } from "../../storage/operations/overview.ts";
import type { Connection } from "../connections.ts";
import { capital, counted, duration, listed } from "./words.ts";

/** What an operator should know at a glance. It names no person and no channel. */
export interface Overview {
  readonly version: string;
  readonly upSince: EpochMs;
  readonly now: EpochMs;
  readonly timeZone: string;
  readonly platforms: readonly { readonly name: PlatformName; readonly connection: Connection }[];
  readonly channels: {
    readonly active: number;
    readonly pausedByAdmins: number;
    /** Channels that the bot itself paused, counted by reason. */
    readonly paused: readonly { readonly reason: string; readonly count: number }[];
    /** Decks that channels use but that are not loaded. */
    readonly missingDecks: readonly string[];
  };
  readonly openRounds: number;
  readonly lastPost: EpochMs | undefined;
  readonly nextPost: EpochMs | undefined;
  readonly deliveries: DeliveryCounts;
  readonly decks: readonly { readonly id: string; readonly version: string; readonly questions: number }[];
  readonly databaseBytes: number;
  readonly lastBackup: EpochMs | undefined;
  /** When the clock last ticked. */
  readonly lastTick: EpochMs | undefined;
}

/** The clock ticks once a minute. */
const LATE_TICK_MS = 3 * 60_000;

/** Plain text, for a terminal or a browser. */
export function statusPage(overview: Overview): string {
  const { version, upSince, now } = overview;
  const problems = problemsOf(overview);
  return [
    `studybot ${version}, up since ${when(overview, upSince)} (${span(now - upSince)})`,
    "",
    ...(problems.length === 0 ? ["All is well."] : ["Look at this:", ...problems.map((problem) => `- ${problem}`)]),
    "",
    ...factsOf(overview).map(([label, value]) => `${`${label}:`.padEnd(16)} ${value}`),
    "",
  ].join("\n");
}

function factsOf(overview: Overview): readonly (readonly [string, string])[] {
  const { platforms, channels, deliveries, decks, lastPost, nextPost, lastBackup } = overview;
  const paused = channels.paused.reduce((sum, { count }) => sum + count, channels.pausedByAdmins);
  return [
    ...platforms.map(({ name, connection }) => [capital(name), connectionText(overview, connection)] as const),
    ["Channels", `${channels.active} with questions, ${paused} paused`],
    ["Rounds open", String(overview.openRounds)],
    ["Last question", lastPost === undefined ? "none yet" : when(overview, lastPost)],
    ["Next question", nextPost === undefined ? "none is scheduled" : when(overview, nextPost)],
    ["Waiting to go", counted(deliveries.waiting, "message")],
    ...decks.map(
      ({ id, version, questions }) => ["Deck", `${id} ${version}, ${counted(questions, "question")}`] as const,
    ),
    ["Database", `${(overview.databaseBytes / 1024 / 1024).toFixed(1)} MB`],
    [
      "Last backup",
      lastBackup === undefined ? "none is known; `studybot db backup <file>` makes one" : when(overview, lastBackup),
    ],
  ];
}

function connectionText(overview: Overview, { state, since }: Connection): string {
  const at = when(overview, since);
  switch (state) {
    case "connected":
      return `connected since ${at}`;
    case "connecting":
      return `connecting since ${at}`;
    case "lost":
      return `not connected since ${at}`;
    case "off":
      return `off since ${at}`;
  }
}

function problemsOf(overview: Overview): readonly string[] {
  return [
    ...connectionProblems(overview),
    ...deliveryProblems(overview),
    ...channelProblems(overview),
    ...clockProblems(overview),
  ];
}

function connectionProblems(overview: Overview): readonly string[] {
  return overview.platforms.flatMap(({ name, connection }) => {
    const platform = capital(name);
    const since = when(overview, connection.since);
    if (connection.state === "lost")
      return [
        `${platform} is not reached since ${since}. It is tried again by itself; questions wait and are not lost.`,
      ];
    if (connection.state === "off")
      return [
        `${platform} is off since ${since} and is not tried again. \`studybot doctor\` says why; then start the bot again.`,
      ];
    return [];
  });
}

function deliveryProblems(overview: Overview): readonly string[] {
  const { held, retried } = overview.deliveries;
  return [
    ...(held === 0
      ? []
      : [`${counted(held, "message")} may or may not have been posted. \`/study status\` in the channel says which.`]),
    ...retried.map(
      ({ reason, count, since }) =>
        `${counted(count, "message")} ${count === 1 ? "is" : "are"} being tried again (${reason}), the oldest from ${when(overview, since)}. Nothing needs doing unless it lasts.`,
    ),
  ];
}

function channelProblems({ channels }: Overview): readonly string[] {
  return [
    ...channels.paused.map(
      ({ reason, count }) =>
        `${counted(count, "channel")} ${count === 1 ? "is" : "are"} paused, because ${reason}. When that is mended, \`/study resume\` there goes on.`,
    ),
    ...(channels.missingDecks.length === 0
      ? []
      : [
          `Channels use ${listed(channels.missingDecks)}, which ${channels.missingDecks.length === 1 ? "is" : "are"} not loaded. Put the deck back and restart, or choose another with \`/study deck\`.`,
        ]),
  ];
}

function clockProblems(overview: Overview): readonly string[] {
  const { lastTick, now, upSince } = overview;
  const since = Math.max(lastTick ?? 0, upSince);
  if (now - since <= LATE_TICK_MS) return [];
  return [
    `The clock has not turned since ${when(overview, since)}, and no question is posted without it. Restart the bot; the log says why it stopped.`,
  ];
}

function when({ timeZone }: Overview, at: EpochMs): string {
  return momentWords({ at, timeZone });
}

function span(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  return hours >= 48 ? counted(Math.floor(hours / 24), "day") : ms < 60_000 ? "less than a minute" : duration(ms);
}
