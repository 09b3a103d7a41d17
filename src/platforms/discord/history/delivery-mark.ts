import { createHash } from "node:crypto";

/** The parts of a component that carry the mark. Discord keeps a component's `id` (32 bits) and returns it with the message. */
export interface MarkedComponent {
  readonly id?: number | undefined;
  readonly components?: readonly MarkedComponent[] | undefined;
}

/**
 * A delivery key as two component ids: some 60 bits of its SHA-256 on the container and on its first text, where nobody sees
 * them. By them the bot finds its own message again after Discord has forgotten the nonce.
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
