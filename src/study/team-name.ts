import { cleanText } from "./text.ts";

/** In characters as people count them, nearly: code points. */
export const TEAM_NAME_LIMIT = 40;

export type ParsedTeamName =
  | { readonly ok: true; readonly name: string; readonly key: string }
  | { readonly ok: false; readonly problem: "empty" | "too-long" | "mention" | "no-letters" | "marks" };

/**
 * Letters that look like Latin ones: the Greek and Cyrillic part of Unicode's confusables (UTS #39, confusables.txt), for
 * small letters and for those whose capitals look alike.
 */
const LOOK_ALIKES = new Map(
  Object.entries({
    a: "аαɑ",
    b: "вβьЬ",
    c: "сϲ",
    d: "ԁ",
    e: "еεєҽ",
    g: "ɡ",
    h: "нһη",
    j: "јϳ",
    k: "кκ",
    l: "іιӏıіi1|ǀ",
    m: "м",
    n: "ո",
    o: "оοσ0օ",
    p: "рρ",
    q: "ԛ",
    s: "ѕ",
    t: "тτ",
    u: "υս",
    v: "νѵ",
    w: "ԝω",
    x: "хχ",
    y: "уγү",
    z: "ζ",
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

/** Reads a team's name: nothing invisible, single spaces, at most 40 characters, no mention, a letter or digit in it. */
export function parseTeamName(text: string): ParsedTeamName {
  const name = cleanText(text);
  if (name === "") return { ok: false, problem: "empty" };
  if ([...name].length > TEAM_NAME_LIMIT || name.length > 2 * TEAM_NAME_LIMIT)
    return { ok: false, problem: "too-long" };
  if (/[@\uff20]|<[!#@]/.test(name)) return { ok: false, problem: "mention" };
  if (/\p{M}{3}/u.test(name)) return { ok: false, problem: "marks" };
  const key = teamNameKey(name);
  return key === "" ? { ok: false, problem: "no-letters" } : { ok: true, name, key };
}

/**
 * Folds names that look alike onto one text: compatibility forms (NFKC), case, accents, spaces, punctuation, emoji, and
 * letters of other scripts that look like Latin ones. To be compared, never shown.
 */
export function teamNameKey(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFKC")
    .toUpperCase()
    .toLowerCase();
  return [...plain]
    .map((letter) => LOOK_ALIKES.get(letter) ?? letter)
    .join("")
    .replace(/[^\p{L}\p{N}\p{M}]/gu, "")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}
