/** The file cannot be imported at all. `message` says why and what to do, on one line. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}
