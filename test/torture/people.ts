import { pick } from "../../src/study/random.ts";
import type { PacedClock } from "./clock.ts";
import { type Door, type OpenQuestion, type Outcome, PATIENCE_MS, type Person, type Way } from "./door.ts";
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
  clock: PacedClock,
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
    await clock.passes(200 + random() * 1_600);
    const question = evening.isOver ? undefined : door.question(person.place);
    if (question === undefined || question.round === leaves) continue;
    if (question.round === answered && random() > CHANGES_MIND) continue;
    if (random() < DELETES) {
      await deleteData(clock, door, person, journal);
      continue;
    }
    const way = wayFor(door, question, random);
    const choices = [choiceFor(question, random, `guess ${person.id} ${++words}`)];
    if (way === "button" && question.kind === "one" && random() < TWICE_IN_A_HURRY)
      choices.push(choiceFor(question, random, ""));
    const outcomes = await Promise.all(
      choices.map(async (choice, place) => {
        await clock.passes(place * HURRY_MS);
        return door.answer(person, question, choice, way);
      }),
    );
    for (const [place, outcome] of outcomes.entries()) {
      const rivals = choices.filter((_, other) => other !== place && outcomes[other]?.kind !== "refused");
      note(journal, person, question, { choice: choices[place] ?? "", rivals, way }, outcome);
    }
    answered = question.round;
    if (outcomes.some((outcome) => outcome.kind !== "acknowledged")) leaves = question.round;
    else if (way === "reaction" && person.place.platform !== "discord" && random() < TAKES_REACTION_BACK)
      await door.withdraw(person, question, choices[0] ?? "");
  }
}

async function deleteData(clock: PacedClock, door: Door, person: Person, journal: Journal): Promise<void> {
  const outcome = await door.deleteData(person);
  journal.entries.push({ what: "deletion", person, outcome });
  // What comes after it must not be deleted by it.
  if (outcome.kind === "doubt") await clock.passes(PATIENCE_MS);
}

function note(
  journal: Journal,
  person: Person,
  question: OpenQuestion,
  { choice, rivals, way }: { readonly choice: string; readonly rivals: readonly string[]; readonly way: Way },
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
    // Slack and Discord say when it was pressed; at the playground that one counts which arrives later.
    rivals: person.place.platform === "playground" ? rivals : [],
  });
}

function wayFor({ name }: Door, question: OpenQuestion, random: () => number): Way {
  const ways: Way[] = ["button", "button"];
  // True and false fit too many questions to tell from a receipt which one took the answer.
  if (question.labels.length !== 2) ways.push("command");
  if (question.takesReactions) ways.push("reaction");
  const way = pick(ways, random) ?? "button";
  // Slack's form is left out here: words are typed there, and a command names no round.
  return name === "slack" && question.kind === "words" ? "command" : way;
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
