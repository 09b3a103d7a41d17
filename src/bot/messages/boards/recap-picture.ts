import { plainText } from "../../../chat/plain.ts";
import { cutToWidth, drawable, widthOf, wrap } from "../../../picture/text-fit.ts";
import { counted, percent } from "../words.ts";
import { climbText, figureOf, type RankedRow, type Recap, shareWords, weekWords } from "./recap.ts";

/** In pixels. Chat apps show the picture at half its size or less, so no text is smaller than 22. */
const WIDTH = 1200;
const MARGIN = 48;
const GAP = 28;
const PADDING = 32;
const COLUMN = (WIDTH - 2 * MARGIN - GAP) / 2;
const ROW = 74;
const HEAD = 84;

/** Dark in light and dark chats alike. Contrast with the background is at least 7 for text and 3 for shapes. */
const INK = "#f3f1ec";
const MUTED = "#b9b6ae";
const BACKGROUND = "#14161d";
const PANEL = "#1f222c";
const LINE = "#343946";
const ACCENT = "#b3bdff";
const RIGHT = "#74d6a6";
const WARN = "#f2c069";
const MEDALS = [
  { face: "#f4c95d", edge: "#c8932b" },
  { face: "#d3d9e4", edge: "#8f99ab" },
  { face: "#dd9a6a", edge: "#a8653a" },
] as const;

/** Widths are known for the bold font; the medium one is a little narrower. */
const MEDIUM = 0.96;

/** Replaces a name that the font cannot show; the name itself is then listed below the picture. */
const NAME_BELOW = "name below";

export interface RecapPicture {
  readonly svg: string;
  /** A name is in a script that the font does not have, so names are listed below the picture. */
  readonly listNames: boolean;
}

/**
 * The recap as SVG, 1200 pixels wide and as high as it needs to be. undefined if the question or most of the names are in
 * scripts that the font does not have: text is better then.
 */
export function recapPicture(recap: Recap): RecapPicture | undefined {
  const names = [...recap.top, ...recap.teams, ...recap.climbers].map((row) => drawable(row.name));
  const missing = names.filter((name) => name === undefined).length;
  const { hardest } = recap;
  const texts = [
    recap.channelName,
    ...recap.topics.map((topic) => topic.title),
    ...(hardest === undefined ? [] : [hardest.prompt, ...hardest.key].map(plainText)),
  ];
  if (missing * 2 > names.length || texts.some((text) => drawable(text) === undefined)) return undefined;
  const parts = [header(recap)];
  let y = 212;
  const columns = columnsOf(recap, y);
  parts.push(...columns.parts);
  y = columns.bottom;
  if (hardest !== undefined) {
    const panel = hardestPanel(hardest, y);
    parts.push(panel.svg);
    y = panel.bottom;
  }
  const height = Math.ceil(y - GAP + MARGIN);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Inter"><rect width="${WIDTH}" height="${height}" fill="${BACKGROUND}"/><rect width="${WIDTH}" height="8" fill="${ACCENT}"/>${parts.join("")}</svg>`;
  return { svg, listNames: missing > 0 };
}

function header(recap: Recap): string {
  const figures = [
    { value: String(recap.rounds), label: recap.rounds === 1 ? "question" : "questions", tone: INK },
    { value: String(recap.people), label: recap.people === 1 ? "person" : "people", tone: INK },
    { value: recap.answers === 0 ? "–" : percent(recap.right / recap.answers), label: "right", tone: RIGHT },
  ];
  let right = WIDTH - MARGIN;
  const placed = figures.toReversed().map(({ value, label, tone }) => {
    const svg = `${text(value, { x: right, y: 112, size: 48, bold: true, fill: tone, end: true })}${text(label, { x: right, y: 150, size: 24, fill: MUTED, end: true })}`;
    right -= Math.max(widthOf(value, 48), widthOf(label, 24)) + 44;
    return svg;
  });
  return [
    logo(MARGIN, 62, 84),
    text(drawn(recap.channelName, 54 / MEDIUM, right - MARGIN - 108), {
      x: MARGIN + 108,
      y: 112,
      size: 54,
      bold: true,
      fill: INK,
    }),
    text(`The week, ${weekWords(recap.week)}`, { x: MARGIN + 108, y: 152, size: 26, fill: MUTED }),
    ...placed,
  ].join("");
}

/** The bot's logo: an open book with a tick. */
function logo(x: number, y: number, size: number): string {
  return `<g transform="translate(${x} ${y}) scale(${size / 32})" fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="2.4"><rect width="32" height="32" rx="9" fill="#3f4bb8"/><path d="M16 11.2c-2.2-1.6-5-2.2-9-2.1v13.2c4-.1 6.8.5 9 2.1 2.2-1.6 5-2.2 9-2.1V15" stroke="#fff"/><path d="m16 15.5 3 3 7-9" stroke="#ffd47a"/></g>`;
}

interface Panel {
  readonly height: number;
  readonly draw: (x: number, y: number, height: number) => string;
}

/** Two columns of panels. The last panel in the shorter one is stretched, so that both end at the same height. */
function columnsOf(recap: Recap, top: number): { parts: readonly string[]; bottom: number } {
  const left: Panel[] = [
    ...(recap.top.length > 0 ? [boardPanel("Top people", "points", recap.top, moreLine(recap.more))] : []),
  ];
  const right: Panel[] = [
    ...(recap.teams.length > 0 ? [boardPanel("Top teams", "score", recap.teams, undefined)] : []),
    ...(recap.topics.length > 0 ? [topicPanel(recap)] : []),
  ];
  const heightOf = (panels: readonly Panel[]) => panels.reduce((sum, panel) => sum + panel.height + GAP, 0);
  if (recap.climbers.length > 0) (heightOf(left) <= heightOf(right) ? left : right).push(climberPanel(recap));
  const height = Math.max(heightOf(left), heightOf(right));
  const parts = [
    { panels: left, x: MARGIN },
    { panels: right, x: MARGIN + COLUMN + GAP },
  ].flatMap(({ panels, x }) => {
    const stretch = height - heightOf(panels);
    let y = top;
    return panels.map((panel, index) => {
      const grown = panel.height + (index === panels.length - 1 ? stretch : 0);
      const svg = `${box(x, y, COLUMN, grown)}${panel.draw(x, y, grown)}`;
      y += grown + GAP;
      return svg;
    });
  });
  return { parts, bottom: top + height };
}

function moreLine(more: number): string | undefined {
  return more > 0 ? `and ${counted(more, "more person", "more people")}` : undefined;
}

function boardPanel(heading: string, unit: string, rows: readonly RankedRow[], below: string | undefined): Panel {
  const most = Math.max(1, ...rows.map((row) => row.points));
  const foot = below === undefined ? 12 : 56;
  return {
    height: HEAD + rows.length * ROW + foot,
    draw: (x, y, height) => {
      const pitch = pitchOf(height - foot, rows.length);
      const lines = rows.map((row, index) => boardRow(row, x + PADDING, y + HEAD + index * pitch, most));
      const last =
        below === undefined ? "" : text(below, { x: x + PADDING + 72, y: y + height - 26, size: 24, fill: MUTED });
      const unitWord = text(unit, { x: x + COLUMN - PADDING, y: y + 54, size: 24, fill: MUTED, end: true });
      return `${title(heading, x, y)}${unitWord}${lines.join("")}${last}`;
    },
  };
}

/** Rows in a stretched panel move apart, but only so far. */
function pitchOf(height: number, rows: number): number {
  return Math.min(ROW * 1.4, (height - HEAD) / rows);
}

function boardRow(row: RankedRow, x: number, y: number, most: number): string {
  const width = COLUMN - 2 * PADDING;
  const { rank, name, points } = row;
  const figure = figureOf(row);
  const space = width - 72 - widthOf(figure, 32) - 24;
  const known = drawable(name);
  return [
    medal(rank, x + 26, y + 26),
    text(known === undefined ? NAME_BELOW : cutToWidth(known === "" ? "Somebody" : known, 32, space), {
      x: x + 72,
      y: y + 32,
      size: 32,
      bold: rank === 1 && known !== undefined,
      fill: known === undefined ? MUTED : INK,
    }),
    text(figure, { x: x + width, y: y + 32, size: 32, bold: true, fill: INK, end: true }),
    bar({ x: x + 72, y: y + 46, width: width - 72, height: 8 }, points / most, rank === 1 ? WARN : ACCENT),
  ].join("");
}

/** The font has no emoji, so medals are drawn. */
function medal(rank: number, x: number, y: number): string {
  const metal = MEDALS[rank - 1];
  const size = rank < 100 ? 26 : 20;
  if (metal === undefined) {
    return `<circle cx="${x}" cy="${y}" r="24" fill="none" stroke="${LINE}" stroke-width="3"/>${text(String(rank), { x, y: y + 9, size, bold: true, fill: MUTED, middle: true })}`;
  }
  return `<path d="M${x - 17} ${y - 30}h14l7 16h-14zM${x + 17} ${y - 30}h-14l-7 16h14z" fill="#5763d6"/><circle cx="${x}" cy="${y}" r="24" fill="${metal.face}" stroke="${metal.edge}" stroke-width="4"/>${text(String(rank), { x, y: y + 9, size, bold: true, fill: "#2a2110", middle: true })}`;
}

function topicPanel({ topics }: Recap): Panel {
  return {
    height: HEAD + topics.length * ROW + 12,
    draw: (x, y, height) => {
      const width = COLUMN - 2 * PADDING;
      const pitch = pitchOf(height - 12, topics.length);
      const rows = topics.map(({ title: name, right, answers }, index) => {
        const top = y + HEAD + index * pitch;
        const figure = percent(right / answers);
        const space = width - widthOf(figure, 28) - 24;
        return [
          text(drawn(name, 26, space), { x: x + PADDING, y: top + 28, size: 26, fill: INK }),
          text(figure, { x: x + PADDING + width, y: top + 28, size: 28, bold: true, fill: INK, end: true }),
          bar({ x: x + PADDING, y: top + 42, width, height: 14 }, right / answers, RIGHT),
        ].join("");
      });
      return `${title("Right answers by topic", x, y)}${rows.join("")}`;
    },
  };
}

function climberPanel({ climbers }: Recap): Panel {
  return {
    height: HEAD + climbers.length * ROW + 12,
    draw: (x, y) => {
      const rows = climbers.map((one, index) => {
        const top = y + HEAD + index * ROW;
        const known = drawable(one.name);
        const name = known === undefined ? NAME_BELOW : known === "" ? "Somebody" : known;
        const cx = x + PADDING + 26;
        return [
          `<circle cx="${cx}" cy="${top + 22}" r="24" fill="#1d4434"/><path d="M${cx} ${top + 35}v-25m-11 11 11-11 11 11" fill="none" stroke="${RIGHT}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`,
          text(cutToWidth(name, 32, COLUMN - 2 * PADDING - 72), {
            x: x + PADDING + 72,
            y: top + 18,
            size: 32,
            fill: known === undefined ? MUTED : INK,
          }),
          text(climbText(one), { x: x + PADDING + 72, y: top + 50, size: 24, fill: RIGHT }),
        ].join("");
      });
      return `${title("Rose most", x, y)}${rows.join("")}`;
    },
  };
}

function hardestPanel(hardest: NonNullable<Recap["hardest"]>, y: number): { svg: string; bottom: number } {
  const width = WIDTH - 2 * MARGIN - 2 * PADDING;
  const x = MARGIN + PADDING;
  const prompt = wrap(drawable(plainText(hardest.prompt)) ?? "", 32, width, 4);
  const key = hardest.key.flatMap((one) => wrap(drawable(plainText(one)) ?? "", 32, width - 64, 3));
  const parts: string[] = [];
  let line = y + HEAD + 32;
  for (const words of prompt) {
    parts.push(text(words, { x, y: line, size: 32, fill: INK }));
    line += 44;
  }
  line += 24;
  parts.push(
    `<circle cx="${x + 20}" cy="${line - 11}" r="20" fill="${RIGHT}"/><path d="m${x + 11} ${line - 11} 7 7 12-14" fill="none" stroke="#0d2b1e" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
  for (const words of key) {
    parts.push(text(words, { x: x + 58, y: line, size: 32, bold: true, fill: RIGHT }));
    line += 44;
  }
  const source = hardest.source && drawable(hardest.source.title);
  if (source !== undefined) {
    parts.push(text(cutToWidth(`Source: ${source}`, 24, width), { x, y: line + 10, size: 24, fill: MUTED }));
    line += 44;
  }
  const bottom = line - 4;
  const head = `${title("Hardest question", MARGIN, y)}${text(shareWords(hardest), { x: WIDTH - MARGIN - PADDING, y: y + 54, size: 28, bold: true, fill: WARN, end: true })}`;
  const edge = `<rect x="${MARGIN}" y="${y + 20}" width="6" height="${bottom - y - 40}" rx="3" fill="${WARN}"/>`;
  return {
    svg: `${box(MARGIN, y, WIDTH - 2 * MARGIN, bottom - y)}${edge}${head}${parts.join("")}`,
    bottom: bottom + GAP,
  };
}

function title(words: string, x: number, y: number): string {
  return text(words, { x: x + PADDING, y: y + 54, size: 28, bold: true, fill: ACCENT });
}

function box(x: number, y: number, width: number, height: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="20" fill="${PANEL}" stroke="${LINE}" stroke-width="2"/>`;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function bar({ x, y, width, height }: Box, share: number, fill: string): string {
  const full = share <= 0 ? 0 : Math.max(height, width * Math.min(1, share));
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${height / 2}" fill="${LINE}"/><rect x="${x}" y="${y}" width="${full}" height="${height}" rx="${height / 2}" fill="${fill}"/>`;
}

interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly bold?: boolean;
  readonly end?: true;
  readonly middle?: true;
}

function text(words: string, { x, y, size, fill, bold = false, end, middle }: TextStyle): string {
  const anchor = end ? ' text-anchor="end"' : middle ? ' text-anchor="middle"' : "";
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${bold ? 700 : 500}" fill="${fill}"${anchor}>${escapeXml(words)}</text>`;
}

function drawn(words: string, size: number, width: number): string {
  return cutToWidth(drawable(words) ?? "", size * MEDIUM, width);
}

function escapeXml(words: string): string {
  return words.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
