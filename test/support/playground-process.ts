import Database from "better-sqlite3";
import { type Environment, type RunningProcess, startProcess, waitFor } from "./process.ts";

const running: RunningProcess[] = [];

/** A studybot process that `endAll` ends, if nobody did before. */
export async function start(database: string, environment: Environment = {}): Promise<RunningProcess> {
  const started = await startProcess(database, environment);
  running.push(started);
  return started;
}

export async function endAll(): Promise<void> {
  for (const one of running.splice(0))
    if (one.child.exitCode === null && one.child.signalCode === null) await one.kill("SIGKILL");
}

/** Something done in the playground. */
export function send(bot: RunningProcess, path: string, body: object): Promise<Response> {
  return fetch(`${bot.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: bot.url },
    body: JSON.stringify({ event: crypto.randomUUID(), as: "ben", ...body }),
  });
}

export function query<T>(database: string, sql: string): T[] {
  const db = new Database(database, { timeout: 5_000 });
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
  waitFor(() => query<{ id: number }>(database, "select id from rounds where state = 'open'")[0]);

/** An answer that the open question takes, whatever kind was drawn: select-two refuses a single label. */
export function anAnswer(database: string): string {
  const [round] = query<{ kind: string; content: string }>(
    database,
    "select kind, content from rounds where state = 'open'",
  );
  const { options } = JSON.parse(round?.content ?? "{}") as { options: { right: boolean }[] };
  const picks = round?.kind === "multiple" ? options.filter((option) => option.right).length : 1;
  return `/answer ${Array.from({ length: picks }, (_, at) => at + 1).join(" ")}`;
}
