import type { ChannelTarget, TargetReport } from "../../chat/platform.ts";
import type { World } from "./world.ts";

/** There is one channel, and the bot may do everything in it. */
export function inspectChannel(
  { community, channel }: Pick<World, "community" | "channel">,
  target: ChannelTarget,
): TargetReport {
  const exists = target.community === community.id && target.channel === channel.id;
  return { exists, name: exists ? channel.name : "", archived: false, missing: [] };
}
