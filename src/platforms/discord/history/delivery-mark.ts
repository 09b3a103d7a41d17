import { createHash } from "node:crypto";

/** Of a component, what the mark needs. Discord keeps a component's own `id` (32 bit) and tells it with the message. */
export interface MarkedComponent {
  readonly id?: number | undefined;
  readonly components?: readonly MarkedComponent[] | undefined;
}

/**
 * A delivery key as two component ids: 62 bits of its SHA-256 that nobody sees, on the container and on its first text.
 * With them the bot finds its own message again when the nonce has long been forgotten.
 */
export function markOf(key: string): { readonly container: number; readonly title: number } {
  const digest = createHash("sha256").update(key).digest();
  const container = 0x4000_0000 + (digest.readUInt32BE(0) % 0x3fff_ffff);
  const title = 0x4000_0000 + (digest.readUInt32BE(4) % 0x3fff_ffff);
  // Ids are unique within a message.
  return { container, title: title === container ? title - 1 : title };
}

export function carriesMark(components: readonly MarkedComponent[], key: string): boolean {
  const mark = markOf(key);
  return components.some(
    (component) => component.id === mark.container && component.components?.[0]?.id === mark.title,
  );
}
