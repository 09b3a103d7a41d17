import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { EventHandler, Reply } from "../../src/chat/event.ts";
import type { Form } from "../../src/chat/form.ts";
import type { MessageRef } from "../../src/chat/platform.ts";
import { createPlayground, type Playground } from "../../src/platforms/playground/connect.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { OPENER_CARD, withoutFiles } from "./forms.ts";
import type { PlatformHarness, SeenMessage } from "./platform.ts";
import { fillInForm, formBody, placeOfProblem, seenFields } from "./playground-forms.ts";
import { byClass, findAll, type HtmlElement, hasClass, readHtml, textOf } from "./read-html.ts";

/** The playground with users who act through its HTTP interface, as the page does, and read the markup that it serves. */
export interface PlaygroundHarness extends PlatformHarness {
  readonly platform: Playground;
  /** Sends what the page would send. */
  send(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** What the server sends back. */
interface Outcome {
  readonly kind: string;
  readonly html: string;
  readonly field?: string;
  readonly problem?: string;
}

export async function makePlaygroundHarness({ port = 0 } = {}): Promise<PlaygroundHarness> {
  const db = openDatabase(":memory:");
  await migrate(db, Date.now());
  const log = pino({ level: "silent" });
  const create = (): Playground =>
    createPlayground({ db, port, commands: [], messages: PLATFORM_MESSAGES, now: Date.now, log });
  const started: Playground[] = [];
  const privates = new Map<string, SeenMessage[]>();
  let platform = create();
  let handle: EventHandler = async () => ({ kind: "nothing" });
  /** What the bot replies instead, in order. */
  const scripted: Reply[] = [];

  async function start(handler: EventHandler): Promise<void> {
    handle = async (event) => scripted.shift() ?? handler(event);
    await platform.start(handle);
    started.push(platform);
  }

  async function send(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const own = { "Content-Type": "application/json", Origin: platform.url };
    return fetch(platform.url + path, { method: "POST", headers: { ...own, ...headers }, body: JSON.stringify(body) });
  }

  /** Does it as the page does, and keeps a private reply for the user. */
  async function act(user: string, path: string, body: object): Promise<Outcome> {
    const response = await send(path, { event: randomUUID(), as: user, ...body });
    const outcome = (await response.json()) as Outcome;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${outcome.problem}`);
    if (outcome.kind === "private") {
      const seen = readHtml(outcome.html).children.flatMap((child) =>
        typeof child === "string" ? [] : seenMessages(child),
      );
      privates.set(user, [...(privates.get(user) ?? []), ...seen]);
    }
    return outcome;
  }

  async function readEntries(viewer: string): Promise<HtmlElement[]> {
    const response = await fetch(`${platform.url}/messages?as=${viewer}`);
    const { messages } = (await response.json()) as { messages: { html: string }[] };
    return messages.flatMap(({ html }) => byClass(readHtml(html), "entry").slice(0, 1));
  }

  async function controlOf(
    user: string,
    ref: MessageRef,
    test: (element: HtmlElement) => boolean,
  ): Promise<HtmlElement> {
    const entry = (await readEntries(user)).find((one) => one.attributes["data-message"] === ref.message);
    const [control] = entry === undefined ? [] : findAll(entry, test);
    if (control === undefined) throw new Error("The message has no such control.");
    return control;
  }

  const message = (ref: MessageRef): { message: number } => ({ message: Number(ref.message) });
  const press = async (user: string, ref: MessageRef, label: string): Promise<Outcome> => {
    const button = await controlOf(user, ref, (one) => one.tag === "button" && textOf(one) === label);
    return act(user, "/actions", { ...message(ref), action: button.attributes["data-action"] });
  };
  const openForm = async (user: string, ref: MessageRef, label: string): Promise<HtmlElement> => {
    const { kind, html } = await press(user, ref, label);
    if (kind !== "form") throw new Error("No form opened.");
    return readHtml(html);
  };
  const openScripted = async (form: Form): Promise<HtmlElement> => {
    const to = { kind: "channel", community: "playground", channel: "study" } as const;
    const opener = await platform.post(to, OPENER_CARD, { key: randomUUID() });
    scripted.push({ kind: "form", form });
    return openForm("ben", opener, "Open");
  };

  return {
    get platform() {
      return platform;
    },
    community: "playground",
    channel: "study",
    ann: "ben",
    ben: "chioma",
    start,
    send,
    async restart() {
      platform = create();
      await start(handle);
    },
    async dispose() {
      await Promise.all(started.map((one) => one.stop()));
      await db.destroy();
    },
    async command(user, text) {
      await act(user, "/commands", { text });
    },
    async press(user, ref, button) {
      await press(user, ref, button);
    },
    async choose(user, ref, values) {
      const select = await controlOf(user, ref, (one) => hasClass(one, "select"));
      await act(user, "/actions", { ...message(ref), action: select.attributes["data-action"], values });
    },
    async fillIn(user, ref, button, fields) {
      const dialog = await openForm(user, ref, button);
      await act(user, "/forms", formBody(dialog, fillInForm(dialog, fields)));
    },
    shownFields: async (form) => seenFields(await openScripted(form)).map(({ name }) => name),
    async formProblem(form, fields, problem) {
      const dialog = await openScripted(form);
      const contents = fillInForm(dialog, fields);
      scripted.push({ kind: "form-problem", problem });
      const { kind, field, html } = await act("ben", "/forms", formBody(dialog, contents));
      // The page closes a form on any other outcome: test/e2e/playground-page.test.ts looks at it.
      const filledIn = kind === "form-problem" ? withoutFiles(contents) : {};
      return { text: textOf(readHtml(html)), field: placeOfProblem(dialog, field), filledIn };
    },
    async react(user, ref, label) {
      await act(user, "/reactions", { ...message(ref), label, on: true });
    },
    async unreact(user, ref, label) {
      await act(user, "/reactions", { ...message(ref), label, on: false });
    },
    async deleteMessage(ref) {
      await act("ada", "/deletions", message(ref));
    },
    readChannel: async (viewer) => (await readEntries(viewer)).flatMap((entry) => seenMessages(entry)),
    readPrivate: async (viewer) => privates.get(viewer) ?? [],
    // There is nobody to notify: nothing in the playground leaves the page.
    readMentions: async () => [],
  };
}

function seenMessages(entry: HtmlElement, threadOf?: string): SeenMessage[] {
  const message = entry.attributes["data-message"] ?? "";
  const [article] = entry.children.filter(
    (child) => typeof child !== "string" && child.tag === "article",
  ) as HtmlElement[];
  const replies = byClass(entry, "replies").flatMap((list) => byClass(list, "entry"));
  const under = replies.flatMap((reply) => seenMessages(reply, message));
  return article === undefined ? under : [seenMessage(article, message, threadOf), ...under];
}

function seenMessage(article: HtmlElement, message: string, threadOf: string | undefined): SeenMessage {
  return {
    message,
    threadOf,
    title: textOf(byClass(article, "card-title")[0]),
    text: textOf(byClass(article, "card")[0]),
    options: byClass(article, "option").map((option) => ({
      label: option.attributes["data-label"] ?? "",
      text: textOf(byClass(option, "option-text")[0]),
      mark: markOf(option),
    })),
    buttons: findAll(article, (one) => one.tag === "button" && one.attributes["data-action"] !== undefined).map(textOf),
    choices: byClass(article, "choice").map(textOf),
    reactions: byClass(article, "reaction").map((reaction) => reaction.attributes["data-reaction"] ?? ""),
    moments: findAll(article, (one) => one.attributes["data-show"] === "moment").map(
      (time) => time.attributes.datetime?.replace(".000", "") ?? "",
    ),
  };
}

/** By the word, which is what everybody can read; the colour is extra. */
function markOf(option: HtmlElement): "right" | "wrong" | undefined {
  const word = textOf(byClass(option, "mark-word")[0]).toLowerCase();
  return word === "right" || word === "wrong" ? word : undefined;
}
