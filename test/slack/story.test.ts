import { describe, expect, test } from "vitest";
import { openForm, pressInModal, submitForm } from "../fakes/slack/forms.ts";
import { choose, goHome, inviteBot, openChannel, press, pressAtHome, react } from "../fakes/slack/people.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import { RIGHT } from "../support/small-deck.ts";
import { labelOf, type SlackTeam, textOf, useSlackTeam } from "./slack-team.ts";

const startTeam = useSlackTeam();
let team: SlackTeam;

const EMOJI = ["one", "two", "three", "four", "five"];
const lastTold = (user: SlackTeam["ada"]): string => team.toldTo(user).at(-1) ?? "";

/** Answers whatever kind of question is open by the card's own control. */
async function answerRight(): Promise<void> {
  const { slack, ben, study } = team;
  const question = team.question();
  const text = textOf(question);
  if (text.includes("[Write your answer]")) {
    await press(slack, ben, study, question, "Write your answer");
    await team.settle();
    await submitForm(slack, ben, { answer: "Fifteen" });
  } else if (text.includes("[Submit]")) {
    await choose(slack, ben, study, question, [labelOf(question, "right one"), labelOf(question, "right two")].sort());
  } else {
    const right = text.includes("True") ? "True" : RIGHT;
    await press(slack, ben, study, question, labelOf(question, right));
  }
  await team.settle();
}

describe.each(["socket", "http"] as const)("a team's first weeks on Slack (%s)", (mode) => {
  test("invited, set up, four rounds of all kinds, boards, answers from the cheatsheet", async () => {
    team = await startTeam({ mode, setup: false });
    const { slack, ada, ben, chi, study } = team;

    for (let times = 0; times < 2; times++) await inviteBot(slack, study, ben);
    await team.settle();
    expect(team.messages().map(textOf), "once").toEqual([expect.stringContaining("an admin types /study setup")]);

    expect(await team.say(chi, "/study setup")).toContain("Only admins may do that");
    expect(await team.say(ben, "/study setup")).toContain("This is a study channel now");
    expect(await team.say(ada, "/study status")).toContain("Status of #study");

    for (let round = 1; round <= 4; round++) {
      team.pass(60_000);
      expect(await team.say(ada, "/study post")).toContain("on its way");
      const question = team.question();
      expect(question.unfurls).toBe(false);
      await answerRight();
      expect(lastTold(ben)).toContain("Your answer is in");
      expect(lastTold(ben)).not.toContain("right or wrong");
      const wrong = textOf(question).includes("wrong one") ? labelOf(question, "wrong one") : undefined;
      if (wrong !== undefined && textOf(question).includes("wrong three")) {
        expect([...question.reactions.keys()]).toEqual(EMOJI.slice(0, 4));
        await react(slack, chi, study, question, EMOJI[Number(wrong) - 1] ?? "");
        await team.settle();
        expect(lastTold(chi)).toContain("Your answer is in");
        expect(await team.say(chi, `/answer ${wrong}`)).toContain("Your answer stays");
      }
      expect(await team.say(ada, "/study close")).toContain("The round is closed");
      expect(textOf(question)).toMatch(/^Answer:.*✅.*Why:/s);
      expect(textOf(question)).not.toMatch(/\[\d\]|\[Submit\]|\[Write your answer\]/);
      const [note] = study.messages.filter((message) => message.thread_ts === question.ts);
      expect(note && textOf(note)).toContain("The round is closed");
    }

    expect(await team.say(ben, "/leaderboard all")).toMatch(/1\. Ben \(you\) · 46 points/);
    expect(await team.say(ben, "/study leaderboard all")).toContain("Ben (you)");
    expect(await team.say(ben, "/progress")).toContain("4 of 4 (100 %)");
    expect(await team.say(chi, "/ask blank")).toContain("What the sheet says of blank");
    expect(await team.say(chi, "/study ask blank")).toContain("What the sheet says of blank");
    expect(await team.say(chi, "/study help")).toMatch(/\/leaderboard: Who leads.*\/study help study` tells more/s);
    expect(await team.say(chi, "/study help leaderboard")).toContain("people, teams");
  });

  test("the home tab shows progress, the open round and the board; admins set the channel up there", async () => {
    team = await startTeam({ mode });
    const { slack, ada, ben } = team;
    await team.say(ada, "/study post");
    const home = async (user: typeof ada): Promise<string> => {
      await goHome(slack, user);
      await team.settle();
      return readBlocks((slack.world.homes.get(user.id)?.blocks ?? []) as never);
    };
    expect(await home(ben)).toMatch(/Your progress.*#study.*A round is open there/s);
    expect(await home(ben)).not.toContain("Set up");
    expect(await home(ada)).toMatch(/\[Set up #study\].*\[Set up another channel\]/s);

    await pressAtHome(slack, ada, "Set up #study");
    await team.settle();
    expect(await submitForm(slack, ada, { zone: "Mars/Olympus" })).toEqual({
      zone: expect.stringContaining("time zone"),
    });
    expect(await submitForm(slack, ada, { zone: "Asia/Tokyo", when: "daily 10:00" })).toBeUndefined();
    await team.settle();
    expect(readBlocks(openForm(slack, ada).view.blocks as never)).toContain("Every day at 10:00");
    await pressInModal(slack, ada, "More settings");
    await team.settle();
    expect(await submitForm(slack, ada, { window: "soon" })).toEqual({ window: expect.stringContaining("duration") });
    expect(await submitForm(slack, ada, { window: "2h", reactions: "off" })).toBeUndefined();
    await team.settle();
    expect(readBlocks(openForm(slack, ada).view.blocks as never)).toContain("The settings are changed");
    const status = await team.say(ada, "/study status");
    expect(status).toMatch(/Asia\/Tokyo/);
    expect(status).toMatch(/Answer window: 2 h.*are off/s);
  });

  test("a channel without questions is set up from the home tab, once the bot is in it", async () => {
    team = await startTeam({ mode, setup: false });
    const { slack, ada, ben, chi, study } = team;
    const own = openChannel(slack, "own", ben);
    const submit = async (user: typeof ada, channel: string, button = "Set up another channel") => {
      await goHome(slack, user);
      await team.settle();
      await pressAtHome(slack, user, button);
      await team.settle();
      const wrong = await submitForm(slack, user, { channel, when: "daily 10:00" });
      await team.settle();
      return wrong ?? readBlocks(openForm(slack, user).view.blocks as never);
    };
    const first = "Set up a channel";
    expect(await submit(ada, study.id, first)).toEqual({
      channel: expect.stringContaining("Invite me with /invite @studybot"),
    });
    expect(await team.db.selectFrom("channels").select("id").execute()).toEqual([]);
    await inviteBot(slack, study, chi);
    await inviteBot(slack, own, ben);
    await team.settle();
    expect(await submit(ada, study.id, first)).toContain("Every day at 10:00");
    expect(await team.say(ada, "/study status")).toContain("Every day at 10:00");
    expect(await submit(ada, study.id)).toEqual({ channel: expect.stringContaining("#study has questions already") });
    // Chi invited the bot into one channel, and has no say in the other.
    expect(await submit(chi, own.id)).toContain("Only admins may do that");
    expect(await submit(ben, own.id), "Ben made the channel").toContain("The settings are changed");
  });

  test("your data comes as a file in the direct conversation", async () => {
    team = await startTeam({ mode });
    const { slack, ada, ben } = team;
    await team.say(ada, "/study post");
    await answerRight();
    await team.say(ada, "/study close");
    expect(await team.say(ben, "/mydata export")).toContain("I sent you the file as a direct message");
    const [file] = [...slack.world.files.values()];
    expect(file?.filename).toBe("studybot-my-data.json");
    expect(slack.world.channels.get(file?.channel ?? "")?.members.has(ben.id)).toBe(true);
    expect(JSON.parse(new TextDecoder().decode(file?.content)).answers).toHaveLength(1);
  });
});
