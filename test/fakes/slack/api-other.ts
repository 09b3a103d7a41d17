import type { HomeView, ModalView } from "@slack/types";
import { z } from "zod";
import { type Context, json, type Method, member, visible } from "./api-method.ts";
import { refuseView } from "./block-rules.ts";
import { inputsOf, updateView } from "./forms.ts";
import {
  directChannel,
  type FakeChannel,
  findMessage,
  newId,
  reactionEvent,
  refuse,
  type Token,
  type World,
} from "./world.ts";

const emoji = /^(one|two|three|four|five|thumbsup|eyes|tada)$/;
const flag = z.enum(["true", "false"]).optional();

function scopedInfo({ token }: Context, channel: FakeChannel): void {
  const needed = channel.is_im ? "im:read" : channel.is_private ? "groups:read" : "channels:read";
  if (!token.scopes.has(needed)) refuse("missing_scope", { needed, provided: [...token.scopes].join(",") });
}

const CONVERSATIONS: Readonly<Record<string, Method>> = {
  "conversations.info": {
    scopes: [],
    args: z.strictObject({ channel: z.string(), include_num_members: flag, include_locale: flag }),
    run: (context, args) => {
      const channel = visible(context.world, args.channel);
      scopedInfo(context, channel);
      const { id, name, creator, is_private, is_archived, is_im, is_ext_shared, members } = channel;
      return {
        channel: {
          id,
          name,
          creator,
          is_private,
          is_archived,
          is_im,
          is_ext_shared,
          is_member: members.has(context.world.app.botUser),
        },
      };
    },
  },
  "conversations.open": {
    scopes: ["im:write"],
    args: z.strictObject({ users: z.string() }),
    run: ({ world }, args) => {
      if (!world.users.has(args.users)) refuse("user_not_found");
      return { channel: { id: directChannel(world, args.users).id } };
    },
  },
  "users.conversations": {
    scopes: ["channels:read"],
    args: z.strictObject({
      user: z.string(),
      types: z.string().optional(),
      exclude_archived: flag,
      limit: z.coerce.number().int().min(1).max(999).optional(),
      cursor: z.string().optional(),
      team_id: z.string().optional(),
    }),
    run: ({ world, token }, args) => {
      const team = meantTeam(world, args.team_id);
      const types = (args.types ?? "public_channel").split(",");
      if (types.includes("private_channel") && !token.scopes.has("groups:read"))
        refuse("missing_scope", { needed: "groups:read" });
      const channels = [...world.channels.values()].filter(
        (channel) =>
          !channel.is_im &&
          !channel.deleted &&
          !channel.is_archived &&
          (channel.team ?? world.team.id) === team &&
          channel.members.has(args.user) &&
          (!channel.is_private || channel.members.has(world.app.botUser)),
      );
      return {
        channels: channels.map(({ id, name, is_private }) => ({ id, name, is_private })),
        response_metadata: { next_cursor: "" },
      };
    },
  },
  "usergroups.list": {
    scopes: ["usergroups:read"],
    args: z.strictObject({
      include_users: flag,
      include_count: flag,
      include_disabled: flag,
      team_id: z.string().optional(),
    }),
    run: ({ world }, args) => {
      const team = meantTeam(world, args.team_id);
      const groups = [...world.groups].filter(([, group]) => (group.team ?? world.team.id) === team);
      return { usergroups: groups.map(([id, { handle, users }]) => ({ id, handle, users })) };
    },
  },
  "users.info": {
    scopes: ["users:read"],
    args: z.strictObject({ user: z.string(), include_locale: flag }),
    run: ({ world }, args) => {
      const user = world.users.get(args.user) ?? refuse("user_not_found");
      const { id, name, real_name, team_id, tz, is_bot, is_admin, is_owner, is_stranger, enterprise_user } = user;
      return {
        user: {
          id,
          name,
          real_name,
          team_id,
          tz,
          is_bot,
          is_admin,
          is_owner,
          ...(is_stranger && { is_stranger }),
          ...(enterprise_user && { enterprise_user }),
          profile: { display_name: "", real_name },
        },
      };
    },
  },
};

/** An organisation's token has to say which workspace it asks about; a workspace's own need not. */
function meantTeam(world: World, team: string | undefined): string {
  if (world.organisation === undefined) return world.team.id;
  return team ?? refuse("missing_argument", { needed: "team_id" });
}

const REACTIONS: Readonly<Record<string, Method>> = {
  "reactions.add": {
    scopes: ["reactions:write"],
    args: z.strictObject({ channel: z.string(), name: z.string(), timestamp: z.string() }),
    run: ({ world, emit }, args) => {
      const message = findMessage(member(world, args.channel), args.timestamp) ?? refuse("message_not_found");
      if (!emoji.test(args.name)) refuse("invalid_name");
      const users = message.reactions.get(args.name) ?? [];
      if (users.includes(world.app.botUser)) refuse("already_reacted");
      message.reactions.set(args.name, [...users, world.app.botUser]);
      emit(reactionEvent(world, world.app.botUser, args.name, args.channel, message));
      return {};
    },
  },
  "reactions.get": {
    scopes: ["reactions:read"],
    args: z.strictObject({ channel: z.string(), timestamp: z.string(), full: flag }),
    run: ({ world }, args) => {
      const message = findMessage(member(world, args.channel), args.timestamp) ?? refuse("message_not_found");
      // Without `full` Slack names only some of the people.
      const named = args.full === "true" ? Number.POSITIVE_INFINITY : 1;
      const reactions = [...message.reactions].map(([name, users]) => ({
        name,
        count: users.length,
        users: users.slice(0, named),
      }));
      return {
        type: "message",
        channel: args.channel,
        message: { type: "message", ts: message.ts, text: message.text, ...(reactions.length > 0 && { reactions }) },
      };
    },
  },
};

const VIEWS: Readonly<Record<string, Method>> = {
  "views.open": {
    scopes: [],
    args: z.strictObject({ trigger_id: z.string(), view: json(z.unknown()) }),
    run: ({ world, token }, args) => {
      const user = exchange(world, args.trigger_id);
      const view = checkedView(args.view, "modal") as ModalView;
      scopedView(token, view);
      const open = { id: newId("V"), user, view, state: {}, errors: {}, closed: false };
      world.views.set(open.id, open);
      return { view: { id: open.id, ...view } };
    },
  },
  "views.update": {
    scopes: [],
    args: z.strictObject({ view_id: z.string(), view: json(z.unknown()), hash: z.string().optional() }),
    run: ({ world, token }, args) => {
      const open = world.views.get(args.view_id);
      if (open === undefined || open.closed) refuse("not_found");
      const view = checkedView(args.view, "modal") as ModalView;
      scopedView(token, view);
      updateView(open, view);
      return { view: { id: open.id, ...view } };
    },
  },
  "views.publish": {
    scopes: [],
    args: z.strictObject({ user_id: z.string(), view: json(z.unknown()), hash: z.string().optional() }),
    run: ({ world }, args) => {
      if (!world.users.has(args.user_id)) refuse("user_not_found");
      world.homes.set(args.user_id, checkedView(args.view, "home") as HomeView);
      return { view: { id: newId("V") } };
    },
  },
};

const FILES: Readonly<Record<string, Method>> = {
  "files.getUploadURLExternal": {
    scopes: ["files:write"],
    args: z.strictObject({
      filename: z.string(),
      length: z.coerce.number().int().positive(),
      alt_txt: z.string().max(1000).optional(),
      snippet_type: z.string().optional(),
    }),
    run: ({ world, baseUrl }, args) => {
      const id = newId("F");
      world.files.set(id, {
        id,
        filename: args.filename,
        content: new Uint8Array(),
        isComplete: false,
        channel: undefined,
      });
      return { upload_url: `${baseUrl()}/upload/${id}`, file_id: id };
    },
  },
  "files.completeUploadExternal": {
    scopes: ["files:write"],
    args: z.strictObject({
      files: json(z.array(z.strictObject({ id: z.string(), title: z.string().optional() }))),
      channel_id: z.string().optional(),
      thread_ts: z.string().optional(),
      initial_comment: z.string().optional(),
    }),
    run: ({ world }, args) => {
      for (const { id } of args.files as { id: string }[]) {
        const file = world.files.get(id) ?? refuse("file_not_found");
        if (file.content.length === 0) refuse("file_update_failed");
        file.isComplete = true;
        if (args.channel_id === undefined) continue;
        file.channel = member(world, args.channel_id).id;
      }
      return { files: args.files };
    },
  },
};

const APP: Readonly<Record<string, Method>> = {
  "auth.test": {
    scopes: [],
    args: z.strictObject({}),
    run: ({ world, token }) =>
      token.kind === "app"
        ? { app_id: world.app.id, app_name: "studybot" }
        : {
            url: `https://${world.team.name}.slack.test/`,
            team: world.team.name,
            team_id: world.organisation ?? world.team.id,
            user: "studybot",
            user_id: world.app.botUser,
            bot_id: world.app.bot,
            is_enterprise_install: world.organisation !== undefined,
            ...(world.enterprise !== undefined && { enterprise_id: world.enterprise }),
          },
  },
  "apps.connections.open": {
    scopes: ["connections:write"],
    token: "app",
    args: z.strictObject({}),
    run: ({ baseUrl }) => ({ url: `${baseUrl().replace("http", "ws")}/link?ticket=${newId("K")}` }),
  },
};

export const OTHER_METHODS: Readonly<Record<string, Method>> = {
  ...CONVERSATIONS,
  ...REACTIONS,
  ...VIEWS,
  ...FILES,
  ...APP,
};

/** A trigger_id is good once, for three seconds. */
function exchange(world: World, id: string): string {
  const trigger = world.triggers.get(id) ?? refuse("invalid_trigger_id");
  if (trigger.used) refuse("exchanged_trigger_id");
  if (world.now() > trigger.until) refuse("expired_trigger_id");
  trigger.used = true;
  return trigger.user;
}

function scopedView({ scopes }: Token, view: ModalView): void {
  const hasFile = inputsOf(view).some(({ element }) => element.type === "file_input");
  if (hasFile && !scopes.has("files:read")) refuse("invalid_arguments", { needed: "files:read" });
}

function checkedView(view: unknown, type: "modal" | "home") {
  const problem = refuseView(view, type);
  if (problem !== undefined) refuse("invalid_arguments", { response_metadata: { messages: [`[ERROR] ${problem}`] } });
  return view;
}
