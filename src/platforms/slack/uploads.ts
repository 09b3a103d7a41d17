import type { Logger } from "pino";
import type { Card, CardBlock } from "../../chat/card.ts";
import { toPlatformError } from "./errors.ts";
import { told, type WebClient } from "./web.ts";

export type FileBlock = Extract<CardBlock, { type: "file" }>;

/** Slack's ids of the card's pictures. A picture that cannot be uploaded is left to its words. */
export async function uploadImages(web: WebClient, card: Card, log: Logger): Promise<ReadonlyMap<number, string>> {
  const images = new Map<number, string>();
  for (const [index, block] of card.blocks.entries()) {
    if (block.type !== "image") continue;
    try {
      images.set(
        index,
        await upload(web, { filename: "picture.png", content: Buffer.from(block.png), altText: block.alt }),
      );
    } catch (error) {
      log.warn({ reason: toPlatformError(error).reason }, "a picture could not be uploaded");
    }
  }
  return images;
}

export function filesOf(card: Card): readonly FileBlock[] {
  return card.blocks.filter((block) => block.type === "file");
}

/** Files cannot be private in a channel: they go into the direct conversation with the user. */
export async function sendFiles(web: WebClient, user: string, files: readonly FileBlock[]): Promise<void> {
  const opened = await told(web.conversations.open({ users: user }));
  const channel = opened.channel?.id ?? "";
  for (const file of files) await upload(web, { filename: file.name, content: Buffer.from(file.content), channel });
}

async function upload(
  web: WebClient,
  file: { filename: string; content: Buffer; altText?: string; channel?: string },
): Promise<string> {
  const target = await told(
    web.files.getUploadURLExternal({
      filename: file.filename,
      length: file.content.length,
      ...(file.altText !== undefined && { alt_text: file.altText.slice(0, 1000) }),
    }),
  );
  const { upload_url: url = "", file_id: id = "" } = target;
  const response = await fetch(url, {
    method: "POST",
    body: new Uint8Array(file.content),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw toPlatformError(new Error("the upload was refused"));
  await told(
    web.files.completeUploadExternal({
      files: [{ id, title: file.filename }],
      ...(file.channel !== undefined && { channel_id: file.channel }),
    }),
  );
  return id;
}
