import { MessageFlags } from "discord.js";
import { afterEach, expect, test } from "vitest";
import { buttonId } from "../fakes/discord/fake-discord.ts";
import { addMember } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { RIGHT, singles, smallDeck } from "../support/small-deck.ts";

let team: DiscordTeam;
afterEach(async () => {
  await team.stop();
  expect(team.discord.world.violations).toEqual([]);
});

const kind = (id: string) => {
  const asked = smallDeck().questions.get(id);
  return { deck: smallDeck(asked ? [asked] : []) };
};

test("a team's day: set-up, question at 09:00, answers by button, reaction and /answer, reveal, board", async () => {
  team = await startDiscordTeam({ setup: false });
  const { ann, ben, eva } = team;
  expect(await team.say(ann, "answer", { answer: "1" })).toContain("/study setup");
  expect(await team.say(ann, "study", {})).toContain("Only admins may do that");
  expect(await team.study("setup", { zone: "Europe/Berlin" })).toContain("This is a study channel now");
  expect(await team.study("status")).toContain("Status of #study");

  await team.tickAt("2026-11-23T08:00:00Z");
  const question = team.question();
  const asked = team.render(question);
  expect(asked.title).toBe("Question: Topic a");
  expect(asked.options.map((option) => option.label)).toEqual(["1", "2", "3", "4"]);
  expect(asked.buttons).toEqual(["1", "2", "3", "4"]);
  expect(asked.text).toContain("Closes 2026-11-23T16:00:00.000Z");
  expect([...question.reactions.keys()]).toEqual(["1️⃣", "2️⃣", "3️⃣", "4️⃣"]);

  const right = team.label(RIGHT);
  const wrong = team.label("wrong one");
  const receipt = await team.press(ann, right);
  expect(receipt).toContain(`you answered ${right} (${RIGHT})`);
  await team.react(ben, wrong);
  await team.settle();
  // Taken away is the receipt; the bot's own stays.
  expect(question.reactions.get(`${wrong}️⃣`)).toEqual([team.discord.world.bot.id]);
  expect(await team.answersOf(ben)).toEqual([{ choice: wrong, via: "reaction" }]);
  expect(await team.say(eva, "answer", { answer: right })).toContain("Your answer is in");
  expect(await team.say(eva, "answer")).toContain(`Your answer so far: ${right}`);

  await team.tickAt("2026-11-23T16:00:00Z");
  const revealed = team.render(question);
  expect(question.edits).toBe(1);
  expect(revealed.options.find((option) => option.text === RIGHT)?.mark).toBe("right");
  expect(revealed.text).toContain("2 of 3 answers right (67 %)");
  expect(revealed.text).toContain("The cheatsheet is out of date here");
  expect(revealed.buttons).not.toContain(right);
  const note = team.messages().find((message) => message.replyTo === question.id);
  expect(note && team.render(note).text).toContain(`Right: ${RIGHT}`.replace(RIGHT, `${right} (${RIGHT})`));

  const board = await team.say(ann, "leaderboard", { period: "week" });
  expect(board).toMatch(/1 Ann \(you\) · 10 points.*1 Eva · 10 points.*3 Ben · 0 points/);
  expect(await team.say(ben, "progress")).toContain("Right: 0 of 1 (0 %)");
  expect(await team.say(ann, "help")).toContain("/leaderboard");
  expect(await team.differences()).toBe(0);
  const everyone = [...team.discord.world.messages.values()].flatMap((message) => message.mentions);
  expect(everyone).toEqual([]);
});

test("/ask answers in private, suggests while one types, and shares on a press", async () => {
  team = await startDiscordTeam({ deck: smallDeck(singles(3)) });
  expect(
    await team.discord.suggest(team.ann, team.channel, "ask", [
      { name: "words", type: 3, value: "entry of q", focused: true },
    ]),
  ).not.toEqual([]);
  const asked = await team.discord.command(team.ann, team.channel, "ask", [{ name: "words", type: 3, value: "q2" }]);
  expect(asked.reply && team.render(asked.reply).title).toBe("Entry of q2");
  expect(team.messages()).toEqual([]);
  const pressed = await team.pressReply(team.ann, asked, "Share in the channel");
  expect(pressed.reply && team.render(pressed.reply).title).toBe("Shared");
  await team.settle();
  expect(team.messages().map((message) => team.render(message).title)).toEqual(["Entry of q2"]);
});

test("a long board is turned page by page, in private", async () => {
  team = await startDiscordTeam();
  const crowd = Array.from(
    { length: 14 },
    (_, index) => addMember(team.discord.world, team.guild, `person${index}`).id,
  );
  await team.study("post");
  for (const user of crowd) await team.discord.press(user, team.question(), buttonId(team.question(), "1"));
  await team.study("close");
  const first = await team.discord.command(team.ann, team.channel, "leaderboard");
  expect(first.reply && team.render(first.reply).text).toContain("Page 1 of 2");
  const second = await team.pressReply(team.ann, first, "More ▶");
  expect(second.reply && team.render(second.reply).text).toContain("Page 2 of 2");
  expect((second.reply?.flags ?? 0) & MessageFlags.Ephemeral).toBe(MessageFlags.Ephemeral);
});

test("select two opens check boxes with the options' texts, and takes them on submit", async () => {
  team = await startDiscordTeam(kind("multiple"));
  await team.study("post");
  expect(team.render(team.question()).buttons).toEqual([]);
  expect(team.question().reactions.size).toBe(0);
  const [one, two] = [team.label("right one"), team.label("right two")];
  const opened = await team.open(team.ann, "Select 2");
  expect(JSON.stringify(opened.modal)).toContain("right one");
  const submitted = await team.discord.submit(team.ann, opened, { picked: [one, two] });
  expect(submitted.reply && JSON.stringify(submitted.reply)).toContain("Your answer is in");
  await team.study("close");
  expect(await team.say(team.ann, "leaderboard")).toContain("Ann (you) · 10 points");
});

test("fill-in opens a form, and its reveal never shows other people's words", async () => {
  team = await startDiscordTeam(kind("blank"));
  await team.study("post");
  const opened = await team.open(team.ann, "Write your answer");
  await team.discord.submit(team.ann, opened, { answer: " Fifteen! " });
  await team.say(team.ben, "answer", { answer: "a secret guess" });
  const question = team.question();
  await team.study("close");
  expect(team.render(question).text).toContain("Right: 1 (50 %)");
  expect(team.render(question).text).not.toContain("secret");
});

test("true or false takes buttons and reactions", async () => {
  team = await startDiscordTeam(kind("truth"));
  await team.study("post");
  const question = team.question();
  await team.press(team.ann, "1");
  await team.react(team.ben, "2");
  await team.study("close");
  expect(team.render(question).text).toContain("1 of 2 answers right");
});

test("/mydata export comes as a file, and only you see it", async () => {
  team = await startDiscordTeam();
  await team.study("post");
  await team.press(team.ann, "1");
  const asked = await team.discord.command(team.ann, team.channel, "mydata", [{ name: "export", type: 1 }]);
  expect(asked.reply?.files[0]).toMatchObject({
    name: "studybot-my-data.json",
    content: expect.stringContaining("Ann"),
  });
});

test("/study admins takes a picked role, and its members run the channel from then on", async () => {
  team = await startDiscordTeam();
  const role = { id: team.discord.world.nextId(), name: "teachers", permissions: 0n };
  team.guild.roles.set(role.id, role);
  team.guild.members.get(team.eva)?.roles.push(role.id);
  const post = () => team.discord.command(team.eva, team.channel, "study", [{ name: "post", type: 1 }]);
  expect(JSON.stringify((await post()).reply)).toContain("Only admins may do that");
  await team.discord.command(team.admin, team.channel, "study", [
    {
      name: "admins",
      type: 1,
      options: [
        { name: "action", type: 3, value: "add" },
        { name: "who", type: 9, value: role.id },
      ],
    },
  ]);
  expect(JSON.stringify((await post()).reply)).toContain("on its way");
});

test("a role makes a team: whoever has it is in, once they have answered, be it by a reaction", async () => {
  team = await startDiscordTeam();
  const { ann, ben, guild } = team;
  const role = { id: team.discord.world.nextId(), name: "engineers", permissions: 0n };
  guild.roles.set(role.id, role);
  for (const user of [ann, ben]) guild.members.get(user)?.roles.push(role.id);
  await team.study("teams", { action: "sync", what: `<@&${role.id}> Engineers` });
  await team.study("post");
  await team.react(ann, "1");
  await team.press(ben, "1");
  expect(await team.study("teams", { action: "list" })).toContain("Engineers: Ann and Ben");
  // Nobody was asked for the server's members.
  expect(team.discord.rest.calls.filter(({ path }) => /members/.test(path))).toEqual([]);
});

test("time zones and decks are suggested, at most 25", async () => {
  team = await startDiscordTeam();
  const typing = (name: string, value: string) =>
    team.discord.suggest(team.admin, team.channel, "study", [
      { name: "setup", type: 1, options: [{ name, type: 3, value, focused: true }] },
    ]);
  expect(await typing("zone", "berl")).toEqual(["Europe/Berlin"]);
  expect((await typing("zone", "a")).length).toBeLessThanOrEqual(25);
  expect(await typing("deck", "sma")).toEqual(["small"]);
});

test("you may change your answer until closing, and a late one is refused in private", async () => {
  team = await startDiscordTeam();
  await team.study("post");
  const question = team.question();
  const [right, wrong] = [team.label(RIGHT), team.label("wrong one")];
  await team.press(team.ann, wrong);
  expect(await team.press(team.ann, right)).toContain("Changed");
  await team.study("close");
  expect(await team.say(team.ann, "answer", { answer: wrong })).toContain("This round is closed");
  team.discord.react(team.ben, question, `${right}️⃣`);
  await team.settle();
  // It was not taken, so it stays where it is.
  expect(question.reactions.get(`${right}️⃣`)).toContain(team.ben);
  expect(await team.answersOf(team.ben)).toEqual([]);
});

test("a withdrawn question says so, and gives no points", async () => {
  team = await startDiscordTeam();
  await team.study("post");
  const question = team.question();
  await team.press(team.ann, "1");
  await team.study("void");
  expect(team.render(question).title).toBe("Withdrawn: Topic a");
});
