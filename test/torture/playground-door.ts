import { randomUUID } from "node:crypto";
import Database from "better-sqlite3";
import type { Card, Control } from "../../src/chat/card.ts";
import { HANG_MS } from "../support/wait.ts";
import { count, type Door, type OpenQuestion, outcomeOf, type Person, type Place } from "./door.ts";
import { PLAYGROUND_PLAN } from "./schedules.ts";

const PERSONAS = ["ben", "chioma", "dev"];
const TWICE = 0.08;
const ABORTED = 0.06;

/** The page on localhost. Its messages are in the bot's own database, and people act over HTTP. */
export function openPlayground(database: string, random: () => number): Door {
  const faults = new Map<string, number>();
  const complaints: string[] = [];
  const place: Place = { platform: "playground", community: "playground", channel: "study", plan: PLAYGROUND_PLAN };
  let url: string | undefined;
  let stormy = false;

  const send: Send = (path, as, body) => {
    const maybe = (chance: number, what: string): boolean => {
      const happens = stormy && random() < chance;
      if (happens) count(faults, what);
      return happens;
    };
    const breaksAfterMs = maybe(ABORTED, "connection broken") ? 1 + Math.ceil(random() * 8) : undefined;
    const copies = maybe(TWICE, "event sent twice") ? 2 : 1;
    const onHang = (): void => void complaints.push(`${path} was not answered in ${HANG_MS / 1000} s`);
    return url === undefined
      ? Promise.resolve(undefined)
      : sendTo(url, path, { as, ...body }, { breaksAfterMs, copies, onHang });
  };

  return {
    name: "playground",
    places: [place],
    people: PERSONAS.map((id) => ({ id, place })),
    faults,
    environment: () => ({ PLAYGROUND: "on", PLAYGROUND_PORT: "0" }),
    connected: (urls) => {
      url = urls?.playground;
    },
    setUp: async ({ plan: { setup, schedule } }) => {
      const options = Object.entries(setup).map(([name, value]) => `${name}:${value}`);
      for (const text of [`/study setup ${options.join(" ")}`, `/study schedule ${schedule}`]) {
        const reply = await send("/commands", "ada", { text });
        if (reply === undefined || /did not work/.test(reply)) throw new Error(`Playground: ${text}: ${reply}`);
      }
    },
    // Nobody looks at a page that is not there, and nobody but the bot opens its file while it starts.
    question: () => (url === undefined ? undefined : openIn(database)),
    answer: async (person, question, choice, way) => {
      const reply = await (way === "reaction"
        ? send("/reactions", person.id, { message: messageOf(database, question), label: choice, on: true })
        : way === "command"
          ? send("/commands", person.id, { text: `/answer ${choice.replaceAll(",", " ")}` })
          : byControl(send, database, person, question, choice));
      if (reply === undefined) return { kind: "doubt" };
      return outcomeOf(reply, question) ?? { kind: way === "reaction" ? "doubt" : "refused" };
    },
    withdraw: async (person, question, choice) => {
      await send("/reactions", person.id, { message: messageOf(database, question), label: choice, on: false });
    },
    deleteData: async (person) => {
      const asked = await send("/commands", person.id, { text: "/mydata delete" });
      if (asked === undefined || !/Delete your data/.test(asked)) return { kind: "refused" };
      const message = `private-${randomUUID()}`;
      const done = await send("/actions", person.id, { message, action: "delete-me", values: [] });
      const isDone = done !== undefined && /are deleted|Nothing is kept/.test(done);
      return isDone ? { kind: "acknowledged", stated: "" } : { kind: "doubt" };
    },
    standing: () =>
      rows(database).map((row) => ({
        channel: row.channel,
        key: row.delivery_key ?? undefined,
        title: (JSON.parse(row.card) as Card).title,
        inThread: row.thread_of !== null,
      })),
    disturb: () => undefined,
    storm: (on) => {
      stormy = on;
    },
    complaints: () => complaints,
    stop: async () => undefined,
  };
}

/** Returns the page's response; undefined if there was none. */
type Send = (path: string, as: string, body: object) => Promise<string | undefined>;

/** Like the page, resends the same event after a broken connection. */
async function sendTo(
  url: string,
  path: string,
  body: object,
  mishap: { readonly breaksAfterMs: number | undefined; readonly copies: number; readonly onHang: () => void },
): Promise<string | undefined> {
  const event = randomUUID();
  const request = (signal: AbortSignal): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url },
      body: JSON.stringify({ event, ...body }),
      signal,
    });
  try {
    if (mishap.breaksAfterMs !== undefined)
      await request(AbortSignal.timeout(mishap.breaksAfterMs)).catch(() => undefined);
    const signal = AbortSignal.timeout(HANG_MS);
    const [response] = await Promise.all(Array.from({ length: mishap.copies }, () => request(signal)));
    if (response === undefined || response.status >= 500) return undefined;
    const outcome = (await response.json()) as { html?: string; problem?: string };
    return (outcome.html ?? outcome.problem ?? "").replace(/<[^>]+>/g, " ").replaceAll("&quot;", '"');
  } catch (error) {
    if ((error as Error).name === "TimeoutError") mishap.onHang();
    return undefined;
  }
}

interface Row {
  readonly id: number;
  readonly channel: string;
  readonly thread_of: number | null;
  readonly delivery_key: string | null;
  readonly card: string;
}

/** The bot's own messages, oldest first. */
function rows(database: string, more = ""): readonly Row[] {
  const db = new Database(database, { readonly: true, timeout: 1_000 });
  try {
    return db
      .prepare(
        `select id, channel, thread_of, delivery_key, card from playground_messages
         where author = 'studybot' and card is not null ${more}`,
      )
      .all() as Row[];
  } finally {
    db.close();
  }
}

const NEWEST = "and thread_of is null and channel = 'study' order by id desc limit 3";

function openIn(database: string): OpenQuestion | undefined {
  try {
    return rows(database, NEWEST)
      .map(readQuestion)
      .find((question) => question !== undefined);
  } catch {
    // While the bot is down, the file may not be readable.
    return undefined;
  }
}

function messageOf(database: string, question: OpenQuestion): number | undefined {
  try {
    return rows(database, NEWEST).find((row) => readQuestion(row)?.round === question.round)?.id;
  } catch {
    return undefined;
  }
}

function readQuestion(row: Row): OpenQuestion | undefined {
  const card = JSON.parse(row.card) as Card;
  if (card.tone !== "question") return undefined;
  const controls = card.blocks.flatMap((block) => (block.type === "controls" ? block.controls : []));
  const [first] = controls as readonly Control[];
  if (first === undefined) return undefined;
  const [action, round] = first.action.split(":");
  const select = first.type === "select" ? first : undefined;
  return {
    round: Number(round),
    kind: select !== undefined ? "several" : action === "answer-form" ? "words" : "one",
    labels: select?.choices.map((choice) => choice.value) ?? card.reactions ?? [],
    needed: select?.min ?? 1,
    takesReactions: card.reactions !== undefined,
    text: row.card,
  };
}

async function byControl(
  send: Send,
  database: string,
  person: Person,
  question: OpenQuestion,
  choice: string,
): Promise<string | undefined> {
  const { kind, round } = question;
  if (kind === "words")
    return send("/forms", person.id, { action: `answer-form:${round}`, fields: { answer: choice } });
  const message = messageOf(database, question);
  if (message === undefined) return undefined;
  return kind === "several"
    ? send("/actions", person.id, { message, action: `answer:${round}`, values: choice.split(",") })
    : send("/actions", person.id, { message, action: `answer:${round}:${choice}`, values: [] });
}
