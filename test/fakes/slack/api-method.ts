import { z } from "zod";
import { type FakeChannel, refuse, type Token, type World } from "./world.ts";

export interface Context {
  readonly world: World;
  readonly token: Token;
  readonly baseUrl: () => string;
  /** Tells the app of it, where it has subscribed. */
  readonly emit: (event: Readonly<Record<string, unknown>> & { readonly type: string }) => void;
}

export interface Method {
  /** Any of them will do; none where the method decides by itself. */
  readonly scopes: readonly string[];
  readonly token?: "bot" | "app";
  /** Strict: an argument that Slack does not know is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: each method has its own arguments
  readonly args: z.ZodType<any>;
  // biome-ignore lint/suspicious/noExplicitAny: each method has its own arguments
  readonly run: (context: Context, args: any) => object;
}

/** Lists and objects travel as JSON in a form's field. */
export function json<T extends z.ZodType>(schema: T) {
  return z.string().transform((text, context): z.output<T> => {
    try {
      const parsed = schema.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data;
      context.addIssue({ code: "custom", message: parsed.error.message });
    } catch {
      context.addIssue({ code: "custom", message: "invalid_json" });
    }
    return z.NEVER;
  });
}

/** A conversation that the bot may know of: private ones only where it is a member. */
export function visible(world: World, id: string): FakeChannel {
  const channel = world.channels.get(id);
  const isMember = channel?.members.has(world.app.botUser) === true;
  if (channel === undefined || channel.deleted || ((channel.is_private || channel.is_im) && !isMember))
    refuse("channel_not_found");
  return channel;
}

/** One that it is a member of. */
export function member(world: World, id: string): FakeChannel {
  const channel = visible(world, id);
  if (!channel.members.has(world.app.botUser)) refuse("not_in_channel");
  return channel;
}
