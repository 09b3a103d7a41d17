import { type Child, startNode } from "../test/support/child.ts";

/** One side of a bench in a process of its own, which speaks in lines of JSON. */
export interface Client {
  readonly child: Child;
  /** The next line. @throws Error with all that it said, where it ends before */
  readonly read: () => Promise<Readonly<Record<string, number>>>;
}

export function startClient(args: readonly string[]): Client {
  const child = startNode(args);
  const lines: string[] = [];
  let wake = (): void => undefined;
  child.onLine((line) => {
    if (!line.startsWith("{")) return;
    lines.push(line);
    wake();
  });
  const read = async (): Promise<Readonly<Record<string, number>>> => {
    const came = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (lines.length === 0) await Promise.race([came, child.ended]);
    const line = lines.shift();
    if (line === undefined) throw new Error(`a client of the bench ended: ${child.output()}`);
    return JSON.parse(line) as Record<string, number>;
  };
  return { child, read };
}
