export interface AnkiNote {
  readonly guid: string;
  readonly fields: readonly string[];
  readonly tags: readonly string[];
  /** Anki's deck, "Parent::Child". */
  readonly deck: string | undefined;
  /** false if the file says that its fields are not HTML. */
  readonly html: boolean;
  readonly line: number;
}

/** "Cells" for "Biology::Cells". The database of newer versions separates the names by U+001F. */
export function deckBaseName(deck: string | undefined): string | undefined {
  return deck?.replaceAll("\u001f", "::").split("::").at(-1)?.trim();
}

/**
 * Replaces each {{c1::text::hint}}, and leaves unclosed ones unchanged. Takes linear time.
 */
export function replaceClozes(text: string, replacement: (number: string, text: string) => string): string {
  const [before = "", ...parts] = text.split("{{c");
  return parts.reduce((done, part) => {
    const end = part.indexOf("}}");
    const match = end === -1 ? null : /^(\d{1,3})::/.exec(part);
    if (match === null) return `${done}{{c${part}`;
    const [content = ""] = part.slice(match[0].length, end).split("::");
    return `${done}${replacement(match[1] ?? "1", content)}${part.slice(end + 2)}`;
  }, before);
}
