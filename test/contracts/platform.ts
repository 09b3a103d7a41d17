import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Card } from "../../src/chat/card.ts";
import { PlatformError, UserError } from "../../src/chat/errors.ts";
import type { ChatEvent, EventHandler, Reply } from "../../src/chat/event.ts";
import type { Form, FormProblem } from "../../src/chat/form.ts";
import type { ChannelTarget, ChatPlatform, MessageRef } from "../../src/chat/platform.ts";
import {
  BOARD_CARD,
  FORM,
  HOSTILE_TEXTS,
  hostileCard,
  LONG,
  longCard,
  NOTICE_CARD,
  ORDER_CARD,
  ORDER_FORM,
  ORDER_REVEAL_CARD,
  QUESTION_CARD,
  REVEAL_CARD,
} from "./cards.ts";
import {
  type FilledIn,
  FORMS,
  filledOut,
  OPENER_CARD,
  PICKERS_FORM,
  type SeenProblem,
  TEXTS_FORM,
  withoutFiles,
} from "./forms.ts";

/** A message as a user sees it, whatever the platform makes of a card. */
export interface SeenMessage {
  /** The platform's id of it. */
  readonly message: string;
  /** The message under which it stands. */
  readonly threadOf: string | undefined;
  readonly title: string;
  /** All that can be read in it, title and options included, runs of white space as one. */
  readonly text: string;
  readonly options: readonly {
    readonly label: string;
    readonly text: string;
    readonly mark: "right" | "wrong" | undefined;
  }[];
  /** The labels of its buttons. */
  readonly buttons: readonly string[];
  /** What its selects offer. */
  readonly choices: readonly string[];
  /** The options that can be chosen by a reaction. */
  readonly reactions: readonly string[];
  /** The times that show in the reader's own zone, in ISO 8601 to the second. */
  readonly moments: readonly string[];
}

/** The platform with a world around it, real or played: users act in it, and see what is there. */
export interface PlatformHarness {
  /** The adapter that runs now; another one after `restart`. */
  readonly platform: ChatPlatform;
  readonly community: string;
  readonly channel: string;
  /** Two users who may not run the community. */
  readonly ann: string;
  readonly ben: string;
  start(handler: EventHandler): Promise<void>;
  /** Leaves the adapter as a crash would, and starts another one with the same handler in the same world. */
  restart(): Promise<void>;
  dispose(): Promise<void>;

  command(user: string, text: string): Promise<void>;
  press(user: string, message: MessageRef, button: string): Promise<void>;
  /** Chooses in the message's only select and submits. */
  choose(user: string, message: MessageRef, values: readonly string[]): Promise<void>;
  /** Presses a button that opens a form, fills it in and submits it. */
  fillIn(user: string, message: MessageRef, button: string, fields: FilledIn): Promise<void>;
  /** The bot replies to a press of `ann` with this form: the names of the fields that she sees, in their order. */
  shownFields(form: Form): Promise<readonly string[]>;
  /** As `shownFields`; then she fills it in and sends it, and the bot replies with this problem. */
  formProblem(form: Form, fields: FilledIn, problem: FormProblem): Promise<SeenProblem>;
  react(user: string, message: MessageRef, label: string): Promise<void>;
  unreact(user: string, message: MessageRef, label: string): Promise<void>;
  /** An admin of the community deletes the message. */
  deleteMessage(message: MessageRef): Promise<void>;

  /** The channel as this user sees it, oldest first, discussions under their messages. */
  readChannel(viewer: string): Promise<readonly SeenMessage[]>;
  /** The private replies that this user has been shown. */
  readPrivate(viewer: string): Promise<readonly SeenMessage[]>;
  /** Whom the platform has notified by name, role or group through any message. */
  readMentions(): Promise<readonly string[]>;
}

const MINUTE = 60_000;
const PRIVATE: Reply = { kind: "private", card: NOTICE_CARD };

/** The one suite that every platform passes. */
export function describePlatform(name: string, makeHarness: () => Promise<PlatformHarness>): void {
  describe(`${name} as a chat platform`, () => {
    let world: PlatformHarness;
    /** Before anything of the test. */
    let begun: number;
    let events: ChatEvent[];
    let reply: (event: ChatEvent) => Reply | Promise<Reply>;

    beforeEach(async () => {
      begun = Date.now() - 1000;
      events = [];
      reply = () => PRIVATE;
      world = await makeHarness();
      await world.start(async (event) => {
        events.push(event);
        return reply(event);
      });
    });
    afterEach(() => world.dispose());

    const here = (): ChannelTarget => ({ kind: "channel", community: world.community, channel: world.channel });
    const post = (card: Card, key = "d-1") => world.platform.post(here(), card, { key });
    const only = async (viewer = world.ann): Promise<SeenMessage> => {
      const messages = await world.readChannel(viewer);
      expect(messages).toHaveLength(1);
      return messages[0] as SeenMessage;
    };

    describe("posting", () => {
      it("shows a question with its options in full, their buttons and their reactions", async () => {
        const ref = await post(QUESTION_CARD);
        const seen = await only();
        expect(ref).toMatchObject({ community: world.community, channel: world.channel, message: seen.message });
        expect(seen.title).toBe("Question: Containers");
        expect(seen.text).toContain("Which registry path fits production?");
        expect(seen.options.map(({ label, text }) => `${label} ${text}`)).toEqual([
          "1 the :1 tag",
          "2 the :latest tag",
          "3 no tag",
          "4 any tag",
        ]);
        expect(seen.options.every((option) => option.mark === undefined)).toBe(true);
        expect(seen.buttons).toEqual(["1", "2", "3", "4", "In your words"]);
        expect(seen.reactions).toEqual(["1", "2", "3", "4"]);
      });

      it("shows steps with one button to put them in order, and no reactions", async () => {
        await post(ORDER_CARD);
        const seen = await only();
        expect(seen.options.map(({ label, text }) => `${label} ${text}`)).toEqual([
          "1 Push the image",
          "2 Write a Dockerfile",
          "3 Create the endpoint",
          "4 Build -> tag",
        ]);
        expect(seen.buttons).toEqual(["Put in order"]);
        expect(seen.reactions).toEqual([]);
      });

      it("shows who stands where on a board", async () => {
        await post(BOARD_CARD);
        const { text } = await only();
        expect(text).toMatch(/1\b.*Chioma.*58.*2\b.*Ben.*46.*9\b.*Ada.*12/s);
      });

      it("shows times in the reader's own zone, inside sentences too", async () => {
        const at = (hour: number) => ({ at: Date.UTC(2026, 10, 23, hour), timeZone: "America/New_York" });
        await post({
          ...NOTICE_CARD,
          blocks: [
            { type: "time", label: "Closes", ...at(1) },
            { type: "text", text: ["The **next one** comes ", at(2), ", `/study skip` leaves it out."] },
            { type: "note", sign: "⚠️", label: "Look at this", text: ["None came ", at(3), ": I was away."] },
            { type: "facts", facts: [{ label: "Corrected", value: [at(4), ": the key"] }] },
            { type: "small", text: ["Since ", at(5), "."] },
          ],
        });
        const { moments, text } = await only();
        expect(moments).toEqual([1, 2, 3, 4, 5].map((hour) => `2026-11-23T0${hour}:00:00Z`));
        expect(text).toMatch(/The next one comes .+, \/study skip leaves it out\./);
      });

      it("posts once for a delivery key, even when asked twice", async () => {
        const first = await post(QUESTION_CARD);
        const second = await world.platform.post(here(), QUESTION_CARD, { key: "d-1", maybeSentSince: begun });
        expect(second).toEqual(first);
        await only();
      });

      it("posts once for a delivery key when a restart came in between", async () => {
        const first = await post(QUESTION_CARD);
        await world.restart();
        const second = await world.platform.post(here(), QUESTION_CARD, { key: "d-1", maybeSentSince: begun });
        expect(second).toEqual(first);
        await only();
      });

      it("posts what never arrived when it is asked again after a restart", async () => {
        await world.restart();
        await world.platform.post(here(), QUESTION_CARD, { key: "d-1", maybeSentSince: begun });
        expect((await only()).title).toBe("Question: Containers");
      });

      it("finds what it posted by its key, also after a restart, and nothing that never arrived", async () => {
        const first = await post(QUESTION_CARD);
        await world.restart();
        const since = { maybeSentSince: begun };
        expect(await world.platform.find(here(), { key: "d-1", ...since })).toEqual(first);
        expect(await world.platform.find(here(), { key: "d-none", ...since })).toBeUndefined();
      });

      it("puts what is said about a message under it", async () => {
        const question = await post(QUESTION_CARD);
        await post(NOTICE_CARD, "d-2");
        await world.platform.post({ kind: "thread", ...question }, REVEAL_CARD, { key: "d-3" });
        const reply = (await world.readChannel(world.ann)).find((seen) => seen.title === REVEAL_CARD.title);
        expect(reply?.threadOf).toBe(question.message);
      });

      it("says that a channel it cannot see is gone", async () => {
        const elsewhere = { kind: "channel", community: world.community, channel: "C0NOWHERE" } as const;
        await expect(world.platform.post(elsewhere, NOTICE_CARD, { key: "d-1" })).rejects.toSatisfy(
          isReason("channel-gone"),
        );
      });

      it("cuts nothing of a card whose texts are as long as a deck's may be", async () => {
        await post(longCard());
        const { text } = await only();
        for (const [part, length] of Object.entries(LONG)) {
          expect(text.match(new RegExp(`${part}(?:x*)end${part}`))?.[0] ?? `${part} is cut`).toHaveLength(length);
        }
      });
    });

    describe("text from decks and people", () => {
      it("shows as it is and mentions nobody", async () => {
        await post(hostileCard([world.ann, world.ben]));
        const { title, text, options } = await only();
        expect(title).toBe("A <b>title</b> @everyone");
        for (const hostile of HOSTILE_TEXTS) expect(text).toContain(hostile);
        expect(text).toContain(`<@${world.ann}>`);
        expect(options.map((option) => option.text)).toEqual(["**not bold** <b>nor this</b>", "@everyone"]);
        expect(await world.readMentions()).toEqual([]);
        expect((await only()).moments).toEqual([]);
      });
    });

    describe("editing", () => {
      it("turns the question into its reveal, with the key by sign and word", async () => {
        const question = await post(QUESTION_CARD);
        await world.platform.edit(question, REVEAL_CARD);
        const seen = await only();
        expect(seen.message).toBe(question.message);
        expect(seen.title).toBe("Answer: Containers");
        expect(seen.options.map((option) => option.mark)).toEqual(["right", "wrong", "wrong", "wrong"]);
        expect(seen.text).toMatch(/3 answers.*75/s);
        expect(seen.buttons).toEqual([]);
      });

      it("turns steps into their right order, each with the label that it had", async () => {
        const question = await post(ORDER_CARD);
        await world.platform.edit(question, ORDER_REVEAL_CARD);
        const seen = await only();
        expect(seen.text).toMatch(/Right order:? ?✅ ?2 → 4 → 1 → 3/);
        expect(seen.options).toEqual([
          { label: "2", text: "Write a Dockerfile", mark: undefined },
          { label: "4", text: "Build -> tag", mark: undefined },
          { label: "1", text: "Push the image", mark: undefined },
          { label: "3", text: "Create the endpoint", mark: undefined },
        ]);
        expect(seen.text).toMatch(/Right:? ?7 \(58.%\)/);
        expect(seen.buttons).toEqual([]);
      });

      it("is idempotent", async () => {
        const question = await post(QUESTION_CARD);
        await world.platform.edit(question, REVEAL_CARD);
        const once = await world.readChannel(world.ann);
        await world.platform.edit(question, REVEAL_CARD);
        expect(await world.readChannel(world.ann)).toEqual(once);
      });

      it("says that a deleted message is gone", async () => {
        const question = await post(QUESTION_CARD);
        await world.deleteMessage(question);
        await expect(world.platform.edit(question, REVEAL_CARD)).rejects.toSatisfy(isReason("message-gone"));
      });
    });

    describe("events", () => {
      const user = () => ({ id: world.ann, isAdmin: false });
      const base = () => ({
        platform: world.platform.name,
        community: world.community,
        channel: world.channel,
        user: user(),
      });
      const told = (): ChatEvent => {
        expect(events).toHaveLength(1);
        const event = events[0] as ChatEvent;
        expect(event.id).not.toBe("");
        // In milliseconds, and of now; the platform's clock may differ.
        expect(event.at).toBeGreaterThan(begun - MINUTE);
        expect(event.at).toBeLessThan(Date.now() + MINUTE);
        return event;
      };

      it("tells of a command with what was written after it", async () => {
        await world.command(world.ann, "/leaderboard people week");
        const event = told();
        expect(event).toMatchObject({ type: "command", ...base(), command: "leaderboard" });
        const words =
          event.type === "command" &&
          ("text" in event.input ? event.input.text : Object.values(event.input.options).join(" "));
        expect(words).toBe("people week");
      });

      it("tells of a pressed button", async () => {
        const question = await post(QUESTION_CARD);
        await world.press(world.ann, question, "3");
        expect(told()).toMatchObject({
          type: "action",
          ...base(),
          message: question.message,
          action: "answer:7:3",
          values: [],
        });
      });

      it("tells of a submitted choice of several", async () => {
        const ref = await post({
          ...NOTICE_CARD,
          blocks: [
            {
              type: "controls",
              controls: [
                {
                  type: "select",
                  action: "answer:8",
                  label: "Select 2",
                  submitLabel: "Submit",
                  min: 2,
                  max: 2,
                  choices: ["1", "2", "3"].map((value) => ({ value, label: value })),
                },
              ],
            },
          ],
        });
        expect((await only()).choices).toEqual(["1", "2", "3"]);
        await world.choose(world.ann, ref, ["1", "3"]);
        expect(told()).toMatchObject({
          type: "action",
          ...base(),
          message: ref.message,
          action: "answer:8",
          values: ["1", "3"],
        });
      });

      it("opens a form where the reply is one, and tells what was written", async () => {
        reply = (event) => (event.type === "action" ? { kind: "form", form: FORM } : PRIVATE);
        const question = await post(QUESTION_CARD);
        await world.fillIn(world.ann, question, "In your words", { answer: "iam:PassRole & more" });
        expect(events).toHaveLength(2);
        expect(events[1]).toMatchObject({
          type: "form",
          ...base(),
          action: FORM.action,
          fields: { answer: "iam:PassRole & more" },
        });
        expect(await world.readPrivate(world.ann)).toHaveLength(1);
      });

      it("tells what was filled in, whatever the field's type", async () => {
        for (const [index, [, form]] of FORMS.entries()) {
          reply = (event) => (event.type === "action" ? { kind: "form", form } : PRIVATE);
          const opener = await post(OPENER_CARD, `d-${index}`);
          const filledIn = filledOut(form, world.channel);
          await world.fillIn(world.ann, opener, "Open", filledIn);
          const event = events.at(-1);
          expect(event).toMatchObject({ type: "form", ...base(), action: form.action });
          if (event?.type !== "form") continue;
          for (const { name, type } of form.fields) {
            if (type === "checkboxes") expect(event.checked?.[name]).toEqual(filledIn[name]);
            else if (type !== "channel" && type !== "file") expect(event.fields[name]).toBe(filledIn[name]);
          }
        }
      });

      it("tells of boxes that somebody unchecked, and of a form that was sent as it was shown", async () => {
        reply = (event) => (event.type === "action" ? { kind: "form", form: TEXTS_FORM } : PRIVATE);
        await world.fillIn(world.ann, await post(OPENER_CARD), "Open", {});
        await world.fillIn(world.ann, await post(OPENER_CARD, "d-2"), "Open", { days: [] });
        const [first, second] = events.filter((event) => event.type === "form");
        expect(first).toMatchObject({ fields: { word: "pca", color: "g" }, checked: { days: ["tue", "wed"] } });
        expect(second?.checked?.days ?? []).toEqual([]);
      });

      it("hands over a file that came with a form, and no more of it than was asked for", async () => {
        reply = (event) => (event.type === "action" ? { kind: "form", form: PICKERS_FORM } : PRIVATE);
        const opener = await post(OPENER_CARD);
        const deck = { name: "notes.md", content: "# Notes\n\nÜbung" };
        await world.fillIn(world.ann, opener, "Open", { where: world.channel, deck });
        const event = events.at(-1);
        const file = event?.type === "form" ? event.files?.deck : undefined;
        expect(file).toMatchObject({ name: deck.name, size: Buffer.byteLength(deck.content) });
        expect(Buffer.from((await file?.read(1_000)) ?? []).toString()).toBe(deck.content);
        await expect(file?.read(10)).rejects.toSatisfy((error) => error instanceof UserError && error.field === "deck");
      });

      it("opens a form with a field for each place, and tells what stands in each", async () => {
        reply = (event) => (event.type === "action" ? { kind: "form", form: ORDER_FORM } : PRIVATE);
        const question = await post(ORDER_CARD);
        const fields = {
          "place-1": "2",
          "place-2": "4",
          "place-3": "1",
          "place-4": "3",
        };
        await world.fillIn(world.ann, question, "Put in order", fields);
        expect(events[1]).toMatchObject({ type: "form", ...base(), action: ORDER_FORM.action, fields });
      });

      it("tells of an added reaction, and not of one taken away", async () => {
        const question = await post(QUESTION_CARD);
        await world.react(world.ann, question, "2");
        await world.unreact(world.ann, question, "2");
        expect(told()).toMatchObject({ type: "reaction", ...base(), message: question.message, label: "2" });
      });

      it("gives each event an id of its own", async () => {
        await world.command(world.ann, "/progress");
        await world.command(world.ann, "/progress");
        expect(new Set(events.map((event) => event.id)).size).toBe(2);
      });
    });

    describe("forms", () => {
      it.each(FORMS)("of %s shows every field", async (_, form) => {
        expect(await world.shownFields(form)).toEqual(form.fields.map(({ name }) => name));
      });

      it.each(FORMS)(
        "of %s that was found wrong says so at the field, and keeps what was filled in",
        async (_, form) => {
          const field = form.fields[1]?.name ?? form.fields[0]?.name;
          const filledIn = filledOut(form, world.channel);
          const seen = await world.formProblem(form, filledIn, { text: "That is **not** it.", field });
          expect(seen.text).toContain("That is not it.");
          expect([field, undefined]).toContain(seen.field);
          expect(seen.filledIn).toEqual(withoutFiles(filledIn));
        },
      );

      it("that was found wrong as a whole says so, and at no field", async () => {
        const seen = await world.formProblem(TEXTS_FORM, {}, { text: "That is **not** it.", field: undefined });
        expect(seen.text).toContain("That is not it.");
        expect(seen.field).toBeUndefined();
      });
    });

    describe("private replies", () => {
      it("are seen by the user who acted, and by nobody else", async () => {
        await world.command(world.ann, "/progress");
        expect((await world.readPrivate(world.ann)).map((seen) => seen.title)).toEqual([NOTICE_CARD.title]);
        expect(await world.readPrivate(world.ben)).toEqual([]);
        expect(await world.readChannel(world.ann)).toEqual([]);
        expect(await world.readChannel(world.ben)).toEqual([]);
      });

      it("are not sent where the bot has nothing to say", async () => {
        reply = () => ({ kind: "nothing" });
        await world.command(world.ann, "/progress");
        expect(await world.readPrivate(world.ann)).toEqual([]);
      });

      it("say that something went wrong where the bot failed", async () => {
        reply = () => {
          throw new Error("on purpose");
        };
        await world.command(world.ann, "/progress");
        const [seen] = await world.readPrivate(world.ann);
        expect(seen?.text).toMatch(/went wrong/i);
        expect(seen?.text).not.toContain("on purpose");
      });
    });

    describe("reading reactions", () => {
      it("names who stands under each option, the bot left out", async () => {
        const question = await post(QUESTION_CARD);
        await world.react(world.ann, question, "2");
        await world.react(world.ben, question, "2");
        await world.react(world.ben, question, "4");
        const { 2: second = [], 4: fourth = [], ...others } = await world.platform.readReactions(question, []);
        expect([...second].sort()).toEqual([world.ann, world.ben].sort());
        expect(fourth).toEqual([world.ben]);
        expect(Object.values(others).flat()).toEqual([]);
      });

      it("sees what was given while the bot was away", async () => {
        const question = await post(QUESTION_CARD);
        await world.react(world.ann, question, "1");
        await world.restart();
        expect(await world.platform.readReactions(question, [])).toMatchObject({ 1: [world.ann] });
      });
    });

    describe("inspecting", () => {
      it("reports the channel's name and that nothing is missing", async () => {
        const report = await world.platform.inspect(here());
        expect(report).toMatchObject({ exists: true, archived: false, missing: [] });
        expect(report.name).not.toBe("");
      });

      it("reports that a channel does not exist", async () => {
        expect(await world.platform.inspect({ ...here(), channel: "C0NOWHERE" })).toMatchObject({ exists: false });
      });
    });

    describe("groups", () => {
      it("says who is in one, or that the platform does not tell", async () => {
        const members = await world.platform.groupMembers({ community: world.community, group: "S0NOBODY" });
        expect([undefined, []]).toContainEqual(members);
      });
    });

    describe("stopping", () => {
      it("waits for handlers in flight, and their replies still arrive", async () => {
        const gate = Promise.withResolvers<void>();
        const entered = Promise.withResolvers<void>();
        reply = async () => {
          entered.resolve();
          await gate.promise;
          return PRIVATE;
        };
        const command = world.command(world.ann, "/progress");
        await entered.promise;
        const idle = await makeHarness();
        await idle.start(async () => PRIVATE);
        let stopped = false;
        const stop = world.platform.stop().then(() => {
          stopped = true;
        });
        // Another one that has nothing to wait for comes to its end meanwhile.
        await idle.platform.stop();
        await idle.dispose();
        expect(stopped).toBe(false);
        gate.resolve();
        await Promise.all([stop, command]);
        expect(await world.readPrivate(world.ann)).toHaveLength(1);
      });

      it("can be done twice", async () => {
        await world.platform.stop();
        await expect(world.platform.stop()).resolves.toBeUndefined();
      });
    });
  });
}

function isReason(reason: PlatformError["reason"]): (error: unknown) => boolean {
  return (error) => error instanceof PlatformError && error.reason === reason;
}
