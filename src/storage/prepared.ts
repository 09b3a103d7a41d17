import type { Compilable, CompiledQuery, QueryResult } from "kysely";
import type { Db } from "./database.ts";

/**
 * A statement of a hot path, built and compiled once: that costs Kysely more than SQLite needs to run it. `build` gets a
 * stand-in for each parameter; they may stand where a value stands, and nothing may depend on them.
 *
 * Write subqueries rather than joins: SQLite plans a join with parameters anew at every run where one of its tables has a
 * partial index (it looks whether the bound value implies the index's condition), which costs ten times the run itself.
 */
export function prepared<P extends Readonly<Record<string, string | number | null>>, R>(
  build: (db: Db, params: P) => Compilable<R>,
): (db: Db, params: P) => Promise<QueryResult<R>> {
  const names = new Map<unknown, string>();
  const standIn = (_: object, name: string): object => {
    const made = { name };
    names.set(made, name);
    return made;
  };
  let compiled: CompiledQuery<R> | undefined;
  return (db, params) => {
    compiled ??= build(db, new Proxy({}, { get: standIn }) as P).compile();
    const parameters = compiled.parameters.map((value) => {
      const name = names.get(value);
      return name === undefined ? value : params[name];
    });
    return db.executeQuery({ ...compiled, parameters });
  };
}
