import { checkMessage, checkSchema, DiscordRefusal, type MessageBody, withIds } from "./check.ts";
import { checkModal } from "./modal.ts";
import type { Answer, Call, RouteParts } from "./route.ts";
import type { FakeInteraction, FakeModal, World } from "./world.ts";

const TOKEN_LIFE_MS = 15 * 60_000;
const EPHEMERAL = 1 << 6;

/** What may answer a command, a press, a suggestion and a form. No modal answers a modal. */
const CALLBACKS: Readonly<Record<number, readonly number[]>> = { 2: [4, 5, 9], 3: [4, 5, 6, 9], 4: [8], 5: [4, 5, 6] };

/** Once, within 3 s, with what fits the kind. */
export function answerInteraction({ world }: RouteParts, call: Call, [id = "", token = ""]: readonly string[]): Answer {
  const interaction = world.interactions.get(id);
  if (interaction === undefined || interaction.token !== token || interaction.state === "expired") {
    throw new DiscordRefusal(404, 10062, "Unknown interaction");
  }
  if (interaction.state !== "waiting")
    throw new DiscordRefusal(400, 40060, "Interaction has already been acknowledged.");
  const { type, data } = call.body as { type: number; data?: MessageBody & Record<string, unknown> };
  if (CALLBACKS[interaction.type]?.includes(type) !== true)
    throw new DiscordRefusal(
      400,
      50035,
      `Invalid Form Body (type: a ${interaction.type} cannot be answered by a ${type})`,
    );
  switch (type) {
    case 4:
      checkSchema("reply", call.body);
      checkMessage(data ?? {}, call.files);
      setReply(world, interaction, data ?? {}, call.files);
      break;
    case 5:
      checkSchema("reply", call.body);
      interaction.state = "deferred";
      interaction.reply = { components: [], flags: data?.flags ?? 0, files: [] };
      return { status: 204 };
    case 6:
      interaction.state = "answered";
      break;
    case 8:
      checkSchema("suggestions", call.body);
      interaction.choices = (data as unknown as { choices: { name: string; value: string }[] }).choices;
      interaction.state = "answered";
      break;
    case 9:
      checkSchema("modal", call.body);
      interaction.modal = data as unknown as FakeModal;
      checkModal(interaction.modal);
      interaction.state = "answered";
      break;
  }
  interaction.settle();
  return { status: 204 };
}

function setReply(world: World, interaction: FakeInteraction, body: MessageBody, files: Call["files"]): void {
  if (JSON.stringify(body.allowed_mentions) !== '{"parse":[]}')
    world.violations.push("a reply without allowed_mentions none");
  // Ephemeral or not is fixed at the first reply.
  const flags = ((body.flags ?? 0) & ~EPHEMERAL) | ((interaction.reply?.flags ?? body.flags ?? 0) & EPHEMERAL);
  if ((flags & EPHEMERAL) === 0) world.violations.push("a reply that everybody sees");
  interaction.reply = { components: withIds(body.components ?? []), flags, files: [...files] };
  interaction.state = "answered";
}

export function editReply({ world }: RouteParts, call: Call, [, token = ""]: readonly string[]): Answer {
  const interaction = byToken(world, token);
  checkSchema("followUp", call.body);
  checkMessage(call.body as MessageBody, call.files);
  setReply(world, interaction, call.body as MessageBody, call.files);
  interaction.settle();
  return { body: { id: world.nextId() } };
}

export function deleteReply({ world }: RouteParts, _call: Call, [, token = ""]: readonly string[]): Answer {
  const interaction = byToken(world, token);
  interaction.reply = undefined;
  interaction.state = "answered";
  interaction.settle();
  return { status: 204 };
}

function byToken(world: World, token: string): FakeInteraction {
  const found = [...world.interactions.values()].find((interaction) => interaction.token === token);
  if (found === undefined) throw new DiscordRefusal(404, 10015, "Unknown Webhook");
  if (found.state === "waiting") throw new DiscordRefusal(404, 10015, "Unknown Webhook");
  if (world.now() - found.at > TOKEN_LIFE_MS) throw new DiscordRefusal(401, 50027, "Invalid Webhook Token");
  return found;
}
