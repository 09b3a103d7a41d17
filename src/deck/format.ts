import { z } from "zod";
import type { Kind } from "../study/kinds/kind.ts";
import { KINDS } from "../study/kinds/registry.ts";
import { text } from "../study/kinds/shared/fields.ts";

/**
 * The deck format, version 1: `deck.yaml` plus one YAML file per topic, with questions under the entry they ask about.
 * This schema is the single source of truth: the loader validates with it, and `data/deck.schema.json` and
 * `data/topic.schema.json` (for code editors) are generated from it.
 *
 * Lengths are in UTF-16 code units. They keep every card within Slack's and Discord's limits (Slack: 3,000 per section;
 * Discord: 4,096 per embed description, which holds a question's prompt and options together).
 */
const FORMAT_VERSION = 1;

const id = (what: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, `${what}: lower-case letters, digits and single hyphens`)
    .max(60);

const url = z.url({ protocol: /^https?$/, error: "give a full http(s) address" }).max(500);

const sourceSchema = z
  .strictObject({ title: text(300), url: url.optional() })
  .describe("Where the truth of this can be looked up");

const questionBase = {
  id: id("question id").describe("Stable for ever: history hangs on it. Rewording or moving a question keeps its id"),
  difficulty: z
    .enum(["easy", "medium", "hard"])
    .describe("easy: recall. medium: tell apart or apply. hard: decide in a situation, or combine facts"),
  prompt: text(600).describe("The question. Markdown: bold, italics, `code`"),
  explanation: text(1000).describe("Why the right answer is right, and why the most tempting wrong one is not"),
  scenario: z.boolean().optional().describe("true where the prompt describes a situation and asks what to do"),
  asks: z
    .enum(["today", "cheatsheet"])
    .optional()
    .describe(
      "today (default): the key is what is true now. cheatsheet: the prompt says that it asks what the cheatsheet taught",
    ),
  excludes: z
    .array(id("question id"))
    .max(20)
    .optional()
    .describe("Questions that give this one away; never posted within a week of it"),
  also: z.array(id("entry id")).max(5).optional().describe("Further entries this question asks about"),
  draft: z.boolean().optional().describe("true: never posted until an author approves it by removing this line"),
};

type QuestionSchema<One> = One extends {
  readonly name: infer Name extends string;
  readonly file: { readonly fields: infer Fields extends z.ZodRawShape };
}
  ? z.ZodObject<typeof questionBase & { readonly kind: z.ZodLiteral<Name> } & Fields, z.core.$strict>
  : never;
type QuestionSchemas<Kinds extends readonly unknown[]> = { [At in keyof Kinds]: QuestionSchema<Kinds[At]> };

/** The fields of all questions, followed by those of the kind. */
function questionSchemaOf({ name, file }: Kind) {
  return z.strictObject({ ...questionBase, kind: z.literal(name).describe(file.description), ...file.fields });
}

// `map` loses the tuple type, which says which kind is at which index.
const questionSchemas = KINDS.map(questionSchemaOf) as unknown as QuestionSchemas<typeof KINDS>;
export const questionSchema = z.discriminatedUnion("kind", questionSchemas);

export const entrySchema = z.strictObject({
  id: id("entry id").describe("Stable for ever, unique in the deck"),
  title: text(100).describe("What the entry is about, as a heading"),
  facts: z.array(id("fact id")).max(20).optional().describe("Ids of deck.yaml's facts that this entry covers"),
  body: text(1500).describe(
    "What the cheatsheet says, true as of today. Markdown: bold, italics, `code`, links, lists",
  ),
  terms: z.array(text(80)).min(1).max(20).describe("The key terms, as the field writes them"),
  abbreviations: z.array(text(40)).max(10).optional().describe("Short forms, like EBS"),
  synonyms: z.array(text(80)).max(20).optional().describe("Other words for the same thing"),
  phrasings: z.array(text(160)).max(6).optional().describe("3 to 6 short ways in which a learner would ask for this"),
  status: z.enum(["current", "dated", "wrong", "incomplete"]).describe("How the cheatsheet's statement stands today"),
  note: text(800)
    .optional()
    .describe("What is out of date, wrong or missing in the cheatsheet; required unless status is current"),
  source: sourceSchema.optional().describe("Where not given, the deck's own source"),
  related: z.array(id("entry id")).max(5).optional().describe("Entries worth reading next"),
  questions: z.array(questionSchema).max(30).optional().describe("The questions that ask about this entry"),
});

export const topicFileSchema = z.strictObject({
  topic: id("topic id").describe("The file's name without .yaml"),
  title: text(100).describe("The topic's name as learners see it"),
  entries: z.array(entrySchema).min(1).max(2000).describe("What the cheatsheet says, one thing an entry"),
});

export const deckFileSchema = z.strictObject({
  format: z.literal(FORMAT_VERSION).describe("The version of this format"),
  id: id("deck id").describe("The folder's name"),
  title: text(100).describe("The deck's name as learners see it"),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'three numbers in quotes, like "1.0.0"')
    .max(20)
    .describe('Raise it with every change that learners should know of, like "1.2.0"'),
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'a language code, like "en"')
    .describe('The language of the texts, like "en"; the checks of wording know English only'),
  description: text(500).optional(),
  licence: text(300).describe("Under which licence the deck may be used"),
  source: sourceSchema,
  topics: z.array(id("topic id")).min(1).max(200).describe("The topic files, in order: <topic>.yaml"),
  facts: z
    .array(id("fact id"))
    .max(20_000)
    .optional()
    .describe("All fact ids of the cheatsheet, so that coverage can be checked"),
});

export type Difficulty = z.infer<typeof questionSchema>["difficulty"];
export type EntryStatus = z.infer<typeof entrySchema>["status"];
export type Source = z.infer<typeof sourceSchema>;
export type DeckFile = z.infer<typeof deckFileSchema>;
export type TopicFile = z.infer<typeof topicFileSchema>;
export type EntryFile = z.infer<typeof entrySchema>;
export type QuestionFile = z.infer<typeof questionSchema>;
