import { findKind } from "../../study/kinds/registry.ts";
import type { ChannelStanding } from "../../study/streak.ts";
import { listSeasons } from "../boards/seasons.ts";
import { type PeriodShare, recomputeTeamTotals } from "../boards/team-totals.ts";
import { type Channel, listChannels } from "../channels.ts";
import type { Db } from "../database.ts";
import { regradedKeys } from "../rounds/regrades.ts";
import type { RoundContent } from "../rounds/rounds.ts";
import { recomputeChannel, standingOf, totalsFromScores } from "../rounds/scores.ts";

/** A stored value that differs from what the answers give. */
export interface Difference {
  readonly what: "grade" | "score" | "standing" | "total" | "team total" | "membership" | "season" | "regrade";
  readonly channel: string;
  readonly key: string;
  readonly stored: string;
  readonly recomputed: string;
}

/**
 * Recomputes grades, points, streaks, and boards from answers and stored rounds, and compares them with what is stored. Only
 * reads.
 */
export async function verify(db: Db): Promise<{ checked: number; differences: readonly Difference[] }> {
  const differences: Difference[] = [];
  let checked = 0;
  const sums = new Map<string, Total>();
  const compare = (what: Difference["what"], channel: string, stored: Rows, recomputed: Rows): void => {
    checked += recomputed.size;
    for (const key of new Set([...stored.keys(), ...recomputed.keys()])) {
      const pair = { stored: stored.get(key) ?? "nothing", recomputed: recomputed.get(key) ?? "nothing" };
      if (pair.stored !== pair.recomputed) differences.push({ what, channel, key, ...pair });
    }
  };
  for (const channel of await listChannels(db)) {
    const name = `${channel.platform}/${channel.community}/${channel.external}`;
    const history = await recomputeChannel(db, channel.id);
    const { rows: totals } = await totalsFromScores(channel.id).execute(db);
    for (const total of totals) addTotal(sums, `community ${channel.communityId}, ${totalKey(total)}`, total);
    compare("grade", name, ...(await grades(db, channel.id)));
    const keys = await regradedKeys(db, channel.id);
    const ofRound = (one: (typeof keys)[number]) => `round ${one.round}`;
    compare(
      "regrade",
      name,
      rows(keys, ofRound, (one) => one.stored),
      rows(keys, ofRound, (one) => one.audited),
    );
    compare(
      "score",
      name,
      await storedScores(db, channel.id),
      rows(history.scores, (one) => `round ${one.round}, person ${one.person}`, scoreText),
    );
    compare(
      "standing",
      name,
      await storedStandings(db, channel.id),
      new Map([...history.standings].map(([person, one]) => [`person ${person}`, standingText(one)])),
    );
    compare("total", name, await storedTotals(db, channel.id), rows(totals, totalKey, totalText));
    compare(
      "team total",
      name,
      await storedTeamTotals(db, channel.id),
      rows(await recomputeTeamTotals(db, channel.id, history.scores), shareKey, shareText),
    );
    compare("season", name, ...(await seasonsOfRounds(db, channel)));
  }
  const communityTotals = new Map([...sums].map(([key, total]) => [key, totalText(total)]));
  compare("total", "all channels together", await storedCommunityTotals(db), communityTotals);
  compare("membership", "all channels", ...(await membershipEnds(db)));
  return { checked, differences };
}

type Rows = ReadonlyMap<string, string>;

function rows<T>(items: readonly T[], key: (item: T) => string, text: (item: T) => string): Rows {
  return new Map(items.map((item) => [key(item), text(item)]));
}

const scoreText = (score: { base: number; bonus: number; points: number; streak: number }) =>
  `${score.base} + ${score.bonus} = ${score.points}, streak ${score.streak}`;
const standingText = (one: ChannelStanding) =>
  `streak ${one.streak}, best ${one.best}, ${one.answered} answered, ${one.freezes} freezes, last answered ${one.lastSequence}`;
const totalKey = (one: { period: string; person_id: number }) => `${one.period}, person ${one.person_id}`;
const totalText = (one: { points: number; right_answers: number; answers: number }) =>
  `${one.points} points, ${one.right_answers} of ${one.answers} right`;

const shareKey = (one: PeriodShare) =>
  `${one.period}, team ${one.team}${one.offRoster > 0 ? `, ${one.offRoster} points each from off the roster` : ""}`;
const shareText = (one: PeriodShare) => `${one.points} points in ${one.memberRounds} member-rounds`;

async function grades(db: Db, channelId: number): Promise<[stored: Rows, recomputed: Rows]> {
  const answers = await db
    .selectFrom("answers")
    .innerJoin("rounds", "rounds.id", "answers.round_id")
    .select([
      "answers.round_id",
      "answers.person_id",
      "answers.choice",
      "answers.is_right",
      "rounds.kind",
      "rounds.content",
    ])
    .where("rounds.channel_id", "=", channelId)
    .execute();
  const key = (row: (typeof answers)[number]) => `round ${row.round_id}, person ${row.person_id}`;
  return [rows(answers, key, (row) => (row.is_right === 1 ? "right" : "wrong")), rows(answers, key, regrade)];
}

/** A round may be of a kind that only a newer version has. */
function regrade(row: { kind: string; content: string; choice: string }): string {
  const kind = findKind(row.kind);
  if (kind === undefined) return `unknown: this version has no kind "${row.kind}"`;
  return kind.isRight(JSON.parse(row.content) as RoundContent, row.choice) ? "right" : "wrong";
}

async function storedScores(db: Db, channelId: number): Promise<Rows> {
  const stored = await db
    .selectFrom("scores")
    .innerJoin("rounds", "rounds.id", "scores.round_id")
    .selectAll("scores")
    .where("rounds.channel_id", "=", channelId)
    .execute();
  return rows(stored, (row) => `round ${row.round_id}, person ${row.person_id}`, scoreText);
}

async function storedStandings(db: Db, channelId: number): Promise<Rows> {
  const stored = await db.selectFrom("standings").selectAll().where("channel_id", "=", channelId).execute();
  return rows(
    stored,
    (row) => `person ${row.person_id}`,
    (row) => standingText(standingOf(row)),
  );
}

async function storedTotals(db: Db, channelId: number): Promise<Rows> {
  const stored = await db.selectFrom("totals").selectAll().where("channel_id", "=", channelId).execute();
  return rows(stored, totalKey, totalText);
}

async function storedCommunityTotals(db: Db): Promise<Rows> {
  const stored = await db.selectFrom("community_totals").selectAll().execute();
  return rows(stored, (row) => `community ${row.community_id}, ${totalKey(row)}`, totalText);
}

type Total = Parameters<typeof totalText>[0];

function addTotal(sums: Map<string, Total>, key: string, more: Total): void {
  const sum = sums.get(key) ?? { points: 0, right_answers: 0, answers: 0 };
  sums.set(key, {
    points: sum.points + more.points,
    right_answers: sum.right_answers + more.right_answers,
    answers: sum.answers + more.answers,
  });
}

async function storedTeamTotals(db: Db, channelId: number): Promise<Rows> {
  const stored = await db.selectFrom("team_totals").selectAll().where("channel_id", "=", channelId).execute();
  const shares = stored.map((row) => ({
    ...row,
    team: row.team_id,
    offRoster: row.off_roster,
    memberRounds: row.member_rounds,
  }));
  return rows(shares, shareKey, shareText);
}

/** A round belongs to the season that was newest when it was claimed. */
async function seasonsOfRounds(db: Db, channel: Channel): Promise<[stored: Rows, recomputed: Rows]> {
  const seasons = await listSeasons(db, channel.communityId);
  const rounds = await db
    .selectFrom("rounds")
    .select(["id", "season_id"])
    .where("channel_id", "=", channel.id)
    .orderBy("id")
    .execute();
  const numberOf = new Map(seasons.map((season) => [season.id, season.number]));
  const key = (round: (typeof rounds)[number]) => `round ${round.id}`;
  let newest = 0;
  return [
    rows(rounds, key, (round) => `season ${numberOf.get(round.season_id) ?? "of another community"}`),
    rows(rounds, key, (round) => {
      newest = Math.max(newest, numberOf.get(round.season_id) ?? 0);
      return `season ${newest}`;
    }),
  ];
}

/** A person is in one team at a time: each membership ends before the next one begins. */
async function membershipEnds(db: Db): Promise<[stored: Rows, recomputed: Rows]> {
  const memberships = await db.selectFrom("memberships").selectAll().orderBy("person_id").orderBy("id").execute();
  const key = (one: (typeof memberships)[number]) => `person ${one.person_id}, membership ${one.id}`;
  const next = new Map(memberships.map((one, place) => [one.id, memberships[place + 1]]));
  const overlaps = (one: (typeof memberships)[number]) => {
    const after = next.get(one.id);
    return after?.person_id === one.person_id && (one.until_at === null || one.until_at > after.from_at);
  };
  return [
    rows(memberships, key, (one) => (overlaps(one) ? "overlaps the next one" : "apart from the next one")),
    rows(memberships, key, () => "apart from the next one"),
  ];
}
