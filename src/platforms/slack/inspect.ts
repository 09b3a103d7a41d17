import type { ChannelTarget, TargetReport } from "../../chat/platform.ts";
import type { PlatformMessages } from "../platform.ts";
import { translateErrors, type WebClient } from "./api/client.ts";
import { toPlatformError } from "./errors.ts";
import { missingScopes } from "./manifest/scopes.ts";

export async function inspectChannel(
  web: WebClient,
  messages: Pick<PlatformMessages, "notMember" | "archived">,
  target: ChannelTarget,
): Promise<TargetReport> {
  try {
    const result = await translateErrors(web.conversations.info({ channel: target.channel }));
    const { name = "", is_archived = false, is_member = false } = result.channel ?? {};
    const missing = missingScopes(result.response_metadata?.scopes ?? []);
    const refusal = is_archived ? messages.archived : is_member ? undefined : messages.notMember;
    return {
      exists: is_member,
      name: name === "" ? "" : `#${name}`,
      archived: is_archived,
      missing,
      ...(refusal && { refusal }),
    };
  } catch (error) {
    const problem = toPlatformError(error);
    const gone = { exists: false, name: "", archived: false, missing: [] };
    if (problem.reason === "channel-gone") return { ...gone, refusal: messages.notMember };
    // Without the scope to look, posting may work all the same.
    if (problem.reason === "permission-lost")
      return { ...gone, exists: true, missing: ["channels:read", "groups:read"] };
    throw problem;
  }
}
