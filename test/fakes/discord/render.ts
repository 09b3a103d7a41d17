import { type FakeComponent, flatComponents } from "./world.ts";

/** What a client would show of a message. */
export interface Rendered {
  readonly title: string;
  readonly text: string;
  readonly options: readonly {
    readonly label: string;
    readonly text: string;
    readonly mark: "right" | "wrong" | undefined;
  }[];
  readonly buttons: readonly string[];
  /** Of menus, and of the form that a select's button opens. */
  readonly choices: readonly string[];
  /** Times that show in the reader's own zone, in ISO 8601. */
  readonly moments: readonly string[];
}

export function renderMessage(message: {
  readonly components: readonly FakeComponent[];
  readonly files: readonly { readonly name: string; readonly content: string }[];
}): Rendered {
  const all = flatComponents(message.components);
  const texts = all.filter((component) => component.type === 10).map((component) => component.content ?? "");
  const [first = ""] = texts;
  const controls = all.filter((component) => component.type === 2);
  return {
    title: first.startsWith("### ") ? renderText(first.slice(4)) : "",
    text: [...texts, ...message.files.map((file) => file.content)].map(renderText).join(" ").replace(/\s+/g, " "),
    options: texts.flatMap(optionsIn),
    buttons: controls.filter((button) => !isPick(button)).map((button) => button.label ?? ""),
    choices: [
      ...controls.filter(isPick).flatMap(picksOf),
      ...all.filter((component) => component.type === 3).flatMap(menuOf),
    ],
    moments: texts.flatMap((text) =>
      [...text.matchAll(/(?<!\\)<t:(\d+):f>/g)].map(([, seconds]) => isoOf(Number(seconds))),
    ),
  };
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000", "");
}

function isPick(button: FakeComponent): boolean {
  return button.custom_id?.startsWith("pick|") === true;
}

function picksOf(button: FakeComponent): readonly string[] {
  return button.custom_id?.split("|")[3]?.split(",") ?? [];
}

function menuOf(menu: FakeComponent): readonly string[] {
  return ((menu.options ?? []) as { label: string }[]).map((option) => option.label);
}

function optionsIn(text: string): Rendered["options"] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const found = /^([1-5])\uFE0F\u20E3 (.*)$/.exec(line);
    if (found === null) return [];
    const [, label = "", option = ""] = found;
    const below = lines[index + 1]?.startsWith("-# ") === true ? lines[index + 1] : "";
    const word = /(Right|Wrong)/.exec(below ?? "")?.[1];
    const mark = word === undefined ? undefined : word === "Right" ? ("right" as const) : ("wrong" as const);
    return [{ label, text: renderText(option), mark }];
  });
}

/** Discord's markup as a reader sees it: what is escaped is a sign, what is not is a style. */
export function renderText(source: string): string {
  const kept: string[] = [];
  const keep = (text: string) => `\uE000${kept.push(text) - 1}\uE001`;
  return source
    .replace(/\\([^\sA-Za-z0-9])/g, (_, sign: string) => keep(sign))
    .replace(/``\s?(.*?)\s?``|`([^`]*)`/gs, (_, double?: string, single?: string) => keep(double ?? single ?? ""))
    .replace(/\[((?:[^\]])*)\]\(<[^>]*>\)/g, "$1")
    .replace(/<t:(\d+):\w>/g, (_, seconds: string) => new Date(Number(seconds) * 1000).toISOString())
    .replace(/<(@[!&]?|#)(\d+)>/g, "[a mention]")
    .replace(/^(?:-# |> |#{1,3} )/gm, "")
    .replace(/\*{1,3}|__|~~|\|\|/g, "")
    .replace(/\uE000(\d+)\uE001/g, (_, index: string) => kept[Number(index)] ?? "");
}
