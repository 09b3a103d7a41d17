import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { BotEvent, Observe } from "../bot/observe.ts";
import type { Db } from "../storage/database.ts";
import { countDeliveries, countRounds } from "../storage/operations/overview.ts";

export interface Metrics {
  readonly observe: Observe;
  /** Prometheus' text format, with gauges read from the database at that moment. */
  render(): Promise<{ readonly body: string; readonly type: string }>;
}

/**
 * What Prometheus may know: kinds, counts, and durations. No label value comes from people, channels, or decks, so the
 * number of series is bounded. Counters start at zero with the process, as Prometheus expects.
 */
export function createMetrics(db: Db, build: { readonly version: string; readonly node: string }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: "studybot_build_info",
    help: "Always 1; the labels say what runs.",
    labelNames: ["version", "node"],
    registers,
  }).set({ ...build }, 1);
  new Gauge({
    name: "studybot_rounds",
    help: "Rounds in the database, by state.",
    labelNames: ["state"],
    registers,
    async collect() {
      for (const [state, count] of Object.entries(await countRounds(db))) this.set({ state }, count);
    },
  });
  new Gauge({
    name: "studybot_deliveries_waiting",
    help: "Messages that the bot owes: to be sent, of these to be tried again, and those that wait for an admin.",
    labelNames: ["state"],
    registers,
    async collect() {
      const { waiting, retried, held } = await countDeliveries(db);
      this.set({ state: "waiting" }, waiting);
      this.set(
        { state: "retried" },
        retried.reduce((sum, { count }) => sum + count, 0),
      );
      this.set({ state: "held" }, held);
    },
  });
  return {
    observe: createObserver(registers),
    render: async () => ({ body: await registry.metrics(), type: registry.contentType }),
  };
}

/** In seconds. A post takes a few tenths; the platforms' timeouts are 10 to 15. */
const POST_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
/** In seconds. Platforms wait 3 for a response. */
const EVENT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3];

function createObserver(registers: Registry[]): Observe {
  const events = new Counter({
    name: "studybot_events_total",
    help: "Events from platforms, by what became of them.",
    labelNames: ["platform", "type", "outcome"],
    registers,
  });
  const eventSeconds = new Histogram({
    name: "studybot_event_seconds",
    help: "How long the bot worked on an event.",
    labelNames: ["platform", "type"],
    buckets: EVENT_BUCKETS,
    registers,
  });
  const posts = new Histogram({
    name: "studybot_post_seconds",
    help: "How long a platform took to take a message.",
    labelNames: ["platform", "kind"],
    buckets: POST_BUCKETS,
    registers,
  });
  const failures = new Counter({
    name: "studybot_post_failures_total",
    help: "Messages that a platform did not take, by the reason; most are tried again.",
    labelNames: ["platform", "reason"],
    registers,
  });
  const answers = new Counter({
    name: "studybot_answers_total",
    help: "Answers taken, changed ones too, by how they came.",
    labelNames: ["platform", "via"],
    registers,
  });
  const asked = new Counter({
    name: "studybot_ask_total",
    help: "Questions to the cheatsheet: answered, not found, or withheld while a round is open.",
    labelNames: ["result"],
    registers,
  });
  const recorders: { [What in BotEvent["what"]]: (event: Extract<BotEvent, { what: What }>) => void } = {
    event: ({ platform, type, outcome, ms }) => {
      events.inc({ platform, type, outcome });
      eventSeconds.observe({ platform, type }, ms / 1000);
    },
    posted: ({ platform, kind, ms }) => posts.observe({ platform, kind }, ms / 1000),
    "post-failed": ({ platform, reason }) => failures.inc({ platform, reason }),
    answered: ({ platform, via }) => answers.inc({ platform, via }),
    asked: ({ result }) => asked.inc({ result }),
    // Only the torture test uses it.
    "crash-point": () => undefined,
  };
  return (event) => (recorders[event.what] as (given: BotEvent) => void)(event);
}
