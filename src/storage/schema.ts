import type { Generated } from "kysely";
import type { PlatformName } from "../chat/event.ts";
import type { Difficulty } from "../deck/format.ts";
import type { QuestionKind } from "../study/kinds/registry.ts";
import type { ScoringRule } from "../study/scoring.ts";
import type { Community } from "./communities.ts";
import type { DeliveryKind, DeliveryState } from "./deliveries.ts";
import type { Admin } from "./people/people.ts";
import type { AnswerVia } from "./rounds/answers.ts";
import type { MissedReason } from "./rounds/missed-runs.ts";
import type { RoundState } from "./rounds/rounds.ts";

/**
 * The tables that migrations/ creates. Times are epoch milliseconds, booleans 0 or 1, lists JSON in TEXT, and platform ids
 * TEXT (snowflakes do not fit a number).
 */
export interface Schema {
  meta: MetaTable;
  communities: CommunitiesTable;
  channels: ChannelsTable;
  missed_runs: MissedRunsTable;
  people: PeopleTable;
  accounts: AccountsTable;
  admins: AdminsTable;
  seasons: SeasonsTable;
  rounds: RoundsTable;
  answers: AnswersTable;
  forgotten_answers: ForgottenAnswersTable;
  scores: ScoresTable;
  standings: StandingsTable;
  totals: TotalsTable;
  community_totals: CommunityTotalsTable;
  teams: TeamsTable;
  memberships: MembershipsTable;
  team_totals: TeamTotalsTable;
  deliveries: DeliveriesTable;
  ask_misses: AskMissesTable;
  reports: ReportsTable;
  regrades: RegradesTable;
  regrade_notes: RegradeNotesTable;
  recaps: RecapsTable;
  playground_messages: PlaygroundMessagesTable;
  playground_reactions: PlaygroundReactionsTable;
}

type Flag = 0 | 1;

interface MetaTable {
  key: string;
  value: string;
}

export interface CommunitiesTable {
  id: Generated<number>;
  platform: PlatformName;
  external_id: string;
  name: string;
  time_zone: string;
  week_start: Community["weekStart"];
  created_at: number;
  /** 1: only admins may change team memberships. */
  teams_locked: Generated<Flag>;
}

export interface ChannelsTable {
  id: Generated<number>;
  community_id: number;
  external_id: string;
  name: string;
  deck: string;
  time_zone: string;
  /** JSON: five-field cron expressions. */
  crons: string;
  /** JSON: ISO dates and date ranges in the channel's zone. */
  days_off: string;
  window_ms: number;
  catch_up_ms: number;
  scoring_rule: ScoringRule;
  first_answer_counts: Flag;
  instant_feedback: Flag;
  reactions: Flag;
  discussion: Generated<Flag>;
  state: "active" | "paused";
  /** Why the bot itself paused it; null if an admin did. */
  paused_reason: string | null;
  /** null while paused, or if the schedule has no further time. */
  next_run_at: number | null;
  /** The platform's id of the user who set it up. */
  created_by: string | null;
  created_at: number;
}

/** Scheduled times at which no question was posted, for `/study status`. */
interface MissedRunsTable {
  channel_id: number;
  run_at: number;
  reason: MissedReason;
  noted_at: number;
}

interface PeopleTable {
  id: Generated<number>;
  community_id: number;
  name: string;
  hidden: Flag;
  created_at: number;
  /** When the platform said that the person left; null again once they answer. Not listed in between. */
  left_at: Generated<number | null>;
}

interface AccountsTable {
  community_id: number;
  external_id: string;
  person_id: number;
}

interface AdminsTable {
  community_id: number;
  kind: Admin["kind"];
  external_id: string;
  added_at: number;
}

export interface SeasonsTable {
  id: Generated<number>;
  community_id: number;
  number: number;
  name: string;
  starts_at: number;
  ends_at: number | null;
  /** 0: created when the previous season ended, and waiting for `/study season start`. Rounds in the meantime belong to it. */
  started: Generated<Flag>;
  /** When the clock ends it. */
  planned_end: Generated<number | null>;
}

export interface RoundsTable {
  id: Generated<number>;
  channel_id: number;
  /** `at:<epoch ms>` or `manual:<event id>`. Unique in the channel, so inserting it claims the round. */
  slot: string;
  state: RoundState;
  deck: string;
  deck_version: string;
  question: string;
  topic: string;
  /** JSON: entry ids. */
  entries: string;
  kind: QuestionKind;
  difficulty: Difficulty;
  /** JSON: prompt, options in the order shown, accepted spellings, and explanation, as they were when asked. */
  content: string;
  /** The random seed that chose the question and shuffled its options. */
  seed: number;
  reason: "fresh" | "return";
  scoring_rule: ScoringRule;
  first_answer_counts: Flag;
  instant_feedback: Flag;
  reactions: Flag;
  scheduled_at: number;
  posted_at: number | null;
  closes_at: number | null;
  closed_at: number | null;
  revealed_at: number | null;
  /** 1, 2, 3 … among the channel's revealed rounds that are not void; streaks count by it. */
  sequence: number | null;
  /** 1: the bot was down during the round, so missing it breaks no streak. */
  exempt: Flag;
  /** The period in which it was scheduled, in the community's zone. A week is its first day, a month is like `2026-11`. */
  week: string;
  month: string;
  season_id: number;
  /** The platform's id of the question's message. */
  message: string | null;
}

export interface AnswersTable {
  round_id: number;
  person_id: number;
  choice: string;
  is_right: Flag;
  via: AnswerVia;
  /** 1: found as a reaction after an outage; `at` is when it was found. */
  read_back: Flag;
  at: number;
}

/** What remains of deleted people: per-round counts. `choice` is empty if they typed it. */
interface ForgottenAnswersTable {
  round_id: number;
  choice: string;
  is_right: Flag;
  count: number;
}

/** Derived from answers and rounds; `db verify` recomputes it. */
interface ScoresTable {
  round_id: number;
  person_id: number;
  base: number;
  bonus: number;
  points: number;
  /** The person's streak after this round. */
  streak: number;
}

/** Derived. */
export interface StandingsTable {
  channel_id: number;
  person_id: number;
  streak: number;
  best: number;
  last_sequence: number;
  /** Rounds answered in total, and streak freezes left after the last of them. */
  answered: number;
  freezes: number;
}

/** Derived: a person's totals over all channels of the community. */
interface CommunityTotalsTable extends Omit<TotalsTable, "channel_id"> {
  community_id: number;
}

/** Derived: sums per person, channel, and period (`all`, `week:2026-11-23`, `month:2026-11`, `season:3`). */
interface TotalsTable {
  channel_id: number;
  period: string;
  person_id: number;
  points: number;
  right_answers: number;
  answers: number;
}

export interface TeamsTable {
  id: Generated<number>;
  community_id: number;
  name: string;
  /** The normalized name: two current teams never share one, so none look alike. */
  name_key: string;
  /** The platform's group or role whose members make up the team; null if people join by hand. */
  group_id: string | null;
  created_at: number;
  /** When the team ended; its points stay. */
  ended_at: number | null;
}

/** Who was in which team, from `from_at` until just before `until_at`; null if they still are. */
interface MembershipsTable {
  id: Generated<number>;
  team_id: number;
  person_id: number;
  from_at: number;
  until_at: number | null;
}

/** Derived: sums per team, channel, and period, as in totals. */
interface TeamTotalsTable {
  channel_id: number;
  period: string;
  team_id: number;
  /** 0: the roster's sums. Otherwise: sums of off-roster answers that earned this many points each. */
  off_roster: number;
  member_rounds: number;
  points: number;
}

export interface DeliveriesTable {
  id: Generated<number>;
  /** Stored on the message itself, so that the bot can find it again; at most 25 characters. */
  key: string;
  kind: DeliveryKind;
  /** The round or event that the message is about; unique with kind. */
  subject: string;
  community_id: number;
  channel_id: number | null;
  round_id: number | null;
  /** JSON {target, card}; null if it is built from the round when sent, and once it was sent. */
  payload: string | null;
  state: DeliveryState;
  attempts: number;
  not_before: number;
  /** When the first attempt that may have arrived began. */
  maybe_sent_since: number | null;
  message: string | null;
  error: string | null;
  created_at: number;
  sent_at: number | null;
}

interface AskMissesTable {
  community_id: number;
  /** The query's words in lower case; never who asked. */
  query: string;
  count: number;
  last_at: number;
}

/** "Something is wrong with this question", reported at its reveal; once per person and round. */
interface ReportsTable {
  id: Generated<number>;
  round_id: number;
  /** null once the person deleted their data. */
  person_id: number | null;
  /** Empty if none was given. */
  reason: string;
  at: number;
  settled_at: number | null;
}

/** Audit lines of corrected keys. Keys are JSON: right options' texts, or accepted spellings. */
interface RegradesTable {
  id: Generated<number>;
  round_id: number;
  deck_version: string;
  key_before: string;
  key_after: string;
  /** How many answers changed. */
  became_right: number;
  became_wrong: number;
  at: number;
}

/** Points a correction gave or took, until the person's next receipt mentions them. */
interface RegradeNotesTable {
  channel_id: number;
  person_id: number;
  points: number;
  at: number;
}

/** When a channel's recap is posted. A channel without a row has the defaults. */
interface RecapsTable {
  channel_id: number;
  /** One time a week, in the channel's zone. */
  cron: string;
  enabled: Flag;
  pictures: Flag;
  /** The zone that next_at was computed in; the channel's may have changed since. */
  time_zone: string;
  next_at: number | null;
}

export interface PlaygroundMessagesTable {
  id: Generated<number>;
  channel: string;
  thread_of: number | null;
  delivery_key: string | null;
  author: string;
  card: string | null;
  text: string | null;
  created_at: number;
  edited_at: number | null;
  deleted_at: number | null;
}

interface PlaygroundReactionsTable {
  message_id: number;
  label: string;
  user_id: string;
  created_at: number;
}
