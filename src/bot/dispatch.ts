import { parseActionId } from "../chat/card.ts";
import { UserError } from "../chat/errors.ts";
import type {
  ActionEvent,
  ChatEvent,
  CommandEvent,
  EventHandler,
  FormEvent,
  LifecycleEvent,
  Reply,
  SuggestEvent,
} from "../chat/event.ts";
import { type Channel, findChannel, listChannels, moveChannel, renameChannel } from "../storage/channels.ts";
import { type Community, ensureCommunity, findCommunity } from "../storage/communities.ts";
import { storageTrouble } from "../storage/database.ts";
import { findPerson, markLeft } from "../storage/people.ts";
import { leaveTeam } from "../storage/teams.ts";
import { requireAdmin } from "./admins.ts";
import { answerByAction, answerByForm, answerByReaction, openAnswerForm } from "./answers.ts";
import { arrive } from "./arrival.ts";
import { atHome } from "./at-home.ts";
import type { Bot } from "./bot.ts";
import { shareEntry } from "./commands/ask.ts";
import { COMMANDS } from "./commands/commands.ts";
import { shareBoard, turnBoard } from "./commands/leaderboard.ts";
import { deleteMyData } from "./commands/mydata.ts";
import { nearest, parseCommand } from "./commands/parse.ts";
import { noteConnection } from "./connections.ts";
import { homeOf, openSetup, saveSetup } from "./home.ts";
import { budgetOf, commandName, createLimiter, type Limiter } from "./limits.ts";
import { SHARE_ENTRY } from "./messages/ask.ts";
import { SHARE_BOARD, TURN_BOARD } from "./messages/board.ts";
import { REPORT } from "./messages/corrections.ts";
import { SETUP_FORM, SETUP_OPEN } from "./messages/home.ts";
import { DELETE_ME } from "./messages/my-data.ts";
import { answersTooFast, notKept, problemCard, tooFast, UNEXPECTED, unknownCommand } from "./messages/problems.ts";
import { QUIZ, QUIZ_ANSWER, QUIZ_FORM } from "./messages/quiz.ts";
import { ANSWER_ACTION, ANSWER_FORM } from "./messages/round.ts";
import type { Happening } from "./observe.ts";
import { answerQuiz, answerQuizForm, askMe, openQuizForm } from "./quiz.ts";
import { readBack } from "./read-back.ts";
import { openReport, report } from "./reports.ts";
import { joinGroupTeam, readAllGroups, readGroups } from "./teams.ts";
import { lookAtChannels, loseAccess, pauseForTrouble } from "./trouble.ts";

type UserEvent = Exclude<ChatEvent, LifecycleEvent>;

const NOTHING: Reply = { kind: "nothing" };

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

type Outcome = Extract<Happening, { what: "event" }>["outcome"];

async function handle(bot: Bot, limiter: Limiter, event: ChatEvent): Promise<{ reply: Reply; outcome: Outcome }> {
  try {
    const waitMs = tooMany(limiter, event);
    if (waitMs !== undefined) return { reply: limitedReply(event, waitMs), outcome: "limited" };
    return { reply: await dispatch(bot, await atHome(bot, event)), outcome: "done" };
  } catch (error) {
    if (error instanceof UserError)
      return { reply: { kind: "private", card: problemCard(error.message) }, outcome: "refused" };
    bot.log.error({ event: event.type, platform: event.platform, err: error }, "an event could not be handled");
    const trouble = storageTrouble(error);
    const card = problemCard(trouble === undefined ? UNEXPECTED : notKept(trouble));
    return { reply: { kind: "private", card }, outcome: "failed" };
  }
}

function tooMany(limiter: Limiter, event: ChatEvent): number | undefined {
  const budget = event.type === "lifecycle" ? undefined : budgetOf(event);
  if (event.type === "lifecycle" || budget === undefined) return undefined;
  return limiter.take(`${event.platform} ${event.community} ${event.user.id}`, budget);
}

/** Suggestions stay away and the home tab stays as it is; everything else is told. */
function limitedReply(event: ChatEvent, waitMs: number): Reply {
  if (event.type === "suggest") return { kind: "suggestions", suggestions: [] };
  if (event.type === "home" || event.type === "lifecycle") return NOTHING;
  const text = budgetOf(event)?.name === "answer" ? answersTooFast(waitMs) : tooFast(waitMs);
  return { kind: "private", card: problemCard(text) };
}

async function dispatch(bot: Bot, event: ChatEvent): Promise<Reply> {
  if (event.type === "lifecycle") return lifecycle(bot, event);
  const community = await communityOf(bot, event);
  const budget = budgetOf(event)?.name;
  if (budget === "suggest") return dispatchUser(bot, community, event);
  if (budget === undefined || budget === "answer") {
    try {
      return await dispatchUser(bot, community, event);
    } finally {
      // Whoever answers for the first time is known only now.
      await followGroups(bot, community, event);
    }
  }
  await followGroups(bot, community, event);
  return dispatchUser(bot, community, event);
}

/** Which team somebody is in follows their groups with what they do next; it must not cost them the reply to it. */
async function followGroups(bot: Bot, community: Community, event: UserEvent): Promise<void> {
  const asksForTeams = event.type === "command" && commandName(event.command) === "team";
  try {
    await joinGroupTeam(bot, community, event.user, asksForTeams);
  } catch (error) {
    bot.log.error({ community: community.id, err: error }, "somebody's groups could not be followed into a team");
  }
}

async function dispatchUser(bot: Bot, community: Community, event: UserEvent): Promise<Reply> {
  if (event.type === "home") return homeOf(bot, community, event);
  if (event.type === "action") {
    // What most people do most needs nothing of the channel but its round.
    const { name, args } = parseActionId(event.action);
    if (name === ANSWER_ACTION) return answerByAction(bot, community, event, args);
  }
  const channel = await findChannel(bot.db, community.id, event.channel);
  switch (event.type) {
    case "command":
      return runCommand(bot, community, channel, event);
    case "action":
      return runAction(bot, community, channel, event);
    case "form":
      return runForm(bot, community, channel, event);
    case "reaction":
      return channel === undefined ? NOTHING : answerByReaction(bot, community, channel, event);
    case "suggest":
      return suggest(bot, community, channel, event);
  }
}

async function communityOf(bot: Bot, event: ChatEvent): Promise<Community> {
  return ensureCommunity(bot.db, {
    platform: event.platform,
    external: event.community,
    name: event.community,
    timeZone: bot.defaults.timeZone,
    now: bot.now(),
  });
}

async function runCommand(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  event: CommandEvent,
): Promise<Reply> {
  const name = commandName(event.command);
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new UserError(
      unknownCommand(
        name,
        nearest(
          name,
          COMMANDS.map((candidate) => candidate.name),
        ),
      ),
    );
  }
  if (command.admin === true) await requireAdmin(bot, community, channel, event.user, event.channel);
  const { subcommand, options } = parseCommand(command, event.input);
  const { handle } = command.subcommands?.find((candidate) => candidate.name === subcommand) ?? command;
  return handle({ bot, community, channel, event, options });
}

async function runAction(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  event: ActionEvent,
): Promise<Reply> {
  const { name, args } = parseActionId(event.action);
  switch (name) {
    case ANSWER_FORM:
      return openAnswerForm(bot, community, event, args);
    case SHARE_ENTRY:
      return shareEntry(bot, community, channel, event, args);
    case SHARE_BOARD:
      return shareBoard(bot, community, channel, event, args);
    case TURN_BOARD:
      return turnBoard(bot, community, channel, event, args);
    case SETUP_OPEN:
      return openSetup(bot, community, event, args);
    case DELETE_ME:
      return deleteMyData(bot, community, event);
    case QUIZ:
      return askMe(bot, community, channel, args);
    case QUIZ_ANSWER:
      return answerQuiz(bot, community, channel, args, event.values);
    case QUIZ_FORM:
      return openQuizForm(bot, community, channel, args);
    case REPORT:
      return openReport(bot, community, event, args);
    default:
      throw new UserError("This button is from an older message and does nothing any more.");
  }
}

async function runForm(bot: Bot, community: Community, channel: Channel | undefined, event: FormEvent): Promise<Reply> {
  const { name, args } = parseActionId(event.action);
  if (name === SETUP_FORM) return saveSetup(bot, community, event, args);
  if (name === ANSWER_FORM) return answerByForm(bot, community, event, args);
  if (name === QUIZ_FORM) return answerQuizForm(bot, community, channel, args, event.fields.answer ?? "");
  if (name === REPORT) return report(bot, community, event, args);
  throw new UserError("This form is from an older message and does nothing any more.");
}

async function suggest(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  event: SuggestEvent,
): Promise<Reply> {
  const command = COMMANDS.find((candidate) => candidate.name === event.command);
  const suggestions =
    (await command?.suggest?.({ bot, community, channel }, event.option, event.partial.slice(0, 100))) ?? [];
  return { kind: "suggestions", suggestions };
}

async function lifecycle(bot: Bot, event: LifecycleEvent): Promise<Reply> {
  // A connection serves many communities: these name none.
  if (event.what === "disconnected") noteConnection(bot, event.platform, "lost");
  if (event.what === "resumed" || event.what === "reconnected") noteConnection(bot, event.platform, "connected");
  if (event.what === "reconnected") {
    await readBack(bot, event.platform);
    await readAllGroups(bot, event.platform);
  }
  if (event.what === "community-lost") await loseAccess(bot, await channelsLost(bot, event));
  const community =
    event.what === "channel-joined"
      ? await communityOf(bot, event)
      : await findCommunity(bot.db, event.platform, event.community);
  if (community === undefined) return NOTHING;
  const channel = event.channel === undefined ? undefined : await findChannel(bot.db, community.id, event.channel);
  if (event.what === "channel-joined") await arrive(bot, community, channel, event);
  if (event.what === "channel-renamed" && channel !== undefined && event.name !== undefined)
    await renameChannel(bot.db, channel.id, event.name);
  if (event.what === "groups-changed") await readGroups(bot, community);
  if (event.what === "person-left" && event.user !== undefined) await personLeft(bot, community, event.user.id);
  if (event.what === "channel-moved" && channel !== undefined && event.to !== undefined)
    await moveChannel(bot.db, channel, event.to);
  if (event.what === "channels-changed") await lookAtChannels(bot, community);
  if (event.what === "channel-lost" && channel !== undefined) await pauseForTrouble(bot, channel, "removed");
  return NOTHING;
}

/** One token may serve many communities: where it is lost, the event names none. */
async function channelsLost(bot: Bot, event: LifecycleEvent): Promise<readonly Channel[]> {
  const channels = (await listChannels(bot.db)).filter((channel) => channel.platform === event.platform);
  return event.community === "" ? channels : channels.filter((channel) => channel.community === event.community);
}

/** Boards do not list them until they answer again. They leave their team, so that it need not wait for them. */
async function personLeft(bot: Bot, community: Community, user: string): Promise<void> {
  const person = await findPerson(bot.db, community.id, user);
  if (person === undefined) return;
  await bot.db.transaction().execute(async (tx) => {
    await markLeft(tx, person.id, bot.now());
    await leaveTeam(tx, person.id, bot.now());
  });
}
