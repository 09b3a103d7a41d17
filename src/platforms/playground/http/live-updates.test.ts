import { describe, expect, it } from "vitest";
import { createLiveUpdates } from "./live-updates.ts";

describe("createLiveUpdates", () => {
  it("names each changed message once, however slowly it is read", async () => {
    const live = createLiveUpdates(10);
    const subscription = live.subscribe(["study"]);
    for (const message of [1, 2, 1, 1]) live.publish("study", message);
    expect(await subscription?.next(1000)).toEqual([1, 2]);
    expect(await subscription?.next(1)).toEqual([]);
  });

  it("tells nobody about other people's direct messages", async () => {
    const live = createLiveUpdates(10);
    const ada = live.subscribe(["study", "dm:ada"]);
    const ben = live.subscribe(["study", "dm:ben"]);
    live.publish("dm:ada", 5);
    expect(await ada?.next(1)).toEqual([5]);
    expect(await ben?.next(1)).toEqual([]);
  });

  it("wakes a page that waits", async () => {
    const live = createLiveUpdates(10);
    const waiting = live.subscribe(["study"])?.next(60_000);
    live.publish("study", 3);
    expect(await waiting).toEqual([3]);
  });

  it("takes no more pages than its limit, until one leaves", () => {
    const live = createLiveUpdates(1);
    const first = live.subscribe(["study"]);
    expect(live.subscribe(["study"])).toBeUndefined();
    first?.close();
    expect(live.subscribe(["study"])).toBeDefined();
  });

  it("ends waiting subscriptions when it closes", async () => {
    const live = createLiveUpdates(10);
    const waiting = live.subscribe(["study"])?.next(60_000);
    live.close();
    expect(await waiting).toBeUndefined();
    expect(live.subscribe(["study"])).toBeUndefined();
  });
});
