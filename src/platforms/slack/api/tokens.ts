/** Kinds of secret that people mix up. The functions below say which one it is and where to find the right one. */
const KINDS: readonly { readonly begins: RegExp; readonly name: string }[] = [
  { begins: /^xoxb-/, name: "a bot token" },
  { begins: /^xapp-/, name: "an app-level token" },
  { begins: /^xoxp-/, name: "a user token" },
  { begins: /^xoxe[.-]/, name: "a token that expires (token rotation is on)" },
  { begins: /^[0-9a-f]{32}$/, name: "a signing secret" },
  { begins: /^\d+\.\d+$/, name: "a client id" },
];

export function botTokenProblem(token: string): string | undefined {
  if (token.startsWith("xoxb-")) return undefined;
  return `this is ${kindOf(token)}; give the Bot User OAuth Token (xoxb-…) from the app's page "OAuth & Permissions"`;
}

export function appTokenProblem(token: string): string | undefined {
  if (token.startsWith("xapp-")) return undefined;
  return `this is ${kindOf(token)}; give an app-level token (xapp-…) with connections:write from "Basic Information", "App-Level Tokens"`;
}

export function signingSecretProblem(secret: string): string | undefined {
  if (!/^xox|^xapp/.test(secret)) return undefined;
  return `this is ${kindOf(secret)}; give the Signing Secret from "Basic Information", "App Credentials"`;
}

function kindOf(secret: string): string {
  return KINDS.find(({ begins }) => begins.test(secret))?.name ?? "no token of Slack's";
}
