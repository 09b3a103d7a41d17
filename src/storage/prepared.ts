import type { Compilable, CompiledQuery, QueryResult } from "kysely";
import type { Db } from "./database.ts";

/**
 * A statement for a hot path, built and compiled once, because building costs Kysely more than running costs SQLite. `build`
 * gets a placeholder for each parameter. It may pass placeholders as values but must not branch on them.
 *
 * Use subqueries rather than joins. If a joined table has a partial index, SQLite replans the join at every run to check
 * whether the bound values imply the index's condition, which costs ten times the run itself.
 */
export function prepared<P extends Readonly<Record<string, string | number | null>>, R>(
  build: (db: Db, params: P) => Compilable<R>,
): (db: Db, params: P) => Promise<QueryResult<R>> {
  const names = new Map<unknown, string>();
  const placeholder = (_: object, name: string): object => {
    const made = { name };
    names.set(made, name);
    return made;
  };
  let compiled: CompiledQuery<R> | undefined;
  return (db, params) => {
    compiled ??= build(db, new Proxy({}, { get: placeholder }) as P).compile();
    const parameters = compiled.parameters.map((value) => {
      const name = names.get(value);
      return name === undefined ? value : params[name];
    });
    return db.executeQuery({ ...compiled, parameters });
  };
}
