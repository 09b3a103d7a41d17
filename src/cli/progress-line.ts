import type { Progress } from "../deck/import/imported.ts";

/** In milliseconds: short work shows no line at all. */
const FIRST = 400;
const EVERY = 150;

/** One line that overwrites itself on a terminal; elsewhere a line every tenth of the work. */
export function createProgressLine(
  write: (text: string) => void,
  terminal: boolean,
  now: () => number,
): { show: Progress; clear: () => void } {
  const start = now();
  let last = start + FIRST - EVERY;
  let shown = 0;
  return {
    show: (done, total, what) => {
      const share = total > 0 ? Math.min(1, done / total) : 0;
      if (now() - last < EVERY || (!terminal && Math.floor(share * 10) <= shown && shown > 0)) return;
      last = now();
      shown = Math.max(1, Math.floor(share * 10));
      const text = `${what}: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} (${Math.floor(share * 100)} %)`;
      write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    clear: () => {
      if (terminal && shown > 0) write("\r\u001b[K");
    },
  };
}
