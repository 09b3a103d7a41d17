/** A boolean as the database stores it. */
export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
