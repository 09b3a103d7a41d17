import { UserError } from "../chat/errors.ts";
import type { ChatEvent, EventHandler, Reply } from "../chat/event.ts";
import { findChannel } from "../storage/channels.ts";
import { type Community, ensureCommunity } from "../storage/communities.ts";
import { storageTrouble } from "../storage/errors.ts";
import type { Bot } from "./bot.ts";
import type { UserEvent } from "./command/context.ts";
import { handleLifecycle } from "./lifecycle.ts";
import { answersTooFast, notSaved, problemCard, tooFast, UNEXPECTED } from "./messages/problems.ts";
import type { BotEvent } from "./observe.ts";
import { resolveCommunity } from "./people/resolve-community.ts";
import { createLimiter, type Limiter } from "./rate-limits.ts";
import { type Route, routeOf } from "./routes.ts";
import { syncUserTeam } from "./teams/teams.ts";

const NOTHING: Reply = { kind: "nothing" };

type Outcome = Extract<BotEvent, { what: "event" }>["outcome"];
type Handled = { readonly reply: Reply; readonly outcome: Outcome };

/** Every event enters here and every error ends here: users are shown the errors they caused, the rest are logged. */
export function createHandler(bot: Bot): EventHandler {
  const limiter = createLimiter(bot.now);
  return async (event) => {
    const since = performance.now();
    const { reply, outcome } = await handle(bot, limiter, event);
    const ms = performance.now() - since;
    bot.observe?.({ what: "event", platform: event.platform, type: event.type, outcome, ms });
    bot.log.debug({ event: event.type, platform: event.platform, outcome, ms: Math.round(ms * 10) / 10 }, "event");
    return reply;
  };
}

async function handle(bot: Bot, limiter: Limiter, event: ChatEvent): Promise<Handled> {
  try {
    if (event.type === "lifecycle") {
      await handleLifecycle(bot, event);
      return { reply: NOTHING, outcome: "done" };
    }
    return await handleUserEvent(bot, limiter, event);
  } catch (error) {
    if (error instanceof UserError) return { reply: userErrorReply(event, error), outcome: "refused" };
    bot.log.error({ event: event.type, platform: event.platform, err: error }, "could not handle an event");
    const trouble = storageTrouble(error);
    const card = problemCard(trouble === undefined ? UNEXPECTED : notSaved(trouble));
    return { reply: { kind: "private", card }, outcome: "failed" };
  }
}

/** A form can be corrected and sent again, so nobody has to type anything twice. */
function userErrorReply(event: ChatEvent, { message, field }: UserError): Reply {
  if (event.type === "form") return { kind: "form-problem", problem: { text: message, field } };
  return { kind: "private", card: problemCard(message) };
}

async function handleUserEvent(bot: Bot, limiter: Limiter, event: UserEvent): Promise<Handled> {
  const route = routeOf(event);
  const person = `${event.platform} ${event.community} ${event.user.id}`;
  const waitMs = route.budget && limiter.take(person, route.budget);
  if (waitMs !== undefined) return { reply: limitedReply(event, route, waitMs), outcome: "limited" };
  return { reply: await dispatch(bot, (await resolveCommunity(bot, event)) as UserEvent, route), outcome: "done" };
}

/** Autocomplete stays empty and the home tab unchanged; everything else gets a message. */
function limitedReply(event: UserEvent, { budget }: Route, waitMs: number): Reply {
  if (event.type === "suggest") return { kind: "suggestions", suggestions: [] };
  if (event.type === "home") return NOTHING;
  return { kind: "private", card: problemCard(budget?.name === "answer" ? answersTooFast(waitMs) : tooFast(waitMs)) };
}

async function dispatch(bot: Bot, event: UserEvent, route: Route): Promise<Reply> {
  const community = await ensureCommunity(bot.db, {
    platform: event.platform,
    external: event.community,
    name: event.community,
    timeZone: bot.defaults.timeZone,
    now: bot.now(),
  });
  const run = async (): Promise<Reply> => {
    const hasChannel = "channel" in event && !route.needsNoChannel;
    const channel = hasChannel ? await findChannel(bot.db, community.id, event.channel) : undefined;
    return route.handle({ bot, community, channel, event });
  };
  if (route.syncsTeam === "before") await syncTeam(bot, community, event, route);
  if (route.syncsTeam !== "after") return run();
  try {
    return await run();
  } finally {
    // Someone who answers for the first time is registered only now.
    await syncTeam(bot, community, event, route);
  }
}

/** A failure here must not cost users the reply to what they did. */
async function syncTeam(bot: Bot, community: Community, event: UserEvent, route: Route): Promise<void> {
  try {
    await syncUserTeam(bot, community, event.user, route.registersGroupMembers);
  } catch (error) {
    bot.log.error({ community: community.id, err: error }, "could not sync a user's team with their groups");
  }
}
