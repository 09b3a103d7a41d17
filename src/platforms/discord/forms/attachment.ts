import { PlatformError, UserError } from "../../../chat/errors.ts";
import type { FormFile } from "../../../chat/form.ts";
import type { PlatformMessages } from "../../platform.ts";
import { readAtMost } from "../../read-at-most.ts";
import type { DiscordAttachment } from "../gateway/payloads.ts";

const DOWNLOAD_TIMEOUT_MS = 30_000;

/** A file that came in the form's field. Nothing of it is fetched before it is read. */
export function formFile(
  field: string,
  { filename, size, url }: DiscordAttachment,
  messages: Pick<PlatformMessages, "fileTooLarge">,
): FormFile {
  return {
    name: filename,
    size,
    read: async (maxBytes) => {
      const bytes = size > maxBytes ? undefined : await download(url, maxBytes);
      if (bytes === undefined) throw new UserError(messages.fileTooLarge(maxBytes), { field });
      return bytes;
    },
  };
}

/**
 * The address itself is the permission to read the file: the token is not sent along.
 *
 * @returns undefined where it is larger than that
 */
async function download(url: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (response.ok) return await readAtMost(response.body as AsyncIterable<Uint8Array> | null, maxBytes);
    await response.body?.cancel();
    const isTemporary = response.status === 429 || response.status >= 500;
    throw new PlatformError(isTemporary ? "unavailable" : "refused", "Discord did not hand over a file");
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw new PlatformError("unavailable", "a file could not be fetched from Discord", { cause: error });
  }
}
