import { describePlatform } from "./platform.ts";
import { makeSlackHarness } from "./slack-harness.ts";

describePlatform("Slack in Socket Mode", () => makeSlackHarness("socket"));
describePlatform("Slack over HTTP", () => makeSlackHarness("http"));
