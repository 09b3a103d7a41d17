import { definePlatform } from "../platform.ts";
import { playgroundSettings, playgroundVariables } from "./settings.ts";

export const playground = definePlatform({
  name: "playground",
  variables: playgroundVariables,
  settings: playgroundSettings,
  secrets: () => [],
  create: async ({ port }, { commands, messages, log, now, db }) => {
    const { createPlayground } = await import("./connect.ts");
    return createPlayground({ db, port, commands, messages, log, now });
  },
  doctor: async (settings) => {
    const { examinePlayground } = await import("./doctor.ts");
    return examinePlayground(settings);
  },
});
