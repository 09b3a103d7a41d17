import { type Logger, pino } from "pino";
import pretty from "pino-pretty";

/** JSON lines, or readable ones on a terminal. Logs carry no secret and no answer. */
export function createLog(level: string, terminal: boolean): Logger {
  const options = { level, base: null };
  if (!terminal) return pino(options);
  return pino(options, pretty({ colorize: true, translateTime: "HH:MM:ss", ignore: "pid,hostname", sync: true }));
}
