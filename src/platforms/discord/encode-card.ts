import {
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from "discord.js";
import {
  amountText,
  type Card,
  type CardBlock,
  type CardOption,
  type Control,
  type Prose,
  type RankingRow,
} from "../../chat/card.ts";
import { formId, pickId } from "./custom-id.ts";
import { markOf } from "./history/delivery-mark.ts";
import { clip, LIMITS } from "./limits.ts";
import { keycap } from "./text/keycaps.ts";
import { markdownToDiscord, plainToDiscord } from "./text/markdown.ts";

/** A message's body, the same for posting, editing and replying. */
interface DiscordMessage {
  readonly flags: number;
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly attachments: readonly { readonly id: string; readonly filename: string; readonly description?: string }[];
  /** Nobody is pinged, whatever is in the message. */
  readonly allowed_mentions: { readonly parse: readonly never[] };
}

interface DiscordFile {
  readonly name: string;
  readonly data: Buffer;
  readonly contentType: string;
}

export interface EncodedCard {
  readonly message: DiscordMessage;
  readonly files: readonly DiscordFile[];
}

const ACCENTS: Record<Card["tone"], number> = {
  question: 0x3b6fd4,
  reveal: 0x2e9e5b,
  answer: 0x7a5bd0,
  board: 0xd09a2b,
  notice: 0x7a8594,
  problem: 0xc9483b,
};

/** `key` is put on messages that the bot must find again. */
export function cardToDiscord(
  card: Card,
  options: { readonly key?: string; readonly ephemeral?: true } = {},
): EncodedCard {
  const mark = options.key === undefined ? undefined : markOf(options.key);
  const files: DiscordFile[] = [];
  const title = `### ${plainToDiscord(clip(card.title, 200))}`;
  const parts = card.blocks.flatMap((block, index) => blockToParts(block, index, files));
  const { texts, inFull } = fitTexts([title, ...parts.map((part) => ("text" in part ? part.text : ""))]);
  if (inFull !== undefined) {
    files.push({ name: IN_FULL, data: Buffer.from(inFull, "utf8"), contentType: "text/markdown" });
    parts.push({ components: [{ type: ComponentType.File, file: { url: `attachment://${IN_FULL}` } }] });
  }
  const inside: APIComponentInContainer[] = [
    { type: ComponentType.TextDisplay, content: texts[0] ?? title, ...(mark && { id: mark.title }) },
    ...parts.flatMap((part, index): readonly APIComponentInContainer[] => {
      if ("components" in part) return part.components;
      const content = texts[index + 1] ?? "";
      return content === "" ? [] : [{ type: ComponentType.TextDisplay, content }];
    }),
  ];
  return {
    message: {
      flags: MessageFlags.IsComponentsV2 | (options.ephemeral === true ? MessageFlags.Ephemeral : 0),
      components: [
        {
          type: ComponentType.Container,
          accent_color: ACCENTS[card.tone],
          components: withinCount(inside),
          ...(mark && { id: mark.container }),
        },
      ],
      attachments: files.map((file, index) => ({ id: String(index), filename: file.name })),
      allowed_mentions: { parse: [] },
    },
    files,
  };
}

/** The file with the whole text of a card that does not fit a message. */
const IN_FULL = "in-full.md";

/** A text that cannot shrink, or a function that makes it fit so many characters. */
type Text = string | ((max: number) => string);
type Part = { readonly text: Text } | { readonly components: readonly APIComponentInContainer[] };

function blockToParts(block: CardBlock, index: number, files: DiscordFile[]): Part | readonly Part[] {
  switch (block.type) {
    case "text":
      return { text: (max) => markdownToDiscord(block.text, max) };
    case "note":
      return { text: (max) => noteText(block, max) };
    case "options":
      return optionParts(block.options);
    case "ranking":
      return { text: (max) => linesWithin(block.rows.map(rankingText), max) };
    case "facts":
      return { text: (max) => linesWithin(block.facts.map(factText), max) };
    case "time":
      return { text: timeText(block) };
    case "small":
      return { text: (max) => prefixed("-# ", markdownToDiscord(block.text, Math.max(max - 3, 0))) };
    case "image": {
      const name = `image-${index}.png`;
      files.push({ name, data: Buffer.from(block.png), contentType: "image/png" });
      const description = clip(block.alt, LIMITS.imageDescription);
      return {
        components: [
          { type: ComponentType.MediaGallery, items: [{ media: { url: `attachment://${name}` }, description }] },
        ],
      };
    }
    case "file": {
      const name = block.name.replace(/[^\w.-]/g, "-");
      files.push({ name, data: Buffer.from(block.content, "utf8"), contentType: block.mediaType });
      return { components: [{ type: ComponentType.File, file: { url: `attachment://${name}` } }] };
    }
    case "controls":
      return { components: controlRows(block.controls) };
  }
}

/**
 * Shortens the longest text that may shrink until all of them fit. Options and titles always stand in full. Where something
 * had to shrink, `inFull` is the whole text.
 */
function fitTexts(given: readonly Text[]): { readonly texts: readonly string[]; readonly inFull?: string } {
  const whole = given.map((text) => (typeof text === "string" ? text : text(Number.POSITIVE_INFINITY)));
  const texts = [...whole];
  const excess = () => texts.reduce((sum, text) => sum + text.length, -LIMITS.messageText);
  if (excess() <= 0) return { texts };
  while (excess() > 0) {
    const index = longest(texts, given);
    const text = given[index];
    const length = texts[index]?.length ?? 0;
    if (text === undefined || typeof text === "string") break;
    const shorter = text(Math.max(length - Math.max(excess(), 20), 0));
    texts[index] = shorter.length < length ? shorter : "";
  }
  return { texts, inFull: `${whole.filter((text) => text !== "").join("\n\n")}\n` };
}

function longest(shown: readonly string[], texts: readonly Text[]): number {
  let found = -1;
  for (const [index, text] of shown.entries()) {
    if (typeof texts[index] !== "string" && text.length > (shown[found]?.length ?? 0)) found = index;
  }
  return found;
}

/** Discord counts nested components too. Where there are too many, texts that follow each other are joined. */
function withinCount(inside: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const count = (component: { readonly components?: readonly unknown[] }) => 1 + (component.components?.length ?? 0);
  const total = inside.reduce((sum, component) => sum + count(component as { components?: unknown[] }), 1);
  if (total <= LIMITS.components) return [...inside];
  const joined: APIComponentInContainer[] = [];
  for (const component of inside) {
    const last = joined.at(-1);
    if (component.type === ComponentType.TextDisplay && last?.type === ComponentType.TextDisplay) {
      joined[joined.length - 1] = { ...last, content: `${last.content}\n${component.content}` };
    } else joined.push(component);
  }
  return joined;
}

function noteText(note: Extract<CardBlock, { type: "note" }>, max: number): string {
  const head = `> ${note.sign} **${plainToDiscord(note.label)}**`;
  const text = markdownToDiscord(note.text, Math.max(max - head.length - 40, 0));
  return text === "" ? head : `${head}\n${prefixed("> ", text)}`;
}

/** After the reveal each option is a text of its own, so that its figures are seen to belong to it. */
function optionParts(options: readonly CardOption[]): readonly Part[] {
  const texts = options.map(optionText);
  const revealed = options.some((option) => option.mark !== undefined || option.count !== undefined);
  return (revealed ? texts : [texts.join("\n")]).map((text) => ({ text }));
}

function optionText(option: CardOption): string {
  const { mark, count, share = 0 } = option;
  const line = `${keycap(option.label)} ${markdownToDiscord(option.text)}`;
  const figures = [
    ...(mark === undefined ? [] : [mark === "right" ? "✅ **Right**" : "✖️ Wrong"]),
    ...(count === undefined ? [] : [`${count} ${count === 1 ? "answer" : "answers"}`]),
    ...(share === 0 ? [] : [`${shareBar(share)} ${Math.round(share * 100)} %`]),
  ];
  return figures.length === 0 ? line : `${line}\n-# ${unbroken(figures.join(" · "))}`;
}

/** Keeps a number and its percent sign on one line. */
function unbroken(text: string): string {
  return text.replace(/(?<=\d) %/g, "\u00A0%");
}

/** Eight signs wide, so that the line fits a phone with the number beside it. */
function shareBar(share: number): string {
  const full = Math.round(Math.min(Math.max(share, 0), 1) * 8);
  return "▰".repeat(full) + "▱".repeat(8 - full);
}

function rankingText(row: RankingRow): string {
  const name = `**${plainToDiscord(clip(row.name, 80))}**${row.you ? " (you)" : ""}`;
  const detail = row.detail === undefined ? "" : `\n-# ${unbroken(plainToDiscord(row.detail))}`;
  return `${row.gapBefore ? "⋯\n" : ""}\`${String(row.rank).padStart(2)}\` ${name} · ${amountText(row)}${detail}`;
}

function factText(fact: { readonly label: string; readonly value: Prose }): string {
  return `**${plainToDiscord(fact.label)}:** ${markdownToDiscord(fact.value)}`;
}

/** Each reader sees it in their own zone. */
function timeText({ label, at }: Extract<CardBlock, { type: "time" }>): string {
  const seconds = Math.floor(at / 1000);
  return `${plainToDiscord(label)} <t:${seconds}:f> (<t:${seconds}:R>)`;
}

function prefixed(prefix: string, text: string): string {
  return text === "" ? "" : text.replace(/^/gm, prefix);
}

function linesWithin(lines: readonly string[], max: number): string {
  if (lines.join("\n").length <= max) return lines.join("\n");
  const kept: string[] = [];
  let left = max - 2;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return [...kept, "…"].join("\n");
}

function controlRows(controls: readonly Control[]): APIComponentInContainer[] {
  const rows: APIComponentInContainer[] = [];
  let buttons: APIButtonComponentWithCustomId[] = [];
  const flush = () => {
    if (buttons.length > 0) rows.push({ type: ComponentType.ActionRow, components: buttons });
    buttons = [];
  };
  for (const control of controls) {
    const button = buttonOf(control);
    if (button === undefined && control.type === "select") {
      flush();
      rows.push({ type: ComponentType.ActionRow, components: [menuOf(control)] });
    }
    if (button !== undefined) buttons.push(button);
    if (buttons.length === LIMITS.rowButtons) flush();
  }
  flush();
  return rows;
}

const BUTTON_STYLES = {
  default: ButtonStyle.Secondary,
  primary: ButtonStyle.Primary,
  danger: ButtonStyle.Danger,
} as const;

/** A select is a button as well, where it can be: its form has check boxes and a Submit, which a menu on a message lacks. */
function buttonOf(control: Control): APIButtonComponentWithCustomId | undefined {
  const label = clip(control.label, LIMITS.buttonLabel);
  if (control.type === "select") {
    const id = pickId(control);
    return id === undefined
      ? undefined
      : { type: ComponentType.Button, style: ButtonStyle.Primary, label, custom_id: id };
  }
  const style = BUTTON_STYLES[control.style ?? "default"];
  const custom_id = control.opensForm === true ? formId(control.action) : control.action;
  return { type: ComponentType.Button, style, label, custom_id };
}

function menuOf(control: Extract<Control, { type: "select" }>) {
  const options = control.choices.slice(0, LIMITS.selectOptions);
  return {
    type: ComponentType.StringSelect,
    custom_id: control.action,
    placeholder: clip(control.label, LIMITS.selectPlaceholder),
    min_values: Math.min(control.min, options.length),
    max_values: Math.min(control.max, options.length),
    options: options.map((choice) => ({ value: choice.value, label: clip(choice.label, LIMITS.selectLabel) })),
  } as const;
}
