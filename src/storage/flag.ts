/** How a truth value is stored. */
export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
