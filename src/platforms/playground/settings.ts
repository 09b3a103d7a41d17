import type { z } from "zod";
import { blankIsUnset, onOff, portNumber } from "../../variables.ts";

export interface PlaygroundSettings {
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
}

export const playgroundVariables = {
  PLAYGROUND: blankIsUnset(onOff.optional()),
  PLAYGROUND_PORT: blankIsUnset(portNumber.default(3000)),
};

/** With other platforms configured, it runs only where somebody asks for it. */
export function playgroundSettings(
  { PLAYGROUND: wanted, PLAYGROUND_PORT: port }: z.infer<z.ZodObject<typeof playgroundVariables>>,
  isAlone: boolean,
): PlaygroundSettings | undefined {
  return wanted === "on" || (wanted !== "off" && isAlone) ? { port } : undefined;
}
