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

/** The id, or the first of id-2, id-3 … that is free; takes it. */
export function takeFree(id: string, taken: Set<string>): string {
  let free = id;
  for (let count = 2; taken.has(free); count += 1) free = `${id.slice(0, 54).replace(/(?<!-)-+$/, "")}-${count}`;
  taken.add(free);
  return free;
}
