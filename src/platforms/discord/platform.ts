import { definePlatform } from "../platform.ts";
import { discordSettings, discordVariables } from "./settings.ts";

export const discord = definePlatform({
  name: "discord",
  variables: discordVariables,
  settings: discordSettings,
  secrets: ({ token }) => [token],
  create: async (settings, { commands, log, now, messages }) => {
    const { createDiscord } = await import("./connect.ts");
    return createDiscord({ ...settings, commands, log, now, messages });
  },
  doctor: async (settings, { commands }) => {
    const { examineDiscord } = await import("./doctor.ts");
    return examineDiscord({ ...settings, commands });
  },
});
