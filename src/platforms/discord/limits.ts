/**
 * What Discord takes at most, in UTF-16 code units or pieces.
 * Sources: Discord's API reference (messages, components, application commands) and its OpenAPI description.
 */
export const LIMITS = {
  /** All text displays of one message together. */
  messageText: 4000,
  /** All components of one message, nested ones counted. */
  components: 40,
  rowButtons: 5,
  buttonLabel: 80,
  customId: 100,
  selectOptions: 25,
  selectLabel: 100,
  selectPlaceholder: 150,
  checkboxes: 10,
  modalTitle: 45,
  modalLabel: 45,
  modalDescription: 100,
  modalFields: 5,
  inputLength: 4000,
  fileTypes: 10,
  fileType: 16,
  imageDescription: 1024,
  threadName: 100,
  nonce: 25,
  suggestions: 25,
  suggestionLength: 100,
  commandDescription: 100,
  commandOptions: 25,
  commandChoices: 25,
} as const;

/** Cuts plain text to `max` UTF-16 code units, never through a surrogate pair. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = max - 1;
  const cut = text.slice(0, end);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
