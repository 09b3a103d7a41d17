import { makeDiscordHarness } from "./discord-harness.ts";
import { describePlatform } from "./platform.ts";

describePlatform("Discord", makeDiscordHarness);
