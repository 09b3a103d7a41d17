import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import { pino } from "pino";
import { expect, test } from "vitest";
import { gateOf } from "./gate.ts";

test("an event whose acknowledgement finds the line broken is handled all the same", async () => {
  let receive: (event: ReceiverEvent) => Promise<void> = async () => undefined;
  const receiver: Receiver = {
    init: (app) => {
      receive = (event) => app.processEvent(event);
    },
    start: async () => undefined,
    stop: async () => undefined,
  };
  const handled: unknown[] = [];
  const gate = gateOf({
    receiver,
    track: (work) => work,
    isClosed: () => false,
    onUnknown: async (body) => void handled.push(["unknown", body]),
    log: pino({ level: "silent" }),
  });
  // Bolt acknowledges events by itself, before any listener.
  const app = {
    processEvent: async (event: ReceiverEvent) => {
      await event.ack();
      handled.push(event.body);
    },
  };
  gate.init(app as unknown as App);
  const ack = () => Promise.reject(new Error("the client has no active connection"));
  await receive({ body: { event_id: "Ev1" }, ack });
  expect(handled).toEqual([{ event_id: "Ev1" }]);
});
