import { describePlatform } from "./platform.ts";
import { makePlaygroundHarness } from "./playground-harness.ts";

describePlatform("the playground", () => makePlaygroundHarness());
