import { definePlatform } from "../platform.ts";
import { playgroundSettings, playgroundVariables } from "./settings.ts";

export const playground = definePlatform({
  name: "playground",
  variables: playgroundVariables,
  settings: playgroundSettings,
  secrets: () => [],
  create: async ({ port }, { commands, log, now, db }) => {
    const { createPlayground } = await import("./connect.ts");
    return createPlayground({ db, port, commands, now, log });
  },
  doctor: async ({ port }) => [{ what: "Playground", ok: true, text: `on 127.0.0.1:${port}; it needs no permission` }],
});
