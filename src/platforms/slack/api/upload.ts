import type { Card, CardBlock } from "../../../chat/card.ts";
import { PlatformError } from "../../../chat/errors.ts";
import { toPlatformError } from "../errors.ts";
import { translateErrors, type WebClient } from "./client.ts";

const UPLOAD_TIMEOUT_MS = 30_000;

export type FileBlock = Extract<CardBlock, { type: "file" }>;

/** Slack names an address to the client; the file goes there without it. */
interface UploadParts {
  readonly web: WebClient;
  readonly fetch: typeof fetch;
}

/**
 * Slack's ids of the card's pictures. An uploaded picture is nowhere to be seen until a message shows it.
 *
 * @throws PlatformError; no message was posted, so it can be posted without pictures
 */
export async function uploadImages(parts: UploadParts, card: Card): Promise<ReadonlyMap<number, string>> {
  const images = new Map<number, string>();
  for (const [index, block] of card.blocks.entries()) {
    if (block.type !== "image") continue;
    try {
      images.set(index, await upload(parts, { filename: "picture.png", content: Buffer.from(block.png) }));
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

/** A file cannot be private in a channel, so it goes into the direct conversation with the user. */
export async function sendFiles(parts: UploadParts, user: string, files: readonly FileBlock[]): Promise<void> {
  const opened = await translateErrors(parts.web.conversations.open({ users: user }));
  const channel = opened.channel?.id ?? "";
  for (const file of files) await upload(parts, { filename: file.name, content: Buffer.from(file.content), channel });
}

async function upload(
  { web, fetch }: UploadParts,
  file: { filename: string; content: Buffer; channel?: string },
): Promise<string> {
  const target = await translateErrors(
    web.files.getUploadURLExternal({ filename: file.filename, length: file.content.length }),
  );
  const { upload_url: url = "", file_id: id = "" } = target;
  const response = await fetch(url, {
    method: "POST",
    body: new Uint8Array(file.content),
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
  });
  if (!response.ok) throw toPlatformError(new Error("the upload was refused"));
  await translateErrors(
    web.files.completeUploadExternal({
      files: [{ id, title: file.filename }],
      ...(file.channel !== undefined && { channel_id: file.channel }),
    }),
  );
  return id;
}
