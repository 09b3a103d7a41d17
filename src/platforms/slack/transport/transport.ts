import type { Receiver } from "@slack/bolt";

/** A way for Slack's events to reach Bolt's app: Socket Mode or HTTP. */
export interface Transport {
  readonly receiver: Receiver;
  /** @throws where no further try can help, such as a revoked token */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Answers a request to /slack/events; undefined in Socket Mode. */
  readonly answer: ((request: Request) => Promise<Response>) | undefined;
}
