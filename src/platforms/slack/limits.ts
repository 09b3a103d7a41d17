/**
 * What Slack takes: UTF-16 code units, or pieces. Sources: docs.slack.dev/reference/block-kit and /reference/methods;
 * `messageText` is below the undocumented total at which Slack answers `msg_blocks_too_long` (seen from about 11,300 on).
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  messageText: 10_000,
  headerText: 150,
  contextText: 2_000,
  buttonText: 75,
  accessibilityLabel: 75,
  optionText: 75,
  optionValue: 75,
  selectOptions: 100,
  checkboxOptions: 10,
  actionsElements: 25,
  actionId: 255,
  blockId: 255,
  value: 2_000,
  url: 3_000,
  altText: 2_000,
  /** The message's own text before its entities are escaped; Slack cuts at 40,000 and advises 4,000. */
  fallbackText: 3_500,
  modalTitle: 24,
  modalButton: 24,
  inputLabel: 2_000,
  inputLength: 3_000,
  /** What is said at a field of a modal. Slack publishes no limit. */
  fieldError: 500,
  privateMetadata: 3_000,
  commandDescription: 2_000,
  commandHint: 1_000,
  appName: 35,
  appDescription: 140,
} as const;

/** Ends in "…" where something was cut, and never in half a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = text.slice(0, Math.max(limit - 1, 0)).replace(/[\uD800-\uDBFF]$/, "");
  return limit < 1 ? "" : `${end}…`;
}
