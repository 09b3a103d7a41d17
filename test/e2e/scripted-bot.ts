import { parseActionId } from "../../src/chat/card.ts";
import type { ActionEvent, ChatEvent, CommandEvent, EventHandler, Reply } from "../../src/chat/event.ts";
import type { ChatPlatform, MessageRef } from "../../src/chat/platform.ts";
import {
  ANSWER_FORM,
  BOARD,
  CLOSED_NOTE,
  EXPORT,
  entryCard,
  problemCard,
  QUESTIONS,
  questionCard,
  receiptCard,
  revealCard,
  type ScriptedQuestion,
} from "./scripted-cards.ts";

const CLOSES_AT = Date.UTC(2026, 10, 23, 16);

interface OpenRound {
  readonly number: number;
  readonly question: ScriptedQuestion;
  readonly message: MessageRef;
  readonly answers: Map<string, readonly string[]>;
}

export interface ScriptedBot {
  readonly handler: EventHandler;
  /** Everything it was told, oldest first. */
  readonly events: readonly ChatEvent[];
}

/** As much of a bot as the page needs to be seen with: it asks three questions in turn and knows a few commands. */
export function createScriptedBot(platform: () => ChatPlatform): ScriptedBot {
  const events: ChatEvent[] = [];
  let asked = 0;
  let open: OpenRound | undefined;

  async function post(): Promise<Reply> {
    const number = asked++;
    const question = QUESTIONS[number % QUESTIONS.length] as ScriptedQuestion;
    const card = questionCard(question, number, CLOSES_AT);
    const message = await platform().post({ kind: "channel", community: "playground", channel: "study" }, card, {
      key: `question-${number}`,
    });
    open = { number, question, message, answers: new Map() };
    return { kind: "nothing" };
  }

  async function close(): Promise<Reply> {
    if (open === undefined) return { kind: "private", card: problemCard("No round is open here right now.") };
    const { message, number, question, answers } = open;
    open = undefined;
    await platform().edit(message, revealCard(question, [...answers.values()]));
    await platform().post({ kind: "thread", ...message }, CLOSED_NOTE, { key: `reveal-${number}` });
    return { kind: "nothing" };
  }

  function answer(user: string, round: number, choice: readonly string[]): Reply {
    if (open?.number !== round)
      return { kind: "private", card: problemCard("This round is closed. Your answer was not counted.") };
    open.answers.set(user, choice);
    return { kind: "private", card: receiptCard(choice.join(" and ")) };
  }

  function act(event: ActionEvent): Reply {
    const { name, args } = parseActionId(event.action);
    const round = Number(args[0]);
    if (name === "answer-form") return { kind: "form", form: ANSWER_FORM(round) };
    if (name === "answer") return answer(event.user.id, round, event.values.length > 0 ? event.values : args.slice(1));
    return {
      kind: "private",
      card: { tone: "notice", title: "Shared", blocks: [{ type: "text", text: "It is in the channel now." }] },
    };
  }

  async function command({ command: name, input, user }: CommandEvent): Promise<Reply> {
    const text = "text" in input ? input.text : "";
    switch (name) {
      case "study":
        if (!user.isAdmin) return { kind: "private", card: problemCard("Only admins may do that.") };
        return text === "close" ? close() : post();
      case "leaderboard":
        return { kind: "private", card: BOARD };
      case "ask":
        return { kind: "private", card: entryCard(text) };
      case "answer":
        return answer(user.id, open?.number ?? -1, text.split(" "));
      case "mydata":
        return { kind: "private", card: EXPORT };
      case "break":
        throw new Error("on purpose");
      default:
        return { kind: "private", card: problemCard("There is no such command. Did you mean `/leaderboard`?") };
    }
  }

  return {
    events,
    async handler(event) {
      events.push(event);
      switch (event.type) {
        case "command":
          return command(event);
        case "action":
          return act(event);
        case "form":
          return answer(event.user.id, Number(parseActionId(event.action).args[0]), [event.fields.answer ?? ""]);
        case "reaction":
          return open?.message.message === event.message
            ? answer(event.user.id, open.number, [event.label])
            : { kind: "private", card: problemCard("This round is closed. Your answer was not counted.") };
        case "suggest": {
          const known = event.command === "ask" ? ["pipeline length", "pipe mode", "PassRole"] : ["aws-mls-part-4"];
          return {
            kind: "suggestions",
            suggestions: known.filter((one) => one.toLowerCase().startsWith(event.partial.toLowerCase())),
          };
        }
        default:
          return { kind: "nothing" };
      }
    },
  };
}
