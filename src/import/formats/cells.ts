/**
 * What a spreadsheet takes for a formula, also in full width (OWASP, "CSV Injection"); apostrophes before it count as
 * escapes.
 */
const FORMULA = /^'*[=+\-@\t\r\n|＝＋－＠]/;

/** A cell that no spreadsheet runs: an apostrophe before what would be a formula. Undone by `readCell`. */
export function safeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function readCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Several texts in one cell, parted by " | ". */
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
