import type { Logger } from "pino";
import type { z } from "zod";
import type { Card, EpochMs, Markdown } from "../chat/card.ts";
import type { CommandShape } from "../chat/command.ts";
import type { ChatPlatform } from "../chat/platform.ts";
import type { Db } from "../storage/database.ts";

/** What the composition root has for every platform. */
interface PlatformParts {
  readonly commands: readonly CommandShape[];
  readonly log: Logger;
  readonly now: () => EpochMs;
  readonly db: Db;
  readonly messages: PlatformMessages;
}

/** Everything that platforms themselves say to a person. The words stand in src/bot/messages/platforms.ts. */
export interface PlatformMessages {
  /** The bot gave no reply: a fault, or a stop in the middle. */
  readonly trouble: Card;
  /** What the platform sent makes no sense. */
  readonly unreadable: Card;
  /** The platform takes a form only within a few seconds of a press. */
  readonly formTooLate: Card;
  /** A form that is no longer open was found wrong. */
  readonly problem: (text: Markdown) => Card;
  readonly fileTooLarge: (maxBytes: number) => Markdown;
  /** A private reply's file went into the direct messages. */
  readonly fileSent: Markdown;
  readonly fileNotSent: Markdown;
  /** The user acted where there is no community, such as in a direct message. */
  readonly outsideServer: Card;
  /** On the button under a form's problem; it opens the form again with what was filled in. */
  readonly editAgain: string;
  /** Nothing is known any more about the form that a button should open. */
  readonly formForgotten: Card;
  /** A form follows that the platform cannot open by itself: a button is put under it. */
  readonly nextForm: (title: string) => Card;
  readonly openForm: string;
  /** A form in which the user chooses options of a question, and the label over them. */
  readonly choiceTitle: string;
  readonly choose: (min: number, max: number) => string;
  /** Why no question can stand in a channel. */
  readonly notMember: Markdown;
  readonly archived: Markdown;
  readonly forum: Markdown;
  readonly mediaChannel: Markdown;
  readonly category: Markdown;
  /** `permissions`: the names of those that the bot lacks. */
  readonly cannotWrite: (permissions: readonly string[]) => Markdown;
}

/** A platform that was created, and what it brings beside the port. */
export interface PlatformAdapter extends ChatPlatform {
  /** What it answers on the public listener (POST), by path. */
  readonly routes?: ReadonlyMap<string, (request: Request) => Promise<Response>>;
  /** A page of its own, once it has started. */
  readonly url?: string;
  /** A channel of its own, which has questions from the start. */
  readonly ownChannel?: { readonly community: string; readonly channel: string; readonly name: string };
}

/** One line of the doctor's. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly text: string;
}

export interface DoctorParts {
  readonly commands: readonly CommandShape[];
  /** The platform's channels that are set up, by its own ids. */
  readonly channels: readonly { readonly external: string; readonly name: string }[];
}

type Variables = Readonly<Record<string, z.ZodType>>;
type Values<V extends Variables> = z.infer<z.ZodObject<V>>;

interface PlatformDefinition<V extends Variables, Settings> {
  readonly name: string;
  /** What it reads of the environment. */
  readonly variables: V;
  /**
   * @param isAlone whether no other platform is configured
   * @returns undefined where it is not to run
   * @throws ConfigError in one line, where something is missing
   */
  readonly settings: (values: Values<V>, isAlone: boolean) => Settings | undefined;
  /** What must never be written anywhere. */
  readonly secrets: (settings: Settings) => readonly string[];
  /** Loads what it needs only now, when the database is open. What can be refused earlier is refused in `settings`. */
  readonly create: (settings: Settings, parts: PlatformParts) => Promise<PlatformAdapter>;
  readonly doctor: (settings: Settings, parts: DoctorParts) => Promise<readonly Finding[]>;
}

/** A platform with its settings. */
export interface ConfiguredPlatform {
  readonly name: string;
  readonly secrets: readonly string[];
  create(parts: PlatformParts): Promise<PlatformAdapter>;
  doctor(parts: DoctorParts): Promise<readonly Finding[]>;
}

/** One of the registry: what everybody but its own folder knows of a platform. */
export interface Platform {
  readonly name: string;
  readonly variables: Variables;
  /** @throws ConfigError in one line, where something is missing */
  configure(values: Readonly<Record<string, unknown>>, isAlone: boolean): ConfiguredPlatform | undefined;
}

/** Keeps a platform's settings to its own folder. */
export function definePlatform<V extends Variables, Settings>(definition: PlatformDefinition<V, Settings>): Platform {
  const { name, variables } = definition;
  return {
    name,
    variables,
    configure: (values, isAlone) => {
      const settings = definition.settings(values as Values<V>, isAlone);
      if (settings === undefined) return undefined;
      return {
        name,
        secrets: definition.secrets(settings),
        create: (parts) => definition.create(settings, parts),
        doctor: (parts) => definition.doctor(settings, parts),
      };
    },
  };
}
