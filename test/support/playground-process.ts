import Database from "better-sqlite3";
import type { RunningProcess } from "./process.ts";
import { waitFor } from "./wait.ts";

/** Performs an action in the playground. */
export function send(bot: RunningProcess, path: string, body: object): Promise<Response> {
  return fetch(`${bot.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: bot.url },
    body: JSON.stringify({ event: crypto.randomUUID(), as: "ben", ...body }),
  });
}

export function query<T>(database: string, sql: string): T[] {
  const db = new Database(database, { timeout: 60_000 });
  try {
    const statement = db.prepare(sql);
    if (statement.reader) return statement.all() as T[];
    statement.run();
    return [];
  } finally {
    db.close();
  }
}

export const answers = (database: string) =>
  query<{ name: string; choice: string }>(
    database,
    "select name, choice from answers join people on people.id = person_id order by name",
  );

export const openRound = (database: string) =>
  waitFor(() => query<{ id: number }>(database, "select id from rounds where state = 'open'")[0], "an open round");

export const revealed = (database: string) =>
  waitFor(
    () => query<{ id: number }>(database, "select id from rounds where state = 'revealed'")[0],
    "a revealed round",
  );

/** An answer that the open question takes, whatever its kind: select-two refuses a single label. */
export function anAnswer(database: string): string {
  const [round] = query<{ kind: string; content: string }>(
    database,
    "select kind, content from rounds where state = 'open'",
  );
  const { options } = JSON.parse(round?.content ?? "{}") as { options: { right: boolean }[] };
  const picks = round?.kind === "multiple" ? options.filter((option) => option.right).length : 1;
  return `/answer ${Array.from({ length: picks }, (_, at) => at + 1).join(" ")}`;
}
