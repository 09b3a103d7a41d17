import type { ChatUser } from "../../chat/event.ts";

/** A person whom the reader of the page can play. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly isAdmin: boolean;
}

export const BOT = { id: "studybot", name: "studybot" } as const;

const ADA: Persona = { id: "ada", name: "Ada", isAdmin: true };

/** Several, so that one person can see boards, ties and refused admin commands. */
export const PEOPLE: readonly Persona[] = [
  ADA,
  { id: "ben", name: "Ben", isAdmin: false },
  { id: "chioma", name: "Chioma", isAdmin: false },
  { id: "dev", name: "Dev", isAdmin: false },
];

export function findPersona(id: string | undefined): Persona | undefined {
  return PEOPLE.find((persona) => persona.id === id);
}

/** The first one where nobody was chosen. */
export function personaOrFirst(id: string | undefined): Persona {
  return findPersona(id) ?? ADA;
}

export function nameOf(author: string): string {
  return author === BOT.id ? BOT.name : (findPersona(author)?.name ?? author);
}

export function chatUser(persona: Persona): ChatUser {
  return { id: persona.id, name: persona.name, isAdmin: persona.isAdmin, roles: [] };
}

/** The page's own controls act as an admin, whoever is played. */
export function operator(persona: Persona): ChatUser {
  return { ...chatUser(persona), isAdmin: true };
}

/** The channel of direct messages to the persona. */
export function directChannel(persona: { readonly id: string }): string {
  return `dm:${persona.id}`;
}
