import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Recap } from "../src/bot/messages/boards/recap.ts";
import { recapPicture } from "../src/bot/messages/boards/recap-picture.ts";
import { createRenderer } from "../src/picture/renderer.ts";
import { quantile } from "./home.ts";
import type { BenchLine } from "./line.ts";

const PICTURES = 40;
const MS = 1e6;

/** How long a full recap's picture takes, and how much drawing it delays the event loop compared with an idle loop. */
export async function benchRecap(): Promise<readonly BenchLine[]> {
  const renderer = createRenderer();
  const begun = performance.now();
  const first = await draw(renderer.render);
  const cold = performance.now() - begun;
  const idle = await loopDelay(() => sleep(2000));
  const times: number[] = [];
  const busy = await loopDelay(async () => {
    for (let index = 0; index < PICTURES; index++) {
      const from = performance.now();
      await draw(renderer.render);
      times.push(performance.now() - from);
    }
  });
  await renderer.stop();
  times.sort((a, b) => a - b);
  return [
    { name: "recap: first picture, worker started", value: cold, unit: "ms" },
    { name: "recap: picture, p50", value: quantile(times, 0.5), unit: "ms" },
    { name: "recap: picture, p95", value: quantile(times, 0.95), unit: "ms" },
    { name: "recap: picture's size", value: first.length / 1000, unit: "kB" },
    {
      name: "recap: event-loop delay while drawing, p99",
      value: busy.p99,
      unit: "ms",
      baseline: idle.p99,
      ratio: busy.p99 / idle.p99,
    },
    {
      name: "recap: event-loop delay while drawing, worst",
      value: busy.worst,
      unit: "ms",
      baseline: idle.worst,
      ratio: busy.worst / idle.worst,
    },
  ];
}

async function draw(render: (svg: string) => Promise<Uint8Array>): Promise<Uint8Array> {
  const picture = recapPicture(RECAP);
  if (picture === undefined) throw new Error("the recap has no picture");
  return render(picture.svg);
}

async function loopDelay(work: () => Promise<unknown>): Promise<{ p99: number; worst: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  return { p99: delay.percentile(99) / MS, worst: delay.max / MS };
}

const person = (rank: number, name: string, points: number) => ({ rank, name, points });

/** As full as a recap gets. */
const RECAP: Recap = {
  channelName: "#machine-learning",
  week: "2026-11-16",
  rounds: 5,
  answers: 240,
  right: 171,
  people: 52,
  top: [
    person(1, "Adaeze Okonkwo", 75),
    person(2, "Łukasz Żółć", 73),
    person(2, "Nguyễn Thị Ánh", 73),
    person(4, "Жанна Дмитриевна", 68),
    person(5, "Alexandra Papadopoulou-Konstantinidou", 65),
  ],
  more: 47,
  teams: [person(1, "Blue herons", 8.4), person(2, "Night shift", 7.9), person(3, "Platform", 5)],
  hardest: {
    prompt:
      "A team streams **clickstream** events into Amazon S3 and wants them converted to Parquet on the way, without running any servers. Which service does it with the least work, and what has to be switched on there?",
    key: ["Amazon Data Firehose, with record format conversion"],
    answers: 48,
    right: 11,
    source: { title: "Convert input data format in Amazon Data Firehose" },
  },
  topics: [
    { title: "Containers", answers: 40, right: 40 },
    { title: "IAM and access", answers: 40, right: 35 },
    { title: "Kinesis and streaming", answers: 40, right: 30 },
    { title: "Inference pipelines", answers: 40, right: 27 },
    { title: "Inference acceleration", answers: 40, right: 21 },
    { title: "Spark and EMR", answers: 40, right: 18 },
  ],
  climbers: [{ name: "Łukasz Żółć", from: 17, to: 2 }],
};
