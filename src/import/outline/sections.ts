import { contentWords } from "../../deck/check/words.ts";
import { isTitleCase, shorten, words } from "./phrases.ts";
import type { Block } from "./segment.ts";

type Chunk = Extract<Block, { kind: "chunk" }>;
type Heading = Extract<Block, { kind: "heading" }>;

/** Chunks under one heading. */
export interface Section {
  readonly topic: string;
  /** undefined for chunks directly under the topic's heading. */
  readonly section: string | undefined;
  readonly chunks: Chunk[];
}

/**
 * Marked headings nest by level: if the first heading is the only one at its level, it is the sheet's title; the next level
 * makes topics, and deeper levels make sections. Unmarked headings have no level: one that directly follows the topic's
 * heading or shares a word with it is a section of that topic.
 */
export function groupIntoSections(blocks: readonly Block[]): { title: string | undefined; sections: Section[] } {
  const headings = blocks.filter((block) => block.kind === "heading");
  const title = titleHeading(blocks, headings);
  const marked = headings.filter((heading) => heading !== title && heading.level > 0);
  const top = Math.min(...marked.map(({ level }) => level));
  const sections: Section[] = [];
  let topic: string | undefined;
  let section: string | undefined;
  let previous: Block | undefined;
  for (const block of blocks) {
    if (block === title) continue;
    if (block.kind === "chunk") {
      const last = sections.at(-1);
      const under = topic ?? title?.text ?? "Cheatsheet";
      if (last !== undefined && last.topic === under && last.section === section) last.chunks.push(block);
      else sections.push({ topic: under, section, chunks: [block] });
    } else if (block.level > top || (block.level === 0 && topic !== undefined && isSectionOf(block, topic, previous)))
      section = block.text;
    else {
      topic = block.text;
      section = undefined;
    }
    previous = block;
  }
  return { title: title?.text, sections };
}

function titleHeading(blocks: readonly Block[], headings: readonly Heading[]): Heading | undefined {
  const [first, second] = headings;
  if (first === undefined || second === undefined) return undefined;
  if (first.level > 0) {
    const alone = headings.filter(({ level }) => level > 0 && level <= first.level).length === 1;
    return alone && headings.some(({ level }) => level > first.level) ? first : undefined;
  }
  return blocks[0] === first && blocks[1] === second && second.level === 0 ? first : undefined;
}

function isSectionOf(heading: Heading, topic: string, previous: Block | undefined): boolean {
  if (previous?.kind === "heading" && previous.level === 0 && previous.text === topic) return true;
  const topicWords = new Set(contentWords(topic));
  const initials = words(topic)
    .map((word) => word.charAt(0))
    .join("")
    .toLowerCase();
  return contentWords(heading.text).some((word) => topicWords.has(word) || (word.length >= 3 && word === initials));
}

/** "RCF uses" under "Random cut forest" is clear by itself, but "Two modes" needs its topic. */
export function sectionName(topic: string, section: string | undefined): string {
  if (section === undefined) return topic;
  const [own, above] = [contentWords(section), new Set(contentWords(topic))];
  const isOwnName =
    isTitleCase(section) && own.length <= 2 && !/^(?:two|three|four|five|the|how|what|when|why)\b/i.test(section);
  return own.some((word) => above.has(word)) || isOwnName ? section : shorten(`${topic}, ${section}`, 80);
}
