import type { Progress } from "../import/imported.ts";

/** Minimum time between updates in milliseconds, on a terminal and elsewhere. Shorter work shows no progress. */
const ON_TERMINAL = 200;
const ELSEWHERE = 1000;

/** On a terminal, one line that overwrites itself; elsewhere, at most one line a second. */
export function createProgressLine(
  write: (text: string) => void,
  terminal: boolean,
  now: () => number,
): { show: Progress; clear: () => void } {
  const every = terminal ? ON_TERMINAL : ELSEWHERE;
  let next = now() + every;
  let shown = false;
  return {
    show: (done, total, what) => {
      const at = now();
      if (at < next) return;
      next = at + every;
      shown = true;
      const share = total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : 0;
      const text = `${what}: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} (${share} %)`;
      write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    clear: () => {
      if (terminal && shown) write("\r\u001b[K");
    },
  };
}
