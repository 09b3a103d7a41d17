const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** In characters: room for "-2" and the like below the format's 60. */
const SLUG_LENGTH = 48;

export function isId(text: string | undefined): text is string {
  return text !== undefined && text.length <= 60 && ID.test(text);
}

/** A text as an id: lower-case letters of a to z, digits, hyphens; whole words as far as there is room. */
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
 * Ids that are in use, each with the number that its next namesake tries first: thousands of cards may bear one name.
 */
export type TakenIds = Map<string, number>;

export function takenIds(ids: Iterable<string>): TakenIds {
  return new Map([...ids].map((id) => [id, 2]));
}

/** The id, or the first of id-2, id-3 … that is free; takes it. */
export function takeFree(id: string, taken: TakenIds): string {
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
