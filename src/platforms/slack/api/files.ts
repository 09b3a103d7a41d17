import type { Card, CardBlock } from "../../../chat/card.ts";
import { PlatformError } from "../../../chat/errors.ts";
import { toPlatformError } from "../errors.ts";
import { told, type WebClient } from "./client.ts";

export type FileBlock = Extract<CardBlock, { type: "file" }>;

/**
 * Slack's ids of the card's pictures. Uploaded, a picture is nowhere to be seen until a message shows it.
 *
 * @throws PlatformError, and surely no message was posted: it could be, without pictures.
 */
export async function uploadImages(web: WebClient, card: Card): Promise<ReadonlyMap<number, string>> {
  const images = new Map<number, string>();
  for (const [index, block] of card.blocks.entries()) {
    if (block.type !== "image") continue;
    try {
      images.set(index, await upload(web, { filename: "picture.png", content: Buffer.from(block.png) }));
    } catch (error) {
      const { reason, retryAfterMs } = toPlatformError(error);
      throw new PlatformError(reason, "a picture could not be uploaded", {
        ...(retryAfterMs !== undefined && { retryAfterMs }),
        neverArrived: true,
        cause: error,
      });
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

async function upload(web: WebClient, file: { filename: string; content: Buffer; channel?: string }): Promise<string> {
  const target = await told(web.files.getUploadURLExternal({ filename: file.filename, length: file.content.length }));
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
