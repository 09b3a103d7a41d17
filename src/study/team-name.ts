import { cleanText } from "./text.ts";

/** In code points, which is close to how people count characters. */
export const TEAM_NAME_LIMIT = 40;

export type ParsedTeamName =
  | { readonly ok: true; readonly name: string; readonly key: string }
  | { readonly ok: false; readonly problem: "empty" | "too-long" | "mention" | "no-letters" | "marks" };

/**
 * Letters that look like Latin ones, in lowercase or as capitals: the Greek and Cyrillic part of Unicode's confusables
 * (UTS #39, confusables.txt).
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

/** Parses a team name: no invisible characters, single spaces, at most 40 characters, no mention, at least one letter or digit. */
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
 * Maps names that look alike to the same key, ignoring compatibility forms (NFKC), case, accents, spaces, punctuation,
 * emoji, and whether letters are Latin or only look it. For comparison only, never shown.
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
