import { definePlatform } from "../platform.ts";
import { slackSettings, slackVariables } from "./settings.ts";

export const slack = definePlatform({
  name: "slack",
  variables: slackVariables,
  settings: slackSettings,
  secrets: ({ botToken, appToken, signingSecret }) =>
    [botToken, appToken, signingSecret].filter((one) => one !== undefined),
  create: async ({ appToken, signingSecret = "", apiUrl, ...settings }, { commands, log, now, messages }) => {
    const { createSlack } = await import("./connect.ts");
    return createSlack({
      ...settings,
      mode: appToken === undefined ? { kind: "http", signingSecret } : { kind: "socket", appToken },
      ...(apiUrl !== undefined && { apiUrl }),
      commands,
      messages,
      log,
      now,
    });
  },
  doctor: async (settings, { channels }) => {
    const { examineSlack } = await import("./doctor.ts");
    return examineSlack({ ...settings, channels });
  },
});
