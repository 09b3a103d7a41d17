/**
 * Text that a spreadsheet treats as a formula, including full-width characters (OWASP, "CSV Injection"). Leading
 * apostrophes count as escapes.
 */
const FORMULA = /^'*[=+\-@\t\r\n|＝＋－＠]/;

/** Puts an apostrophe before what a spreadsheet would run as a formula. Undone by `readCell`. */
export function safeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function readCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Joins several texts in one cell with " | ". */
export function joinList(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/[\\|]/g, "\\$&")).join(" | ");
}

export function splitList(cell: string): string[] {
  const parts = [""];
  for (let at = 0; at < cell.length; at += 1) {
    const sign = cell.charAt(at);
    const next = cell.charAt(at + 1);
    if (sign === "|") parts.push("");
    else if (sign === "\\" && (next === "|" || next === "\\")) {
      parts[parts.length - 1] += next;
      at += 1;
    } else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
