import type { KnownBlock } from "@slack/types";
import { addMessage } from "./api-chat.ts";
import type { FakeSlack } from "./slack.ts";
import {
  type FakeChannel,
  type FakeMessage,
  type FakeUser,
  newChannel,
  newTs,
  newUser,
  reactionEvent,
} from "./world.ts";

/** What people do in Slack. */
export function joinTeam(slack: FakeSlack, name: string, more: Partial<FakeUser> = {}): FakeUser {
  const user = newUser({ name, team_id: slack.world.team.id, ...more });
  slack.world.users.set(user.id, user);
  return user;
}

export function openChannel(
  slack: FakeSlack,
  name: string,
  creator: FakeUser,
  more: Partial<FakeChannel> = {},
): FakeChannel {
  const channel = newChannel({ name, creator: creator.id, ...more });
  channel.members.add(creator.id);
  slack.world.channels.set(channel.id, channel);
  return channel;
}

export async function inviteBot(slack: FakeSlack, channel: FakeChannel, by: FakeUser): Promise<void> {
  const { botUser } = slack.world.app;
  channel.members.add(botUser);
  await slack.emit({
    type: "member_joined_channel",
    user: botUser,
    channel: channel.id,
    channel_type: "C",
    team: slack.world.team.id,
    inviter: by.id,
    event_ts: newTs(slack.world),
  });
}

/** The workspace throws the app out: its token dies, and it is in no channel any more. */
export async function uninstall(slack: FakeSlack): Promise<void> {
  const { world } = slack;
  const token = world.tokens.get(slack.botToken);
  if (token !== undefined) token.revoked = true;
  for (const channel of world.channels.values()) if (!channel.is_im) channel.members.delete(world.app.botUser);
  await slack.emit({ type: "tokens_revoked", tokens: { bot: [world.app.botUser] }, event_ts: newTs(world) });
  await slack.emit({ type: "app_uninstalled", event_ts: newTs(world) });
}

/** The app gets a new token, which nothing of the old one's makes work in the running bot. */
export function installAgain(slack: FakeSlack): void {
  slack.botToken = `xoxb-${slack.world.tokens.size}-fake`;
  const scopes = new Set(slack.manifest.oauth_config.scopes.bot);
  slack.world.tokens.set(slack.botToken, { kind: "bot", scopes, revoked: false });
}

/** Slack tells it in more than one way. */
export async function removeBot(slack: FakeSlack, channel: FakeChannel, by: FakeUser): Promise<void> {
  const { botUser } = slack.world.app;
  channel.members.delete(botUser);
  await slack.emit({
    type: channel.is_private ? "group_left" : "channel_left",
    channel: channel.id,
    actor_id: by.id,
    event_ts: newTs(slack.world),
  });
  await slack.emit({
    type: "member_left_channel",
    user: botUser,
    channel: channel.id,
    channel_type: "C",
    team: slack.world.team.id,
    event_ts: newTs(slack.world),
  });
}

export async function archive(slack: FakeSlack, channel: FakeChannel, by: FakeUser): Promise<void> {
  channel.is_archived = true;
  await slack.emit({
    type: channel.is_private ? "group_archive" : "channel_archive",
    channel: channel.id,
    user: by.id,
    event_ts: newTs(slack.world),
  });
}

/** Who is in a user group from now on; a group that is not there yet is made. */
export async function setGroup(
  slack: FakeSlack,
  id: string,
  handle: string,
  members: readonly FakeUser[],
): Promise<void> {
  const { world } = slack;
  const before = world.groups.get(id)?.users ?? [];
  const users = members.map((user) => user.id);
  world.groups.set(id, { handle, users });
  await slack.emit({
    type: "subteam_members_changed",
    subteam_id: id,
    team_id: world.team.id,
    added_users: users.filter((user) => !before.includes(user)),
    removed_users: before.filter((user) => !users.includes(user)),
    event_ts: newTs(world),
  });
}

export async function rename(slack: FakeSlack, channel: FakeChannel, name: string): Promise<void> {
  channel.name = name;
  await slack.emit({
    type: channel.is_private ? "group_rename" : "channel_rename",
    channel: { id: channel.id, name, created: 0 },
    event_ts: newTs(slack.world),
  });
}

/** Slack escapes & < >, and with should_escape writes people as <@U1|ada>. */
export async function typeCommand(slack: FakeSlack, user: FakeUser, channel: FakeChannel, line: string): Promise<void> {
  const [, command = "", text = ""] = /^(\/\S+)\s*(.*)$/s.exec(line) ?? [];
  const known = slack.manifest.features.slash_commands.find((one) => one.command === command);
  if (known === undefined) throw new Error(`Slack: ${command} is not a valid command`);
  const entities = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const people = [...slack.world.users.values()];
  const escaped =
    known.should_escape === true
      ? entities.replace(/(^|\s)@([\w.-]+)/g, (whole, space: string, name: string) => {
          const found = people.find((one) => one.name === name);
          const group = [...slack.world.groups].find(([, one]) => one.handle === name);
          if (group !== undefined) return `${space}<!subteam^${group[0]}|@${name}>`;
          return found === undefined ? whole : `${space}<@${found.id}|${found.name}>`;
        })
      : entities;
  await slack.deliver("slash_commands", {
    command,
    text: escaped,
    // In a channel that workspaces share: that of whoever types.
    team_id: slack.world.organisation === undefined ? slack.world.team.id : user.team_id,
    team_domain: slack.world.team.name,
    channel_id: channel.id,
    channel_name: channel.is_private ? "privategroup" : channel.name,
    user_id: user.id,
    user_name: user.name,
    trigger_id: slack.newTrigger(user.id),
    response_url: slack.newResponseUrl(channel.id, user.id),
    api_app_id: slack.world.app.id,
    is_enterprise_install: String(slack.world.organisation !== undefined),
  });
}

interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly text?: { readonly text: string };
  readonly options?: readonly { readonly value: string }[];
}

/** Presses the button of a message, by its label; `chosen` is what stands in the message's selects by then. */
export async function press(
  slack: FakeSlack,
  user: FakeUser,
  channel: FakeChannel,
  message: { ts: string; blocks: readonly KnownBlock[] },
  label: string,
  chosen: readonly string[] = [],
): Promise<void> {
  const blocks = message.blocks;
  const buttons = blocks.flatMap((block) => (block.type === "actions" ? (block.elements as Element[]) : []));
  const button = buttons.find((one) => one.type === "button" && one.text?.text === label);
  if (button === undefined) throw new Error(`The message has no button "${label}".`);
  await interact(slack, user, channel, message.ts, button, stateOf(blocks, chosen));
}

/** Chooses in the message's select and submits. */
export async function choose(
  slack: FakeSlack,
  user: FakeUser,
  channel: FakeChannel,
  message: FakeMessage,
  values: readonly string[],
): Promise<void> {
  // What they see: it may change before they submit.
  const shown = { ts: message.ts, blocks: message.blocks };
  const section = shown.blocks.find((block) => block.type === "section");
  const select = section?.type === "section" ? (section.accessory as Element) : undefined;
  if (select === undefined) throw new Error("The message has no select.");
  await interact(slack, user, channel, shown.ts, select, stateOf(shown.blocks, values));
  await press(slack, user, channel, shown, "Submit", values);
}

function stateOf(blocks: readonly KnownBlock[], values: readonly string[]) {
  const selects = blocks.flatMap((block) =>
    block.type === "section" && block.accessory?.type === "multi_static_select" ? [block] : [],
  );
  return Object.fromEntries(
    selects.map((block) => [
      block.block_id ?? "",
      {
        [(block.accessory as Element).action_id]: {
          type: "multi_static_select",
          selected_options: values.map((value) => ({ value, text: { type: "plain_text", text: value } })),
        },
      },
    ]),
  );
}

export async function interact(
  slack: FakeSlack,
  user: FakeUser,
  channel: FakeChannel,
  ts: string,
  element: Pick<Element, "type" | "action_id">,
  values: object = {},
): Promise<void> {
  await slack.deliver("interactive", {
    type: "block_actions",
    team: { id: user.team_id, domain: "acme" },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.team_id },
    api_app_id: slack.world.app.id,
    trigger_id: slack.newTrigger(user.id),
    response_url: slack.newResponseUrl(channel.id, user.id),
    channel: { id: channel.id, name: channel.name },
    container: { type: "message", message_ts: ts, channel_id: channel.id, is_ephemeral: false },
    message: { type: "message", ts },
    state: { values },
    actions: [{ type: element.type, action_id: element.action_id, block_id: "b", action_ts: newTs(slack.world) }],
  });
}

/** A press in the App Home. */
export async function pressAtHome(slack: FakeSlack, user: FakeUser, label: string): Promise<void> {
  const blocks = slack.world.homes.get(user.id)?.blocks ?? [];
  const elements = blocks.flatMap((block) =>
    block.type === "actions" ? (block as { elements: Element[] }).elements : [],
  );
  const button = elements.find((one) => one.text?.text === label);
  if (button === undefined) throw new Error(`The home tab has no button "${label}".`);
  await slack.deliver("interactive", {
    type: "block_actions",
    team: { id: user.team_id },
    user: { id: user.id, username: user.name, team_id: user.team_id },
    trigger_id: slack.newTrigger(user.id),
    container: { type: "view", view_id: "VHOME" },
    view: { id: "VHOME", type: "home" },
    actions: [{ type: "button", action_id: button.action_id, block_id: "b", action_ts: newTs(slack.world) }],
  });
}

export async function react(
  slack: FakeSlack,
  user: FakeUser,
  channel: FakeChannel,
  message: FakeMessage,
  reaction: string,
): Promise<void> {
  const users = message.reactions.get(reaction) ?? [];
  message.reactions.set(reaction, [...users, user.id]);
  await slack.emit(reactionEvent(slack.world, user.id, reaction, channel.id, message));
}

export async function unreact(
  slack: FakeSlack,
  user: FakeUser,
  channel: FakeChannel,
  message: FakeMessage,
  reaction: string,
): Promise<void> {
  message.reactions.set(
    reaction,
    (message.reactions.get(reaction) ?? []).filter((one) => one !== user.id),
  );
  await slack.emit({ ...reactionEvent(slack.world, user.id, reaction, channel.id, message), type: "reaction_removed" });
}

export function say(slack: FakeSlack, user: FakeUser, channel: FakeChannel, text: string): FakeMessage {
  const message = addMessage(slack.world, channel, { text, blocks: [], metadata: undefined, unfurls: false });
  return Object.assign(message, { user: user.id, bot_id: undefined });
}

/** In one workspace, or in an organisation's first. */
export async function goHome(slack: FakeSlack, user: FakeUser): Promise<void> {
  await slack.emit({
    type: "app_home_opened",
    user: user.id,
    channel: "D0",
    tab: "home",
    event_ts: newTs(slack.world),
  });
}
