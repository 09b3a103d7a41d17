const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** In characters. Leaves room for suffixes such as "-2" within the format's limit of 60. */
const SLUG_LENGTH = 48;

export function isId(text: string | undefined): text is string {
  return text !== undefined && text.length <= 60 && ID.test(text);
}

/** Turns a text into an id of lowercase letters a to z, digits and hyphens, cut at a word boundary if possible. */
export function slug(text: string, fallback: string): string {
  const folded = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  if (folded.length <= SLUG_LENGTH) return folded || fallback;
  const cut = folded.slice(0, SLUG_LENGTH);
  const end = cut.lastIndexOf("-");
  return end > 15 ? cut.slice(0, end) : cut;
}

/**
 * Ids in use, each with the number to try first for the next duplicate, since thousands of cards may have the same name.
 */
export type TakenIds = Map<string, number>;

export function takenIds(ids: Iterable<string>): TakenIds {
  return new Map([...ids].map((id) => [id, 2]));
}

/** Reserves and returns the id or, if it is taken, the first free one of id-2, id-3 … */
export function takeUniqueId(id: string, taken: TakenIds): string {
  let free = id;
  if (taken.has(id)) {
    const base = id.slice(0, 54).replace(/(?<!-)-+$/, "");
    let number = taken.get(base) ?? 2;
    while (taken.has(free)) free = `${base}-${number++}`;
    taken.set(base, number);
  }
  taken.set(free, taken.get(free) ?? 2);
  return free;
}
