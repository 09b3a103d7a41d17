/** Slack's payloads, from its reference and recordings: one of each kind that the bot handles. */

const USER = { id: "U0BEN", username: "ben", name: "ben", team_id: "T0TEAM" };
const envelope = (event: object) => ({
  token: "deprecated",
  team_id: "T0TEAM",
  api_app_id: "A0APP",
  type: "event_callback",
  event,
  event_id: "Ev0123456789",
  event_time: 1_795_449_600,
  authorizations: [
    { enterprise_id: null, team_id: "T0TEAM", user_id: "U0BOT", is_bot: true, is_enterprise_install: false },
  ],
  is_ext_shared_channel: false,
});

const TS = "1795449600.000200";

export const EVENTS: readonly object[] = [
  {
    type: "reaction_added",
    user: "U0BEN",
    reaction: "two",
    item: { type: "message", channel: "C0STUDY", ts: TS },
    item_user: "U0BOT",
    event_ts: TS,
  },
  {
    type: "reaction_removed",
    user: "U0BEN",
    reaction: "two",
    item: { type: "message", channel: "C0STUDY", ts: TS },
    event_ts: TS,
  },
  { type: "app_home_opened", user: "U0BEN", channel: "D0", tab: "home", event_ts: TS },
  {
    type: "member_joined_channel",
    user: "U0BOT",
    channel: "C0STUDY",
    channel_type: "C",
    team: "T0TEAM",
    inviter: "U0ADA",
    event_ts: TS,
  },
  { type: "member_left_channel", user: "U0BOT", channel: "C0STUDY", channel_type: "C", team: "T0TEAM", event_ts: TS },
  { type: "channel_rename", channel: { id: "C0STUDY", name: "learning", created: 0 }, event_ts: TS },
  { type: "channel_id_changed", old_channel_id: "C0STUDY", new_channel_id: "C0OTHER", event_ts: TS },
  { type: "channel_archive", channel: "C0STUDY", user: "U0ADA", event_ts: TS },
  { type: "group_left", channel: "C0STUDY", actor_id: "U0ADA", event_ts: TS },
  { type: "app_uninstalled" },
  { type: "tokens_revoked", tokens: { oauth: ["U0ADA"], bot: ["U0BOT"] } },
].map(envelope);

export const COMMANDS_SENT: readonly object[] = ["/ask", "/study", "/answer", "/leaderboard", "/team"].map(
  (command) => ({
    command,
    text: "setup zone:Europe/Berlin &lt;@U0ADA|ada&gt;",
    team_id: "T0TEAM",
    team_domain: "acme",
    channel_id: "C0STUDY",
    channel_name: "study",
    user_id: "U0BEN",
    user_name: "ben",
    trigger_id: "123.456.abc",
    api_app_id: "A0APP",
    is_enterprise_install: "false",
  }),
);

const STATE = {
  values: {
    "choose:answer:7": {
      "choose:answer:7": {
        type: "multi_static_select",
        selected_options: [{ value: "1", text: { type: "plain_text", text: "1" } }],
      },
    },
  },
};

export const ACTIONS: readonly object[] = [
  "answer:7:2",
  "submit:answer:7",
  "choose:answer:7",
  "answer-form:7",
  "board:week",
].map((action_id) => ({
  type: "block_actions",
  team: { id: "T0TEAM", domain: "acme" },
  user: USER,
  api_app_id: "A0APP",
  trigger_id: "123.456.abc",
  channel: { id: "C0STUDY", name: "study" },
  container: { type: "message", message_ts: TS, channel_id: "C0STUDY", is_ephemeral: false },
  message: { type: "message", ts: TS },
  state: STATE,
  actions: [{ type: "button", action_id, block_id: "b", action_ts: TS }],
}));

export const VIEWS: readonly object[] = [
  {
    type: "view_submission",
    team: { id: "T0TEAM" },
    user: USER,
    trigger_id: "123.456.abc",
    view: {
      id: "V0",
      type: "modal",
      callback_id: "form",
      title: { type: "plain_text", text: "Your answer" },
      blocks: [{ type: "input", block_id: "answer", element: { type: "plain_text_input", action_id: "answer" } }],
      private_metadata: JSON.stringify({ action: "answer-form:7", community: "T0TEAM", channel: "C0STUDY" }),
      state: {
        values: {
          answer: { answer: { type: "plain_text_input", value: "15" } },
          deck: { deck: { type: "static_select", selected_option: { value: "small" } } },
          days: { days: { type: "checkboxes", selected_options: [{ value: "mon" }] } },
          channel: { channel: { type: "conversations_select", selected_conversation: "C0STUDY" } },
          notes: {
            notes: {
              type: "file_input",
              files: [
                { id: "F0", name: "a.md", size: 12, url_private: "https://files.slack.com/files-pri/T0-F0/a.md" },
              ],
            },
          },
        },
      },
    },
  },
];
