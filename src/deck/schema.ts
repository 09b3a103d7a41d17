import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { deckFileSchema, topicFileSchema } from "./format.ts";

/** The JSON schemas that code editors use for completion and validation, by file name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["deck.schema.json", toJson(deckFileSchema, "studybot deck: deck.yaml")],
    ["topic.schema.json", toJson(topicFileSchema, "studybot deck: a topic's file")],
  ]);
}

/** Writes the schemas into `folder` and returns their paths. */
export async function writeSchemaFiles(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, content] of schemaFiles()) {
    const path = join(folder, name);
    await writeFile(path, content);
    paths.push(path);
  }
  return paths;
}

/** Draft 7 has the best support in the YAML language server that editors use. */
function toJson(schema: z.ZodType, title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
