import type { Element, Nodes } from "hast";
import { fromHtml } from "hast-util-from-html";
import { findKind } from "../../study/kinds/registry.ts";
import type { ImportedEntry } from "../imported.ts";
import { buildQuestion, entryOfQuestion } from "../question-entry.ts";
import { type AnkiNote, lastOfDeck } from "./anki.ts";
import { treeToMarkdown } from "./html.ts";

/** The classes by which the bot finds its own questions again in what it gave to Anki. */
export const OWN = {
  prompt: "sb-prompt",
  options: "sb-options",
  key: "sb-key",
  explanation: "sb-explanation",
  entryTitle: "sb-title",
  entryBody: "sb-body",
} as const;
/** Tags cannot have spaces; a topic's title is carried by Anki's deck. */
export const OWN_TAG = "studybot";

/** A note of the bot's own export, or undefined. What Anki's user changed in the texts is taken over. */
export function readOwnNote(note: AnkiNote): ImportedEntry | undefined {
  const [front = "", back = ""] = note.fields;
  if (!front.includes(OWN.prompt) || !back.includes(OWN.key)) return undefined;
  const parts = new Map([...partsOf(front), ...partsOf(back)]);
  const prompt = parts.get(OWN.prompt);
  const key = parts.get(OWN.key);
  if (prompt === undefined || key === undefined) return undefined;
  const right = itemsOf(key);
  const options = itemsOf(parts.get(OWN.options));
  const tag = (name: string) => note.tags.find((one) => one.startsWith(`${name}::`))?.slice(name.length + 2);
  const kind = tag("kind") ?? "";
  const known = findKind(kind);
  const isText = known !== undefined && !known.hasOwnOptions;
  const built = buildQuestion({
    ...(note.guid === "" ? {} : { id: note.guid }),
    kind,
    difficulty: tag("difficulty") ?? "",
    prompt: markdownOf(prompt),
    right: (right.length > 0 ? right : [key]).map(isText ? textOf : markdownOf),
    wrong: isText ? [] : options.map(markdownOf).filter((option) => !right.map(markdownOf).includes(option)),
    explanation: parts.has(OWN.explanation) ? markdownOf(parts.get(OWN.explanation) as Element) : "",
    draft: note.tags.includes("draft"),
  });
  if ("reason" in built) return undefined;
  const topicId = tag("topic");
  const entryId = tag("entry");
  const made = entryOfQuestion(built.content, { topic: lastOfDeck(note.deck) ?? topicId ?? "Anki", line: note.line });
  const [title, body] = [parts.get(OWN.entryTitle), parts.get(OWN.entryBody)];
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
      const name = Object.values(OWN).find((own) => names.includes(own));
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
