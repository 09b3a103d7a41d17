import type { Finding } from "../platform.ts";
import type { PlaygroundSettings } from "./settings.ts";

/** It needs nothing but its port. */
export function examinePlayground({ port }: PlaygroundSettings): readonly Finding[] {
  return [{ what: "Playground", ok: true, text: `on 127.0.0.1:${port}; it needs no permission` }];
}
