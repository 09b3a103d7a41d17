import { pick } from "../../src/study/random.ts";
import { pause } from "./clock.ts";
import type { Door, OpenQuestion, Outcome, Person, Way } from "./door.ts";
import type { Journal } from "./journal.ts";

/** Shared by all people: tells them when to stop. */
export interface Evening {
  isOver: boolean;
}

const DELETES = 0.03;
const CHANGES_MIND = 0.35;
const TWICE_IN_A_HURRY = 0.12;
const TAKES_REACTION_BACK = 0.3;
/** Platforms report times in whole milliseconds at best, so two presses must not share one. */
const HURRY_MS = 15;

/** Simulates one person, who answers open questions, changes their mind, and now and then deletes their data. */
export async function livePerson(
  door: Door,
  person: Person,
  journal: Journal,
  random: () => number,
  evening: Evening,
): Promise<void> {
  let answered = 0;
  /** If an answer is not acknowledged, the person leaves that question alone. */
  let leaves = 0;
  let words = 0;
  while (!evening.isOver) {
    await pause(200 + random() * 1_600);
    const question = evening.isOver ? undefined : door.question(person.place);
    if (question === undefined || question.round === leaves) continue;
    if (question.round === answered && random() > CHANGES_MIND) continue;
    if (random() < DELETES) {
      journal.entries.push({ what: "deletion", person, outcome: await door.deleteData(person) });
      continue;
    }
    const way = wayFor(question, random);
    const choices = [choiceFor(question, random, `guess ${person.id} ${++words}`)];
    if (way === "button" && question.kind === "one" && random() < TWICE_IN_A_HURRY)
      choices.push(choiceFor(question, random, ""));
    const outcomes = await Promise.all(
      choices.map(async (choice, place) => {
        await pause(place * HURRY_MS);
        return door.answer(person, question, choice, way);
      }),
    );
    for (const [place, outcome] of outcomes.entries()) {
      note(journal, person, question, choices[place] ?? "", way, outcome);
    }
    answered = question.round;
    if (outcomes.some((outcome) => outcome.kind !== "acknowledged")) leaves = question.round;
    else if (way === "reaction" && person.place.platform !== "discord" && random() < TAKES_REACTION_BACK)
      await door.withdraw(person, question, choices[0] ?? "");
  }
}

function note(
  journal: Journal,
  person: Person,
  question: OpenQuestion,
  choice: string,
  way: Way,
  outcome: Outcome,
): void {
  journal.entries.push({
    what: "answer",
    person,
    round: question.round,
    choice,
    outcome,
    stands: way === "reaction" && !(person.place.platform === "discord" && outcome.kind === "acknowledged"),
    byCommand: way === "command",
  });
}

function wayFor(question: OpenQuestion, random: () => number): Way {
  const ways: Way[] = ["button", "button"];
  // True and false fit too many questions to tell from a receipt which one took the answer.
  if (question.labels.length !== 2) ways.push("command");
  if (question.takesReactions) ways.push("reaction");
  return pick(ways, random) ?? "button";
}

/** In the format that the database stores. */
function choiceFor(question: OpenQuestion, random: () => number, words: string): string {
  if (question.kind === "words") return words;
  const left = [...question.labels];
  const chosen = Array.from({ length: question.needed }, () =>
    left.splice(Math.floor(random() * left.length), 1).join(),
  );
  return chosen.sort().join(",");
}
