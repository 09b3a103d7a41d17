import type { Markdown, Prose } from "../../../chat/card.ts";

/** What `/study post`, `close`, `void`, `skip`, `pause` and `resume` say. */
export const POSTING: Markdown = "The next question is on its way.";
export const NONE_OPEN: Markdown = "No round is open here.";
export const STILL_POSTING: Markdown =
  "The question is still being posted. Try again in a moment, or withdraw it with `/study void`.";
export const ONE_RUNS: Markdown =
  "A round is running. Close it with `/study close` first; its answer is revealed then.";
export const CLOSED: Markdown = "The round is closed, and its answer is revealed.";
export const NONE_TO_WITHDRAW: Markdown = "There is no round that could be withdrawn.";
export const WITHDRAWN_ALREADY: Markdown = "The last round is withdrawn already.";
export const NOT_WITHDRAWN: Markdown = "The round could not be withdrawn.";
export const WITHDRAWN: Markdown =
  "The question is withdrawn: no points, and streaks stay as if it had never been asked.";
export const NONE_SCHEDULED: Markdown = "No question is scheduled. `/study resume` starts the schedule again.";
export const PAUSED: Markdown =
  "Paused. No question comes until `/study resume`; a round that is open goes on to its reveal.";

type Next = Exclude<Prose, Markdown>;

export const skipped = (next: Next): Prose => ["Skipped. ", ...next];
export const resumed = (next: Next): Prose => ["The questions go on. ", ...next];
