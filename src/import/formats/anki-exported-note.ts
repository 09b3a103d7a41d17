import type { Element, Nodes } from "hast";
import { fromHtml } from "hast-util-from-html";
import { findKind } from "../../study/kinds/registry.ts";
import type { ImportedEntry } from "../imported.ts";
import { type BankQuestion, buildQuestion, entryOfQuestion } from "../question-entry.ts";
import { type AnkiNote, deckBaseName } from "./anki.ts";
import { treeToMarkdown } from "./html.ts";

/** CSS classes with which the bot recognizes the parts of questions that it exported to Anki. */
export const PART_CLASSES = {
  prompt: "sb-prompt",
  options: "sb-options",
  key: "sb-key",
  explanation: "sb-explanation",
  entryTitle: "sb-title",
  entryBody: "sb-body",
} as const;
/** A tag on every exported note. Tags cannot contain spaces, so the name of Anki's deck holds the topic's title. */
export const EXPORT_TAG = "studybot";

/** Restores a note that the bot exported, including changes made in Anki; undefined for any other note. */
export function readExportedNote(note: AnkiNote): ImportedEntry | undefined {
  const [front = "", back = ""] = note.fields;
  if (!front.includes(PART_CLASSES.prompt) || !back.includes(PART_CLASSES.key)) return undefined;
  const parts: Parts = new Map([...partsOf(front), ...partsOf(back)]);
  const question = questionOf(note, parts);
  const built = question && buildQuestion(question);
  return built === undefined || "reason" in built ? undefined : entryOf(note, parts, built.content);
}

type Parts = ReadonlyMap<string, Element>;

function tagOf(note: AnkiNote, name: string): string | undefined {
  return note.tags.find((one) => one.startsWith(`${name}::`))?.slice(name.length + 2);
}

function questionOf(note: AnkiNote, parts: Parts): BankQuestion | undefined {
  const [prompt, key, explanation] = [
    parts.get(PART_CLASSES.prompt),
    parts.get(PART_CLASSES.key),
    parts.get(PART_CLASSES.explanation),
  ];
  if (prompt === undefined || key === undefined) return undefined;
  const right = itemsOf(key);
  const kind = tagOf(note, "kind") ?? "";
  const known = findKind(kind);
  const isText = known !== undefined && !known.hasOwnOptions;
  const wrong = isText ? [] : itemsOf(parts.get(PART_CLASSES.options)).map(markdownOf);
  return {
    ...(note.guid === "" ? {} : { id: note.guid }),
    kind,
    difficulty: tagOf(note, "difficulty") ?? "",
    prompt: markdownOf(prompt),
    right: (right.length > 0 ? right : [key]).map(isText ? textOf : markdownOf),
    wrong: wrong.filter((option) => !right.map(markdownOf).includes(option)),
    explanation: explanation === undefined ? "" : markdownOf(explanation),
    draft: note.tags.includes("draft"),
  };
}

function entryOf(note: AnkiNote, parts: Parts, content: Parameters<typeof entryOfQuestion>[0]): ImportedEntry {
  const [topicId, entryId] = [tagOf(note, "topic"), tagOf(note, "entry")];
  const made = entryOfQuestion(content, { topic: deckBaseName(note.deck) ?? topicId ?? "Anki", line: note.line });
  const [title, body] = [parts.get(PART_CLASSES.entryTitle), parts.get(PART_CLASSES.entryBody)];
  return {
    ...made,
    topic: { ...made.topic, ...(topicId === undefined ? {} : { id: topicId }) },
    content: {
      ...made.content,
      ...(entryId === undefined ? {} : { id: entryId }),
      ...(title === undefined ? {} : { title: textOf(title) }),
      ...(body === undefined ? {} : { body: markdownOf(body) }),
    },
  };
}

function partsOf(html: string): [string, Element][] {
  const found: [string, Element][] = [];
  const visit = (node: Nodes): void => {
    if (node.type === "element") {
      const names = Array.isArray(node.properties.className) ? node.properties.className : [];
      const name = Object.values(PART_CLASSES).find((own) => names.includes(own));
      if (name !== undefined) {
        found.push([name, node]);
        return;
      }
    }
    if ("children" in node) for (const child of node.children) visit(child);
  };
  if (html.length <= 100_000) visit(fromHtml(html, { fragment: true }));
  return found;
}

function markdownOf(element: Element): string {
  return treeToMarkdown({ type: "root", children: structuredClone(element.children) });
}

function textOf(element: Element): string {
  const text = (node: Nodes): string => {
    if (node.type === "text") return node.value;
    return "children" in node ? node.children.map(text).join("") : "";
  };
  return text(element).replace(/\s+/g, " ").trim();
}

function itemsOf(element: Element | undefined): Element[] {
  if (element === undefined) return [];
  return element.children.flatMap((child) => {
    if (child.type !== "element") return [];
    return child.tagName === "li" ? [child] : itemsOf(child);
  });
}
