import { discord } from "./discord/platform.ts";
import type { Platform } from "./platform.ts";
import { playground } from "./playground/platform.ts";
import { slack } from "./slack/platform.ts";

/** Every platform there is, one folder each. The last one is what runs where no other is configured. */
export const PLATFORMS: readonly Platform[] = [slack, discord, playground];
