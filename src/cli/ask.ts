import process from "node:process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Command } from "commander";
import type { Deck, Entry } from "../deck/deck.ts";
import type { AskHit, AskResult, DeckSearch } from "../deck/search/search.ts";
import { DeckError } from "../decks.ts";
import { readEnvironment } from "./environment.ts";

/** The command's input, output, and decks; tests supply their own. */
export interface AskCommandSettings {
  readonly input: Readable;
  readonly out: (text: string) => void;
  /** The decks folder, and the deck to ask if --deck is not given. */
  readonly decks: () => { readonly decksDir: string; readonly defaultDeck: string };
}

/** What `ask --json` prints, one object a line. */
interface AskLine {
  readonly query: string;
  readonly answered: boolean;
  /** Best first, up to 5. If not answered, the nearest entries. */
  readonly results: readonly { readonly entry: string; readonly facts: readonly string[]; readonly score: number }[];
}

/** `ask [query...]`: asks a deck; without a query, every line of standard input is one. */
export function addAskCommand(program: Command, settings: Partial<AskCommandSettings> = {}): void {
  const { input, out, decks }: AskCommandSettings = {
    input: process.stdin,
    out: (text) => process.stdout.write(text),
    decks: readEnvironment,
    ...settings,
  };
  program
    .command("ask")
    .description("ask the cheatsheet; without a query, every line of the standard input is one")
    .argument("[query...]", "what you look for, in your own words")
    .option("--json", "print one JSON object a query: query, answered, results (best first)")
    .option("--deck <id>", "the deck to ask (default: the one that DECK names)")
    .action(async (words: string[], options: { json?: true; deck?: string }) => {
      const { decksDir, defaultDeck } = decks();
      const { deck, search } = await openDeck(decksDir, options.deck ?? defaultDeck);
      const print = (result: AskResult) =>
        out(options.json ? `${JSON.stringify(toLine(deck, result))}\n` : toText(deck, result));
      if (words.length > 0) print(search.ask(words.join(" ")));
      else for await (const line of createInterface({ input })) print(search.ask(line));
    });
}

async function openDeck(folder: string, id: string): Promise<{ deck: Deck; search: DeckSearch }> {
  // Loaded here so that other commands start faster.
  const [{ loadDecks }, { createSearch }] = await Promise.all([
    import("../deck/load.ts"),
    import("../deck/search/search.ts"),
  ]);
  const { decks } = await loadDecks(folder);
  const deck = decks.get(id);
  if (deck) return { deck, search: createSearch(deck) };
  const known = [...decks.keys()].join(", ") || "none";
  throw new DeckError(
    `There is no sound deck "${id}" in ${folder}. Sound: ${known}. "studybot deck check" says what is wrong.`,
  );
}

function toLine(deck: Deck, { query, answered, hits }: AskResult): AskLine {
  const withFacts = ({ entry, score }: AskHit) => ({ entry, facts: deck.entries.get(entry)?.facts ?? [], score });
  const results = hits.map(withFacts);
  return { query, answered, results };
}

function toText(deck: Deck, { query, answered, hits, topics }: AskResult): string {
  const best = answered && hits[0] ? deck.entries.get(hits[0].entry) : undefined;
  if (best) return entryText(best);
  const nearest = topics.length > 0 ? `The nearest topics: ${topics.join("; ")}.\n` : "";
  return `The cheatsheet says nothing about “${query.trim().slice(0, 100)}”.\n${nearest}\n`;
}

function entryText({ title, body, status, note, source }: Entry): string {
  const noted = note === undefined ? "" : `\nThe cheatsheet is ${status} here: ${note}\n`;
  return `${title}\n\n${body}\n${noted}\nSource: ${[source.title, source.url].filter(Boolean).join(", ")}\n\n`;
}
