/** A chat message or a command is at most this long, in UTF-16 code units (Discord's limit for messages). */
export const TEXT_LIMIT = 2_000;

/** The choices that an autocomplete may show (Discord's limit). */
export const SUGGESTION_LIMIT = 25;

/** The size of a form's file, in bytes (Slack's limit for files in forms). */
export const FILE_LIMIT = 10_000_000;

/** More than any message or command needs, in bytes. */
export const BODY_LIMIT = 64 * 1024;

/** A form with its files, which travel in base64: four characters for three bytes. */
export const FORM_BODY_LIMIT = BODY_LIMIT + Math.ceil(FILE_LIMIT / 3) * 4;

/** Open pages that get live updates; a person needs a handful. */
export const PAGE_LIMIT = 100;
