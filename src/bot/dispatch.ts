import { UserError } from "../chat/errors.ts";
import type { ChatEvent, EventHandler, Reply } from "../chat/event.ts";
import { findChannel } from "../storage/channels.ts";
import { type Community, ensureCommunity } from "../storage/communities.ts";
import { storageTrouble } from "../storage/errors.ts";
import type { Bot } from "./bot.ts";
import type { UserEvent } from "./command/context.ts";
import { handleLifecycle } from "./lifecycle.ts";
import { createLimiter, type Limiter } from "./limits.ts";
import { answersTooFast, notKept, problemCard, tooFast, UNEXPECTED } from "./messages/problems.ts";
import type { BotEvent } from "./observe.ts";
import { resolveCommunity } from "./people/resolve-community.ts";
import { type Route, routeOf } from "./routes.ts";
import { joinGroupTeam } from "./teams/teams.ts";

const NOTHING: Reply = { kind: "nothing" };

type Outcome = Extract<BotEvent, { what: "event" }>["outcome"];
type Handled = { readonly reply: Reply; readonly outcome: Outcome };

/** Every event comes in here, and every error ends here: the person's own are told to them, the rest is logged. */
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
    return await handleUser(bot, limiter, event);
  } catch (error) {
    if (error instanceof UserError) return { reply: refusal(event, error), outcome: "refused" };
    bot.log.error({ event: event.type, platform: event.platform, err: error }, "an event could not be handled");
    const trouble = storageTrouble(error);
    const card = problemCard(trouble === undefined ? UNEXPECTED : notKept(trouble));
    return { reply: { kind: "private", card }, outcome: "failed" };
  }
}

/** A form stays as it was sent, or can be had again: nobody types anything twice. */
function refusal(event: ChatEvent, { message, field }: UserError): Reply {
  if (event.type === "form") return { kind: "form-problem", problem: { text: message, field } };
  return { kind: "private", card: problemCard(message) };
}

async function handleUser(bot: Bot, limiter: Limiter, event: UserEvent): Promise<Handled> {
  const route = routeOf(event);
  const person = `${event.platform} ${event.community} ${event.user.id}`;
  const waitMs = route.budget && limiter.take(person, route.budget);
  if (waitMs !== undefined) return { reply: limitedReply(event, route, waitMs), outcome: "limited" };
  return { reply: await dispatch(bot, (await resolveCommunity(bot, event)) as UserEvent, route), outcome: "done" };
}

/** Suggestions stay away and the home tab stays as it is; everything else is told. */
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
  if (route.followsGroups === "before") await followGroups(bot, community, event, route);
  if (route.followsGroups !== "after") return run();
  try {
    return await run();
  } finally {
    // Whoever answers for the first time is known only now.
    await followGroups(bot, community, event, route);
  }
}

/** Which team somebody is in follows their groups with what they do next; it must not cost them the reply to it. */
async function followGroups(bot: Bot, community: Community, event: UserEvent, route: Route): Promise<void> {
  try {
    await joinGroupTeam(bot, community, event.user, route.asksForTeams);
  } catch (error) {
    bot.log.error({ community: community.id, err: error }, "somebody's groups could not be followed into a team");
  }
}
