/** What GIFT takes for its own signs (https://docs.moodle.org/en/GIFT_format), escaped by a backslash. */
export function escapeGift(text: string): string {
  return text.replace(/[~=#{}:\\]/g, "\\$&").replaceAll("\n", "\\n");
}
