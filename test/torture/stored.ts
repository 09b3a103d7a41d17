import Database from "better-sqlite3";
import type { StoredAnswer } from "./journal.ts";

/** A scheduled time that the bot noted as missed. */
export interface NotedMiss {
  readonly channelId: number;
  readonly runAt: number;
  readonly reason: string;
  readonly notedAt: number;
}

export interface StoredRound {
  readonly id: number;
  readonly platform: string;
  readonly community: string;
  readonly channel: string;
  readonly channelId: number;
  readonly slot: string;
  readonly state: string;
  readonly scheduledAt: number;
}

export interface StoredDelivery {
  readonly key: string;
  readonly kind: string;
  readonly state: string;
  readonly roundId: number | null;
  readonly platform: string;
  readonly message: string | null;
  readonly createdAt: number;
}

/** Reads the bot's file while the bot may be running. */
function read<T>(database: string, sql: string, ...values: readonly number[]): T[] {
  const db = new Database(database, { readonly: true, timeout: 2_000 });
  try {
    return db.prepare(sql).all(...values) as T[];
  } finally {
    db.close();
  }
}

/** Empty if the file cannot be read right now; it is read often. */
export function readMisses(database: string): readonly NotedMiss[] {
  try {
    return read(
      database,
      'select channel_id as "channelId", run_at as "runAt", reason, noted_at as "notedAt" from missed_runs',
    );
  } catch {
    return [];
  }
}

/**
 * What is not settled yet: rounds from before `calmFrom` that are not over, questions due by `until` that were not posted,
 * and messages owed by then that were not sent.
 */
export function unsettled(database: string, calmFrom: number, until: number): readonly string[] {
  try {
    const what = (sql: string, ...values: readonly number[]): readonly string[] =>
      read<{ what: string }>(database, sql, ...values).map((row) => row.what);
    return [
      ...what(
        "select 'channel ' || id || ' stands at ' || next_run_at as what from channels where next_run_at <= ?",
        until,
      ),
      ...what(
        `select 'round ' || id || ' is ' || state as what from rounds where state in ('open', 'closed') and scheduled_at <= ?
         or state in ('scheduled', 'posting') and scheduled_at <= ?`,
        calmFrom,
        until,
      ),
      ...what(
        `select kind || ' ' || id || ' is ' || state || ': ' || coalesce(error, '') as what from deliveries
         where state in ('pending', 'sending', 'held') and created_at <= ?`,
        until,
      ),
    ];
  } catch (error) {
    return [String(error)];
  }
}

export function readRounds(database: string): readonly StoredRound[] {
  return read(
    database,
    `select rounds.id, platform, communities.external_id as community, channels.external_id as channel,
       channel_id as "channelId", slot, rounds.state, scheduled_at as "scheduledAt"
     from rounds join channels on channels.id = channel_id join communities on communities.id = community_id
     order by rounds.id`,
  );
}

export function readDeliveries(database: string): readonly StoredDelivery[] {
  return read(
    database,
    `select key, kind, deliveries.state, round_id as "roundId", platform, message, deliveries.created_at as "createdAt"
     from deliveries join communities on communities.id = community_id order by deliveries.id`,
  );
}

export function readAnswers(database: string): readonly StoredAnswer[] {
  return read(
    database,
    `select platform, communities.external_id as community, accounts.external_id as user, round_id as round, choice
     from answers join accounts on accounts.person_id = answers.person_id
       join communities on communities.id = accounts.community_id`,
  );
}

export function readChannels(
  database: string,
): readonly { id: number; platform: string; channel: string; state: string; why: string | null }[] {
  return read(
    database,
    `select channels.id, platform, channels.external_id as channel, state, paused_reason as why
     from channels join communities on communities.id = community_id`,
  );
}
