import { amountText, type Card, type CardBlock, type CardOption, type RankingRow } from "../../chat/card.ts";
import { controlsToHtml } from "./page/controls-to-html.ts";
import { attribute, type Html, html, NOTHING } from "./page/html.ts";
import { drawSigns, ICONS } from "./page/icons.ts";
import { markdownToHtml, momentToHtml } from "./text/markdown.ts";

export type Attachment = Extract<CardBlock, { type: "image" | "file" }>;

export interface CardContext {
  /** Unique on the page: the ids of the card's parts begin with it. */
  readonly id: string;
  /** The address of the file in the block at `index`. */
  readonly attachmentUrl: (block: Attachment, index: number) => string;
}

export function cardToHtml(card: Card, context: CardContext): Html {
  return html`<div class="card card-${card.tone}">
    <h3 class="card-title" id="${context.id}-title">${ICONS[card.tone]}<span>${card.title}</span></h3>
    ${card.blocks.map((block, index) => blockToHtml(block, index, context, card.tone === "question" && index === 0))}
  </div>`;
}

function blockToHtml(block: CardBlock, index: number, context: CardContext, isPrompt: boolean): Html {
  switch (block.type) {
    case "text":
      return html`<div class="prose${isPrompt && " prompt"}">${markdownToHtml(block.text)}</div>`;
    case "note":
      return html`<div class="note"><p class="note-label"><span aria-hidden="true">${drawSigns(block.sign)}</span> ${block.label}</p>
        <div class="prose">${markdownToHtml(block.text)}</div></div>`;
    case "options":
      return html`<ol class="options">${block.options.map(optionToHtml)}</ol>`;
    case "ranking":
      return rankingToHtml(block.rows);
    case "facts":
      return html`<dl class="facts">${block.facts.map(
        (fact) => html`<div><dt>${fact.label}</dt><dd class="prose">${markdownToHtml(fact.value)}</dd></div>`,
      )}</dl>`;
    case "time":
      return html`<p class="moment">${ICONS.clock}<span>${block.label} ${momentToHtml(block)}</span></p>`;
    case "small":
      return html`<div class="small prose">${markdownToHtml(block.text)}</div>`;
    case "image":
      return html`<img class="picture" src="${context.attachmentUrl(block, index)}" alt="${block.alt}">`;
    case "file":
      return fileToHtml(block, context.attachmentUrl(block, index));
    case "controls":
      return controlsToHtml(block.controls, `${context.id}-c${index}`);
    default:
      return unknownBlock(block);
  }
}

/** A stored card can have a block that a newer version wrote. */
function unknownBlock(_block: never): Html {
  return NOTHING;
}

const MARKS = {
  right: html`<span class="mark-word">${ICONS.check}Right</span>`,
  wrong: html`<span class="mark-word">${ICONS.cross}Wrong</span>`,
};

function optionToHtml(option: CardOption): Html {
  const mark = option.mark === undefined ? NOTHING : MARKS[option.mark];
  const revealed = option.mark === undefined ? "" : ` option-${option.mark}`;
  return html`<li class="option${revealed}"${attribute("data-label", option.label)}>
    <span class="keycap"><span class="visually-hidden">Option </span>${option.label}</span>
    <div class="option-body"><div class="option-line"><div class="prose option-text">${markdownToHtml(option.text)}</div>${mark}</div>
    ${distributionToHtml(option)}</div>
  </li>`;
}

function distributionToHtml({ count, share }: CardOption): Html {
  if (count === undefined && share === undefined) return NOTHING;
  const percent = share === undefined ? undefined : Math.round(share * 100);
  const words = [
    count === undefined ? undefined : `${count} ${count === 1 ? "answer" : "answers"}`,
    percent === undefined ? undefined : `${percent} %`,
  ];
  // An SVG rectangle, since the content security policy allows no inline style.
  return html`<div class="share"><svg class="share-bar" width="100%" height="6" aria-hidden="true" focusable="false"><rect class="share-ground" width="100%" height="6" rx="3"/><rect class="share-fill" width="${percent ?? 0}%" height="6" rx="3"/></svg>
    <span class="share-words">${words.filter((word) => word !== undefined).join(" · ")}</span></div>`;
}

function rankingToHtml(rows: readonly RankingRow[]): Html {
  return html`<table class="ranking">
    <thead class="visually-hidden"><tr><th scope="col">Rank</th><th scope="col">Name</th><th scope="col">Points</th></tr></thead>
    <tbody>${rows.map(
      (
        row,
      ) => html`${row.gapBefore && html`<tr class="gap"><td colspan="3"><span aria-hidden="true">⋯</span><span class="visually-hidden">Some ranks are left out here</span></td></tr>`}
      <tr${attribute("class", row.you ? "you" : undefined)}><td class="rank">${row.rank}</td>
      <th scope="row"><span class="ranked-name">${row.name}</span>${row.you && html` <span class="badge">You</span>`}${
        row.detail !== undefined && html`<span class="detail">${row.detail}</span>`
      }</th><td class="points">${amountToHtml(row)}</td></tr>`,
    )}</tbody></table>`;
}

function amountToHtml(row: RankingRow): Html {
  const [first, second] = amountText(row).split(" ");
  return row.isScore
    ? html`<span class="unit">${first} </span>${second}`
    : html`${first}<span class="unit"> ${second}</span>`;
}

function fileToHtml(block: Extract<CardBlock, { type: "file" }>, url: string): Html {
  return html`<p><a class="file" href="${url}" download="${block.name}">${ICONS.file}<span><span class="file-name">${block.name}</span><span class="detail">Download, ${sizeInWords(Buffer.byteLength(block.content))}</span></span></a></p>`;
}

function sizeInWords(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.ceil(bytes / 1024)} KB`;
}
