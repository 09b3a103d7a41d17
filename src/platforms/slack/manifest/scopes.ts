/** The least that the bot needs, and why. The manifest, /study status, and the doctor all read it here. */
export const BOT_SCOPES = [
  { scope: "chat:write", why: "post questions, reveals and private receipts in channels it was invited to" },
  { scope: "commands", why: "/ask, /answer, /study and the others" },
  { scope: "reactions:read", why: "take an option's emoji as an answer, also after an outage" },
  { scope: "reactions:write", why: "put the options' emoji under a question" },
  { scope: "channels:read", why: "see a public channel's name and whether the bot is in it" },
  { scope: "groups:read", why: "the same for private channels it was invited to" },
  {
    scope: "channels:history",
    why: "find its own message after a crash instead of posting twice; nothing else is read",
  },
  { scope: "groups:history", why: "the same in private channels" },
  { scope: "im:history", why: "the same in its direct messages to admins" },
  { scope: "im:write", why: "tell admins that a channel is paused; send somebody their own data" },
  { scope: "users:read", why: "names on the boards, and who is an admin" },
  { scope: "usergroups:read", why: "user groups as /study admins, and as teams (paid plans have them)" },
  { scope: "files:write", why: "/mydata export, and pictures" },
  { scope: "files:read", why: "read a file that somebody puts into one of its forms; no other" },
] as const;

/** The scope of Socket Mode's app-level token. */
export const APP_SCOPE = "connections:write";

export function missingScopes(granted: readonly string[]): readonly string[] {
  return BOT_SCOPES.map(({ scope }) => scope).filter((scope) => !granted.includes(scope));
}
