/** One measured figure. `npm run bench -- … --json` prints one a line. */
export interface BenchLine {
  readonly name: string;
  readonly value: number;
  /** "ms", "entries/s", "share" (0 to 1), "count" … */
  readonly unit: string;
  /** What the same run measured for what it is compared with, in the same unit. */
  readonly baseline?: number;
  /** value / baseline. */
  readonly ratio?: number;
}
