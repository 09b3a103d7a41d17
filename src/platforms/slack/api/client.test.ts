import { expect, test } from "vitest";
import { withoutTokens } from "./client.ts";

test("what the library logs loses its tokens", () => {
  const line =
    "failed (Bearer xoxb-1-a2-Bc xapp-1-A0-9-ff xoxe.xoxp-1-x) at wss://x.slack.com/link/?ticket=aa-bb&app_id=1";
  expect(withoutTokens(line)).toBe("failed (Bearer xoxb-… xapp-… xoxe-…) at wss://x.slack.com/link/?ticket=…&app_id=1");
});
