import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { welcomeCard } from "../../src/bot/messages/welcome.ts";
import type { Deck } from "../../src/deck/deck.ts";
import { loadDecks } from "../../src/deck/load.ts";
import { createRenderer } from "../../src/picture/renderer.ts";
import { order } from "../../src/study/kinds/order.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { drawPage, type Shot } from "../fakes/discord/draw.ts";
import { buttonId } from "../fakes/discord/fake-discord.ts";
import { addMember, type FakeInteraction, type FakeMessage, flatComponents } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";

/**
 * Photographs every kind of message, from what the fake Discord was sent (Chromium is needed):
 *
 *     npx node test/discord/look.ts <folder>
 *
 * `docs/discord.png` is its `single-wide.png`.
 */
const QUESTIONS = {
  single: "algorithms-xgboost-gpu-version",
  multiple: "ai-polly-lexicon-cases",
  "true-false": "algorithms-xgboost-gpu-true",
  "fill-in": "algorithms-xgboost-family",
};
/** The deck asks for no order. */
const STEPS = {
  id: "steps",
  kind: "order",
  prompt: "In which order does a team bring a model of its own to SageMaker?",
  steps: [
    "Write the `Dockerfile`",
    "Push the image to ECR",
    "Start a training job with the image",
    "Create an endpoint for the model that it made",
  ],
  explanation: "A training job pulls its image from ECR, and an endpoint needs what the job wrote.",
} as const;
const VIEWS = [
  { name: "desktop-dark", theme: "dark", width: 760 },
  { name: "desktop-light", theme: "light", width: 760 },
  { name: "phone-dark", theme: "dark", width: 390 },
  { name: "phone-light", theme: "light", width: 390 },
  /** In two columns, for the README. */
  { name: "wide", theme: "dark", width: 1240 },
] as const;

type Scenes = Readonly<Record<string, readonly Shot[]>>;

async function play(): Promise<Scenes> {
  const deck = (await loadDecks("data/decks")).decks.get("aws-mls-part-4");
  if (deck === undefined) throw new Error("run it in the project's folder");
  const renderer = createRenderer();
  const chosen = new Map([...deck.questions].filter(([id]) => Object.values(QUESTIONS).includes(id)));
  const [like] = chosen.values();
  if (like !== undefined) chosen.set(STEPS.id, { ...like, ...STEPS, ...order.file.read({ steps: [...STEPS.steps] }) });
  const team = await startDiscordTeam({
    deck: { ...deck, questions: chosen },
    drawPicture: (svg) => renderer.render(svg),
  });
  try {
    return { ...(await playRounds(team, chosen)), replies: await askAround(team), later: await letTimePass(team) };
  } finally {
    await team.stop();
    await renderer.stop();
  }
}

const reply = (caption: string, { reply: message, modal: form }: FakeInteraction): Shot => ({
  caption,
  ...(message && { message, isPrivate: true }),
  ...(form && { form }),
});
const posted = (message: FakeMessage): Shot => ({ message: { ...message, reactions: new Map(message.reactions) } });

/** A question of each kind, with what an answer brings and how it ends. */
async function playRounds(team: DiscordTeam, questions: Deck["questions"]): Promise<Scenes> {
  const { discord, guild, ann, ben, eva } = team;
  const names = ["Chioma", "Dev", "Fatima", "Goran", "Hana", "Ines", "Jun", "Kofi", "Lea", "Mara", "Nils"];
  const crowd = [ben, eva, ...names.map((name) => addMember(discord.world, guild, name).id)];
  const scenes: Record<string, Shot[]> = {};
  for (let round = 0; round < questions.size; round++) {
    team.now = Date.parse("2026-11-23T08:00:00Z") + round * 24 * 3_600_000;
    await team.study("post");
    const question = team.question();
    const asked = posted(question);
    const options = team.render(question).options;
    const kind = [...questions.values()].find(({ prompt }) =>
      JSON.stringify(question.components).includes(prompt.slice(0, 30)),
    );
    const right = kind?.options.find((option) => option.right)?.text;
    const others = options.filter((option) => option.text !== right);
    const hits = options.find((option) => option.text === right)?.label ?? "";
    let receipt: Shot;
    if (team.render(question).buttons.includes("1")) {
      for (const [index, user] of crowd.entries()) {
        const label = index % 3 < 2 ? hits : (others[index % others.length]?.label ?? hits);
        await discord.press(user, question, buttonId(question, label));
      }
      receipt = reply("Ann presses a button", await discord.press(ann, question, buttonId(question, hits)));
    } else {
      const [button] = flatComponents(question.components).filter(({ type }) => type === 2);
      receipt = reply(`Ann presses “${button?.label}”`, await discord.press(ann, question, button?.custom_id ?? ""));
    }
    await team.study("close");
    const note = team.messages().find((message) => message.replyTo === question.id);
    scenes[kind?.kind ?? ""] = [asked, receipt, posted(question), ...(note === undefined ? [] : [posted(note)])];
  }
  return scenes;
}

async function askAround(team: DiscordTeam): Promise<readonly Shot[]> {
  const { discord, ann, admin, channel } = team;
  const say = async (text: string, user = ann) => {
    const [name = "", subcommand, ...words] = text.split(" ");
    const all = [subcommand, ...words].filter((word) => word !== undefined).join(" ");
    const options =
      name === "ask" ? [{ name: "words", type: 3, value: all }] : all === "" ? [] : [{ name: all, type: 1 }];
    const by = user === ann ? "Ann" : "an admin";
    return reply(`/${text}, by ${by}`, await discord.command(user, channel, name, options));
  };
  return [
    await say("ask xgboost gpu"),
    await say("ask the weather in Lisbon"),
    await say("leaderboard"),
    await say("progress"),
    await say("study status", admin),
    await say("study status"),
    await say("help"),
    await say("answer"),
    await say("mydata export"),
    await say("mydata delete"),
  ];
}

/** What comes by itself: welcome, recap, a withdrawn question, and the word that the questions are paused. */
async function letTimePass(team: DiscordTeam): Promise<readonly Shot[]> {
  const before = team.messages().length;
  const target = { kind: "channel", community: team.guild.id, channel: team.channel.id } as const;
  await team.bot.bot.platforms
    .get("discord")
    ?.post(target, welcomeCard("AWS ML Specialty, part 4"), { key: "sb-look" });
  await team.tickAt("2026-11-30T07:59:00Z");
  await team.tickAt("2026-11-30T08:00:00Z");
  await team.study("void");
  const shots = team.messages().slice(before).map(posted);
  team.discord.deleteChannel(team.channel);
  await team.settle();
  const direct = [...team.discord.world.messages.values()].filter(({ channel }) => channel.recipient !== undefined);
  return [...shots, ...direct.map(posted)];
}

const folder = process.argv[2] ?? join(tmpdir(), "studybot-look");
await mkdir(folder, { recursive: true });
const scenes = await play();
const browser = await launchBrowser();
for (const [name, shots] of Object.entries(scenes)) {
  for (const view of VIEWS) {
    const page = await browser.newPage({ viewport: { width: view.width, height: 400 } });
    await page.setContent(drawPage(shots, view.theme));
    await page.screenshot({ path: join(folder, `${name}-${view.name}.png`), fullPage: true });
    await page.close();
  }
}
await browser.close();
