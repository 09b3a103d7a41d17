import { readFileSync } from "node:fs";
import { raw } from "hono/html";
import { type Html, html } from "../../../src/platforms/playground/page/html.ts";
import type { FakeComponent, FakeFile, FakeMessage, FakeModal } from "./world.ts";

/** What a reader has before them: a message, somebody's private reply, or a form. */
export interface Shot {
  /** What led to it, such as "/ask pipelines". */
  readonly caption?: string;
  readonly message?: Pick<FakeMessage, "components" | "files"> & Partial<Pick<FakeMessage, "reactions">>;
  readonly isPrivate?: boolean;
  readonly form?: FakeModal;
}

const STYLE = readFileSync(new URL("draw.css", import.meta.url), "utf8");

/** A page that shows messages much as Discord does, from the payloads it was sent. Throws where it knows no such component. */
export function drawPage(shots: readonly Shot[], theme: "dark" | "light"): string {
  return `<!doctype html>${html`<html lang="en" class="${theme}">
    <head><meta charset="utf-8" /><title>studybot on Discord</title><style>${raw(STYLE)}</style></head>
    <body>${shots.map(shotHtml)}</body>
  </html>`}`;
}

function shotHtml({ caption, message, form, isPrivate }: Shot): Html {
  return html`<article>
    ${caption === undefined ? "" : html`<p class="caption">${caption}</p>`}
    ${message === undefined ? "" : messageHtml(message, isPrivate === true)} ${form === undefined ? "" : formHtml(form)}
  </article>`;
}

function messageHtml(message: NonNullable<Shot["message"]>, isPrivate: boolean): Html {
  return html`<div class="message">
    <span class="avatar">S</span>
    <div class="body">
      <p class="author"><b>studybot</b> <span class="app">APP</span> <time>Today at 09:00</time></p>
      ${message.components.map((component) => componentHtml(component, message.files))}
      ${message.reactions === undefined || message.reactions.size === 0 ? "" : reactionsHtml(message.reactions)}
      ${isPrivate ? html`<p class="private">Only you can see this · <a>Dismiss message</a></p>` : ""}
    </div>
  </div>`;
}

function reactionsHtml(reactions: FakeMessage["reactions"]): Html {
  return html`<p class="reactions">
    ${[...reactions].map(([emoji, users]) => html`<span>${emojiHtml(emoji)} ${users.length}</span>`)}
  </p>`;
}

const BUTTONS = ["", "primary", "secondary", "success", "danger"];

function componentHtml(component: FakeComponent, files: readonly FakeFile[]): Html {
  const inside = () => (component.components ?? []).map((one) => componentHtml(one, files));
  switch (component.type) {
    case 1:
      return html`<div class="row">${inside()}</div>`;
    case 2:
      return html`<button class="${BUTTONS[Number(component.style)] ?? ""}">${component.label ?? ""}</button>`;
    case 3:
      return html`<div class="select">${String(component.placeholder ?? "")}</div>`;
    case 9:
      return html`<div class="section"><div>${inside()}</div>${componentHtml(component.accessory as FakeComponent, files)}</div>`;
    case 10:
      return html`<div class="text">${markdownHtml(component.content ?? "")}</div>`;
    case 12:
      return html`<div class="gallery">${(component.items as GalleryItem[]).map((item) => imageHtml(item, files))}</div>`;
    case 13:
      return html`<div class="file">${fileOf((component.file as { url: string }).url, files).name}</div>`;
    case 14:
      return component.divider === false ? html`<div class="gap"></div>` : html`<hr />`;
    case 17: {
      const accent = component.accent_color;
      const colour = typeof accent === "number" ? `#${accent.toString(16).padStart(6, "0")}` : "transparent";
      return html`<div class="container" style="border-left-color: ${colour}">${inside()}</div>`;
    }
    default:
      throw new Error(`no idea how Discord shows a component of type ${component.type}`);
  }
}

interface GalleryItem {
  readonly media: { readonly url: string };
  readonly description?: string;
}

function imageHtml({ media, description = "" }: GalleryItem, files: readonly FakeFile[]): Html {
  const source = `data:image/png;base64,${fileOf(media.url, files).data.toString("base64")}`;
  return html`<img src="${source}" alt="${description}" />`;
}

function fileOf(url: string, files: readonly FakeFile[]): FakeFile {
  const found = files.find((file) => url === `attachment://${file.name}`);
  if (found === undefined) throw new Error(`no file for ${url}`);
  return found;
}

function formHtml(form: NonNullable<Shot["form"]>): Html {
  return html`<form onsubmit="return false">
    <h2>${form.title}</h2>
    ${form.components.map(fieldHtml)}
    <p class="ends"><button class="secondary">Cancel</button> <button class="primary">Submit</button></p>
  </form>`;
}

function fieldHtml(field: FakeComponent): Html {
  if (field.type === 10) return html`<div class="text">${markdownHtml(field.content ?? "")}</div>`;
  const input = field.component;
  if (field.type !== 18 || input === undefined)
    throw new Error(`no idea how a form shows a field of type ${field.type}`);
  return html`<label><b>${field.label ?? ""}</b>${input.required === false ? "" : html`<i> *</i>`}
    ${field.description === undefined ? "" : html`<small>${String(field.description)}</small>`} ${inputHtml(input)}</label>`;
}

function inputHtml(input: FakeComponent): Html {
  if (input.type === 4) return html`<div class="input">${String(input.value ?? "")}</div>`;
  const options = (input.options ?? []) as readonly { label: string; default?: boolean }[];
  switch (input.type) {
    case 3:
      return html`<div class="select">${options.find((option) => option.default)?.label ?? "Make a selection"}</div>`;
    case 8:
      return html`<div class="select">Select a channel</div>`;
    case 19:
      return html`<div class="input">Drop a file here, or browse</div>`;
    case 22:
      return html`${options.map((option) => html`<div class="check"><span>${option.default ? "✓" : ""}</span>${option.label}</div>`)}`;
    default:
      throw new Error(`no idea how a form shows an input of type ${input.type}`);
  }
}

/** Discord's own Markdown, as far as messages of ours use it. */
function markdownHtml(source: string): Html {
  return raw(source.split("\n").map(lineHtml).join(""));
}

function lineHtml(line: string): string {
  const [, sign = "", rest = ""] = /^(#{1,3} |-# |> |- |\d+\. )?(.*)$/s.exec(line) ?? [];
  const inside = inlineHtml(rest);
  if (sign.startsWith("#")) return `<h${sign.length - 1}>${inside}</h${sign.length - 1}>`;
  if (sign === "-# ") return `<small>${inside}</small>`;
  if (sign === "> ") return `<blockquote>${inside || "&nbsp;"}</blockquote>`;
  if (sign !== "") return `<p class="item"><span>${sign === "- " ? "•" : sign}</span>${inside}</p>`;
  return `<p>${inside || "&nbsp;"}</p>`;
}

function inlineHtml(source: string): string {
  const kept: string[] = [];
  const keep = (markup: string) => `\uE000${kept.push(markup) - 1}\uE001`;
  const safe = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const marked = source
    .replace(/\\([^\sA-Za-z0-9])/g, (_, sign: string) => keep(safe(sign)))
    .replace(/``\s?(.*?)\s?``|`([^`]*)`/gs, (_, two?: string, one?: string) =>
      keep(`<code>${safe(two ?? one ?? "")}</code>`),
    )
    .replace(/<t:(\d+):(\w)>/g, (_, seconds: string, style: string) =>
      keep(`<span class="time">${timeText(Number(seconds), style)}</span>`),
    )
    .replace(/\[([^\]]*)\]\(<[^>]*>\)/g, (_, text: string) => `${keep("<a>")}${text}${keep("</a>")}`);
  const styled = safe(marked)
    .replace(/\*\*(.+?)\*\*/g, "<b>$1</b>")
    .replace(/\*(.+?)\*/g, "<i>$1</i>")
    .replace(EMOJI, (emoji) => String(emojiHtml(emoji)));
  return styled.replace(/\uE000(\d+)\uE001/g, (_, index: string) => kept[Number(index)] ?? "");
}

/** As a reader in Berlin sees it, two hours before. */
function timeText(seconds: number, style: string): string {
  if (style === "R") return "in 8 hours";
  return new Date(seconds * 1000).toLocaleString("en-GB", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "Europe/Berlin",
  });
}

const EMOJI = /[1-5]\uFE0F\u20E3|[✅✖❌⚠❗ℹ🚫❄]\uFE0F?/gu;
const SIGNS: Readonly<Record<string, string>> = {
  "✅": "✓",
  "✖": "✕",
  "❌": "✕",
  "⚠": "!",
  "❗": "!",
  ℹ: "i",
  "🚫": "⊘",
  "❄": "❄",
};

/** A machine may lack a font with emoji; those that messages use are drawn. */
function emojiHtml(emoji: string): Html {
  const plain = emoji.replace("\uFE0F", "");
  const keycap = plain.endsWith("\u20E3");
  const sign = keycap ? plain.charAt(0) : SIGNS[plain];
  if (sign === undefined) return html`${emoji}`;
  return html`<span class="emoji ${keycap ? "keycap" : `e${plain.codePointAt(0)?.toString(16)}`}">${sign}</span>`;
}
