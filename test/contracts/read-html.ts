/** An element of the playground's own markup, which is well-formed: anything else here is a bug worth a red test. */
export interface HtmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (HtmlElement | string)[];
}

const TOKEN = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<]*")?)*)\s*(\/?)>|([^<]+)/gi;
const VOID = new Set(["br", "img", "input", "meta", "link", "path", "circle", "rect"]);

/** @throws Error where the markup is not well-formed, or data in it was not escaped. */
export function readHtml(html: string): HtmlElement {
  const root: HtmlElement = { tag: "#root", attributes: {}, children: [] };
  const open = [root];
  let end = 0;
  for (const token of html.matchAll(TOKEN)) {
    if (token.index !== end) throw new Error(`not well-formed: ${html.slice(end, end + 80)}`);
    end = token.index + token[0].length;
    const [, closing, tag, attributes = "", selfClosing, text] = token;
    const parent = open.at(-1) ?? root;
    if (text !== undefined) parent.children.push(decode(text));
    else if (tag !== undefined && closing === "/") {
      if (open.pop()?.tag !== tag) throw new Error(`</${tag}> closes something else`);
    } else if (tag !== undefined) {
      const element = { tag, attributes: readAttributes(attributes), children: [] };
      parent.children.push(element);
      if (selfClosing !== "/" && !VOID.has(tag)) open.push(element);
    }
  }
  if (end !== html.length || open.length !== 1) throw new Error(`not well-formed: ${html.slice(end, end + 80)}`);
  return root;
}

/** Elements in document order for which `test` holds. */
export function findAll(element: HtmlElement, test: (element: HtmlElement) => boolean): HtmlElement[] {
  return element.children.flatMap((child) =>
    typeof child === "string" ? [] : [...(test(child) ? [child] : []), ...findAll(child, test)],
  );
}

export function byClass(element: HtmlElement, name: string): HtmlElement[] {
  return findAll(element, (one) => hasClass(one, name));
}

export function hasClass(element: HtmlElement, name: string): boolean {
  return (element.attributes.class ?? "").split(" ").includes(name);
}

/** What a reader sees of it, runs of white space as one. */
export function textOf(element: HtmlElement | undefined): string {
  return rawText(element).replace(/\s+/g, " ").trim();
}

const INLINE = new Set(["a", "b", "code", "em", "span", "strong", "time"]);

function rawText(element: HtmlElement | undefined): string {
  const parts = (element?.children ?? []).map((child) => (typeof child === "string" ? child : rawText(child)));
  return INLINE.has(element?.tag ?? "") ? parts.join("") : `${parts.join("")} `;
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)].map(([, name = "", value = ""]) => [name, decode(value)]),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

function decode(text: string): string {
  return text.replace(/&(?:lt|gt|quot|amp|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
