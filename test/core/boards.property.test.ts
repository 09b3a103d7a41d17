import fc from "fast-check";
import { expect, test } from "vitest";
import type { Question } from "../../src/deck/deck.ts";
import { verify } from "../../src/storage/operations/verify.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";
import { ADMIN, buttonsOf, labelOf, startTeam } from "../support/team.ts";
import { boards, boardsFromAnswers } from "../support/team-boards.ts";

const PEOPLE = ["ben", "chi", "dev", "eva"] as const;

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("answer" as const), who: fc.constantFrom(...PEOPLE), right: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("next" as const), after: fc.integer({ min: 1, max: 4000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("void" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("hide" as const), who: fc.constantFrom(...PEOPLE) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), who: fc.constantFrom(...PEOPLE) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("correct" as const),
      round: fc.nat(),
      key: fc.constantFrom(RIGHT, "wrong one", "wrong two"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("team" as const),
      who: fc.constantFrom(...PEOPLE),
      how: fc.constantFrom("create", "join", "join", "rename"),
      name: fc.constantFrom("Owls", "Foxes"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("leave" as const), who: fc.constantFrom(...PEOPLE) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("goes" as const), who: fc.constantFrom(...PEOPLE) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("role" as const), who: fc.constantFrom(...PEOPLE) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("draw" as const), how: fc.constantFrom("draw", "redraw") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("season" as const), how: fc.constantFrom("start", "end") }) },
);

const keyed = (question: Partial<Question>, key: string): Partial<Question> => ({
  ...question,
  options: [RIGHT, "wrong one", "wrong two", "wrong three"].map((text) => ({ text, right: text === key })),
});

test("whatever people and admins do, in any order, boards, streaks and points are what the answers say", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("standard", "race", "difficulty"),
      fc.array(step, { minLength: 5, maxLength: 30 }),
      async (rule, steps) => {
        let questions = singles(30);
        const team = await startTeam({ deck: smallDeck(questions), setup: `/study setup scoring:${rule}` });
        try {
          await team.say(ADMIN, "/study teams sync engineers");
          await team.say(ADMIN, "/study post");
          for (const one of steps) {
            team.now += 1000;
            switch (one.do) {
              case "answer": {
                const question = team.channelMessages().findLast((message) => message.card.tone === "question");
                if (question) await team.press(one.who, question, labelOf(question, one.right ? RIGHT : "wrong one"));
                break;
              }
              case "next":
                await team.say(ADMIN, "/study close");
                await team.tickAt(team.now + one.after * 60_000);
                await team.say(ADMIN, "/study post");
                break;
              case "void":
                await team.say(ADMIN, "/study void");
                break;
              case "hide":
                await team.say(one.who, "/mydata hide");
                break;
              case "delete": {
                const card = await team.say(one.who, "/mydata delete");
                const [message] = team.channelMessages();
                const button = message && buttonsOf({ ...message, card })[0];
                if (message && button) await team.action(one.who, message, button.action);
                break;
              }
              case "restart":
                await team.restart();
                break;
              case "correct": {
                const asked = await team.db.selectFrom("rounds").select("question").orderBy("id").execute();
                const wrong = asked[one.round % asked.length]?.question;
                questions = questions.map((question) => (question.id === wrong ? keyed(question, one.key) : question));
                await team.changeDeck(smallDeck(questions));
                break;
              }
              case "team":
                await team.say(one.who, `/team ${one.how} ${one.name}`);
                break;
              case "leave":
                await team.say(one.who, "/team leave");
                break;
              case "goes":
                await team.goes(one.who);
                break;
              case "role":
                team.roles.set(one.who, team.roles.has(one.who) ? [] : ["engineers"]);
                break;
              case "draw":
                await team.say(ADMIN, `/study teams ${one.how}`);
                break;
              case "season":
                await team.say(ADMIN, `/study season ${one.how}`);
            }
          }
          await team.say(ADMIN, "/study close");
          expect((await verify(team.db)).differences).toEqual([]);
          expect(await boards(team)).toEqual(await boardsFromAnswers(team));
          const unrevealed = await team.db
            .selectFrom("rounds")
            .select("id")
            .where("state", "not in", ["revealed", "void"])
            .execute();
          expect(unrevealed).toEqual([]);
        } finally {
          await team.stop();
        }
      },
    ),
    { numRuns: 40 },
  );
});
