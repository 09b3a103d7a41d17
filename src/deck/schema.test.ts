import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { schemaFiles } from "./schema.ts";

test.each([...schemaFiles()])(
  "data/%s is what the format says (else: npx studybot deck schema)",
  async (name, text) => {
    expect(await readFile(new URL(`../../data/${name}`, import.meta.url), "utf8")).toBe(text);
  },
);
