import { PlatformError, UserError } from "../../../chat/errors.ts";
import type { FormFile } from "../../../chat/form.ts";
import type { PlatformMessages } from "../../platform.ts";
import { readAtMost } from "../../read-at-most.ts";
import type { SentFile } from "../transport/payloads.ts";

const DOWNLOAD_TIMEOUT_MS = 30_000;
/** Where files lie, beside the API's own host: the token goes nowhere else. */
const FILE_HOSTS = ["slack.com", "slack-gov.com"];

export interface DownloadOptions {
  readonly botToken: string;
  readonly apiUrl: string | undefined;
  readonly messages: Pick<PlatformMessages, "fileTooLarge">;
}

/** A file that came in the form's field. Nothing of it is fetched before it is read. */
export function formFile(field: string, file: SentFile, options: DownloadOptions): FormFile {
  const size = file.size ?? 0;
  return {
    name: file.name ?? "",
    size,
    read: async (maxBytes) => {
      const bytes = size > maxBytes ? undefined : await download(file.url_private ?? "", maxBytes, options);
      if (bytes === undefined) throw new UserError(options.messages.fileTooLarge(maxBytes), { field });
      return bytes;
    },
  };
}

/** @returns undefined where it is larger than that */
async function download(url: string, maxBytes: number, options: DownloadOptions): Promise<Uint8Array | undefined> {
  if (!isSlacks(url, options.apiUrl))
    throw new PlatformError("refused", "Slack named no address of its own for a file");
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${options.botToken}` },
      // Without the right to a file, Slack sends people to its login page.
      redirect: "manual",
      signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
    });
    if (response.ok) return await readAtMost(response.body as AsyncIterable<Uint8Array> | null, maxBytes);
    await response.body?.cancel();
    const isTemporary = response.status === 429 || response.status >= 500;
    throw new PlatformError(isTemporary ? "unavailable" : "permission-lost", "Slack did not hand over a file");
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw new PlatformError("unavailable", "a file could not be fetched from Slack", { cause: error });
  }
}

function isSlacks(url: string, apiUrl = "https://slack.com/api/"): boolean {
  if (!URL.canParse(url)) return false;
  const api = new URL(apiUrl);
  const { protocol, hostname } = new URL(url);
  const isTheirs = (host: string): boolean => hostname === host || hostname.endsWith(`.${host}`);
  return protocol === "https:" ? [api.hostname, ...FILE_HOSTS].some(isTheirs) : new URL(url).origin === api.origin;
}
