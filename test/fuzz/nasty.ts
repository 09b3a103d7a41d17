import fc from "fast-check";

const NASTY_TEXTS = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "\ud800",
  "\udfff\ud800",
  "\u202eright to left\u202c",
  "\u200b\u200d\ufeff",
  "👩‍👩‍👧‍👦",
  "🏳️‍🌈".repeat(50),
  "1️⃣",
  "e\u0301".repeat(100),
  "Z\u0336\u0337\u0338".repeat(200),
  "ﷺ".repeat(300),
  "İ".repeat(200),
  "ß",
  "<!channel> <@U1> @everyone",
  "<script>alert(1)</script>",
  "../../../etc/passwd",
  "'; drop table answers; --",
  "%s%n%x",
  "{{7*7}}#{7*7}",
  "\r\n\r\nHTTP/1.1 200 OK",
  "NaN",
  "-0",
  "1e999",
  "9007199254740993",
  "0x7fffffff",
  "２０２６-１１-２３",
  "\\".repeat(200),
  "*".repeat(3_000),
  "`".repeat(3_000),
  "[".repeat(3_000),
  "(".repeat(2_000),
  "<".repeat(2_000),
  "-".repeat(3_000),
  " ".repeat(3_000),
  "\n".repeat(2_000),
  "a".repeat(10_000),
  "a,".repeat(2_000),
  "a:".repeat(1_000),
  "_*_*".repeat(500),
  "&amp;".repeat(500),
  "\u2028\u2029",
] as const;

export const nastyText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
);

const NASTY_NUMBERS = [0, -0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, Number.MIN_VALUE];

function nested(depth: number, inArrays: boolean): unknown {
  let value: unknown = "deep";
  for (let level = 0; level < depth; level++) value = inArrays ? [value] : { components: [value], value };
  return value;
}

/** Only values that JSON can carry, since others cannot arrive over the network. */
const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: nastyText },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...NASTY_NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]]) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constant(JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{}}}')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 20, max: 1_500 }), fc.boolean())
      .map(([depth, arrays]) => nested(arrays ? depth : 7, arrays)),
  },
);

interface Change {
  readonly at: number;
  readonly how: "remove" | "replace" | "wrap" | "text" | "copy" | "add";
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(10_000),
  how: fc.constantFrom("remove", "replace", "replace", "replace", "wrap", "text", "copy", "add"),
  value: nastyValue,
});

/** A recorded payload with some fields removed, replaced, of another type, duplicated, or added. */
export function mutated(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.nat(samples.length - 1), fc.array(change, { maxLength: 4 }))
    .map(([sample, changes]) => changes.reduce(apply, structuredClone(samples[sample])));
}

type Container = Record<string, unknown>;

function apply(root: unknown, { at, how, value: given }: Change): unknown {
  // The same value may be inserted twice, and must not end up inside itself.
  const value = structuredClone(given);
  const places: [Container, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Container, key]);
      if (places.length < 2_000) visit((node as Container)[key]);
    }
  };
  visit(root);
  const [holder, key] = places[at % (places.length + 1)] ?? [];
  if (holder === undefined || key === undefined) return how === "replace" ? value : root;
  const old = holder[key];
  const changed: Record<Change["how"], () => unknown> = {
    remove: () => (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]),
    replace: () => set(holder, key, value),
    wrap: () => set(holder, key, at % 2 === 0 ? [old] : { value: old }),
    text: () => set(holder, key, JSON.stringify(old)),
    copy: () => (Array.isArray(old) ? set(holder, key, [...old, ...old, ...old]) : set(holder, `${key}2`, old)),
    add: () => set(holder, typeof value === "string" ? value.slice(0, 50) : "extra", value),
  };
  changed[how]();
  return root;
}

/** Like JSON.parse, treats "__proto__" as an ordinary field. */
function set(holder: Container, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly how: "cut" | "insert" | "repeat" | "swap" | "truncate" | "double";
  readonly text: string;
}

/** A recorded text that is cut, duplicated, has lines swapped, or has `tokens` of its format or nasty ones inserted. */
export function mutatedText(
  samples: readonly string[],
  tokens: readonly string[],
  longest = 60_000,
): fc.Arbitrary<string> {
  const edit: fc.Arbitrary<Edit> = fc.record({
    at: fc.nat(1_000_000),
    length: fc.integer({ min: 1, max: 300 }),
    how: fc.constantFrom("insert", "insert", "insert", "cut", "cut", "repeat", "swap", "truncate", "double"),
    text:
      tokens.length === 0
        ? nastyText
        : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...tokens) }, { weight: 2, arbitrary: nastyText }),
  });
  return fc
    .tuple(fc.nat(samples.length - 1), fc.array(edit, { maxLength: 6 }))
    .map(([sample, edits]) => edits.reduce(editText, samples[sample] ?? "").slice(0, longest));
}

function editText(whole: string, { at, length, how, text }: Edit): string {
  const from = at % (whole.length + 1);
  const [before, after] = [whole.slice(0, from), whole.slice(from)];
  switch (how) {
    case "insert":
      return before + text + after;
    case "cut":
      return before + after.slice(length);
    case "repeat":
      return before + (text || after.slice(0, 20)).slice(0, 40).repeat(Math.min(length, 200)) + after;
    case "truncate":
      return before;
    case "double":
      return before + after.slice(0, length * 4) + after;
    case "swap": {
      const lines = whole.split("\n");
      const [one, other] = [at % lines.length, (at * 31 + length) % lines.length];
      [lines[one], lines[other]] = [lines[other] ?? "", lines[one] ?? ""];
      return lines.join("\n");
    }
  }
}

/** A recorded file with bytes changed, removed, truncated, or inserted. */
export function mutatedBytes(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(10_000_000),
    how: fc.constantFrom("set", "set", "set", "zero", "cut", "truncate", "insert"),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
  });
  return fc.tuple(fc.nat(samples.length - 1), fc.array(edit, { maxLength: 6 })).map(([sample, edits]) => {
    let bytes = Buffer.from(samples[sample] ?? []);
    for (const { at, how, bytes: given } of edits) {
      const from = at % (bytes.length + 1);
      if (how === "set") bytes.set(given.subarray(0, bytes.length - from), from);
      else if (how === "zero") bytes.fill(0, from, Math.min(bytes.length, from + given.length * 8));
      else if (how === "truncate") bytes = bytes.subarray(0, from);
      else
        bytes = Buffer.concat([
          bytes.subarray(0, from),
          how === "insert" ? given : Buffer.alloc(0),
          bytes.subarray(from + (how === "cut" ? given.length : 0)),
        ]);
    }
    return new Uint8Array(bytes);
  });
}
