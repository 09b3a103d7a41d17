import { parse } from "node:querystring";
import { CHAT_METHODS } from "./api-chat.ts";
import type { Context, Method } from "./api-method.ts";
import { OTHER_METHODS } from "./api-other.ts";
import { type ApiCall, SlackRefusal, type Token, type World } from "./world.ts";

const METHODS: Readonly<Record<string, Method>> = { ...CHAT_METHODS, ...OTHER_METHODS };

/** What goes wrong with a call, chosen by the test. */
export type Fault =
  | { readonly kind: "rate-limited"; readonly retryAfterSeconds: number }
  /** HTTP 500 in place of the call, or after it took effect. */
  | { readonly kind: "server-error"; readonly when: "before" | "after" }
  /** The call takes effect, its answer comes when `until` resolves, or never. */
  | { readonly kind: "silence"; readonly until: Promise<void> }
  | { readonly kind: "reset"; readonly when: "before" | "after" }
  | { readonly kind: "error"; readonly code: string };

export type FaultPlan = (call: {
  readonly method: string;
  readonly nth: number;
  readonly args: ApiCall["args"];
}) => Fault | undefined;

/** A bot that keeps Slack's rules never meets these. */
const BOTS_FAULT = [
  "invalid_blocks",
  "msg_blocks_too_long",
  "msg_too_long",
  "no_text",
  "invalid_name",
  "exchanged_trigger_id",
  "invalid_arguments",
  "missing_argument",
];

export interface ApiRequest {
  readonly method: string;
  readonly token: string;
  readonly body: string;
}

export type ApiResponse =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: object | string;
      readonly after?: Promise<void>;
    }
  | "reset";

export async function callApi(
  world: World,
  request: ApiRequest,
  plan: FaultPlan,
  host: Pick<Context, "baseUrl" | "emit">,
): Promise<ApiResponse> {
  const args = Object.fromEntries(Object.entries(parse(request.body)).map(([key, value]) => [key, String(value)]));
  const call: ApiCall = { method: request.method, args, at: world.now(), result: "pending" };
  world.calls.push(call);
  const nth = world.calls.length;
  const fault = plan({ method: request.method, nth, args });
  if (fault?.kind === "rate-limited") {
    call.result = "ratelimited";
    return {
      status: 429,
      headers: { "retry-after": String(fault.retryAfterSeconds) },
      body: { ok: false, error: "ratelimited" },
    };
  }
  if (fault !== undefined && "when" in fault && fault.when === "before") {
    call.result = fault.kind;
    return fault.kind === "reset" ? "reset" : { status: 500, headers: {}, body: "Internal Server Error" };
  }
  const token = world.tokens.get(request.token);
  const headers = token === undefined ? {} : { "x-oauth-scopes": [...token.scopes].join(",") };
  try {
    if (fault?.kind === "error") throw new SlackRefusal(fault.code);
    const body = { ok: true, ...execute(world, request.method, token, args, host) };
    call.result = fault === undefined ? "ok" : fault.kind;
    if (fault?.kind === "reset") return "reset";
    if (fault?.kind === "server-error") return { status: 500, headers: {}, body: "Internal Server Error" };
    return { status: 200, headers, body, ...(fault?.kind === "silence" && { after: fault.until }) };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    call.result = error.code;
    // A picture that is not ready yet is nobody's fault.
    if (BOTS_FAULT.includes(error.code) && error.more.errors === undefined)
      world.complaints.push(`${request.method}: ${error.code} ${JSON.stringify(error.more)}`);
    return { status: 200, headers, body: { ok: false, error: error.code, ...error.more } };
  }
}

function execute(
  world: World,
  name: string,
  token: Token | undefined,
  args: object,
  host: Pick<Context, "baseUrl" | "emit">,
): object {
  if (token === undefined) throw new SlackRefusal("invalid_auth");
  if (token.revoked) throw new SlackRefusal("token_revoked");
  const method = METHODS[name];
  if (method === undefined) {
    world.complaints.push(`unknown method ${name}`);
    throw new SlackRefusal("unknown_method");
  }
  if (name !== "auth.test" && (method.token ?? "bot") !== token.kind) throw new SlackRefusal("not_allowed_token_type");
  if (method.scopes.length > 0 && !method.scopes.some((scope) => token.scopes.has(scope))) {
    throw new SlackRefusal("missing_scope", { needed: method.scopes.join(","), provided: [...token.scopes].join(",") });
  }
  const parsed = method.args.safeParse(args);
  if (!parsed.success) {
    const messages = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new SlackRefusal("invalid_arguments", { response_metadata: { messages } });
  }
  return method.run({ world, token, ...host }, parsed.data);
}
