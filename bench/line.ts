/** One measured figure. `npm run bench -- … --json` prints one per line. */
export interface BenchLine {
  readonly name: string;
  readonly value: number;
  /** "ms", "entries/s", "share" (0 to 1), "count" … */
  readonly unit: string;
  /** The baseline's figure from the same run, in the same unit. */
  readonly baseline?: number;
  /** value / baseline. */
  readonly ratio?: number;
}
