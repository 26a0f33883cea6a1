import { type KnownDatabase, knownDatabases } from "./known.ts";

/** What is known of a table of a dump: its name, when it has a caption, and its columns. */
export type AnonymousTable = { readonly name: string | undefined; readonly columns: readonly string[] };

/** The tables' database, and the name of each table in it, undefined for one that the database does not have. */
export type Identity = { readonly database: KnownDatabase; readonly names: readonly (string | undefined)[] };

export type IdentityResult =
  | { readonly kind: "one"; readonly identity: Identity }
  | { readonly kind: "none" }
  /** Several are as likely; `names` are of the form `DATABASE` or `DATABASE.TABLE`. */
  | { readonly kind: "several"; readonly names: readonly string[] };

/** How badly columns fit a table; smaller is better, the first number before the second. */
type Misfit = { readonly unknown: number; readonly distance: number };

type Candidate = Misfit & { readonly names: readonly string[] };

/** Tells the database that tables without a schema belong to, by their names and columns. */
export function identifyTables(tables: readonly AnonymousTable[]): IdentityResult {
  const named = identifyByNames(tables);
  if (named !== undefined) return { kind: "one", identity: named };
  const scored = [...knownDatabases().values()].map((database) => {
    const found = tables.map((table) => findTable(database, table));
    const strangers = found.filter((candidate) => candidate === undefined).length;
    const unknown = found.reduce((sum, candidate) => sum + (candidate?.unknown ?? 0), 0);
    const distance = found.reduce((sum, candidate) => sum + (candidate?.distance ?? 0), 0);
    return { database, found, rank: [strangers, unknown, distance] as const };
  });
  scored.sort((a, b) => compareRanks(a.rank, b.rank));
  const [best, next] = scored;
  if (best === undefined || best.found.every((candidate) => candidate === undefined)) return { kind: "none" };
  if (next !== undefined && compareRanks(best.rank, next.rank) === 0) {
    const equals = scored.filter(({ rank }) => compareRanks(rank, best.rank) === 0);
    return { kind: "several", names: equals.map(({ database }) => database.schema.name) };
  }
  const twins = best.found.find((candidate) => candidate !== undefined && candidate.names.length > 1);
  if (twins !== undefined) {
    return { kind: "several", names: twins.names.map((name) => `${best.database.schema.name}.${name}`) };
  }
  return {
    kind: "one",
    identity: { database: best.database, names: best.found.map((candidate) => candidate?.names[0]) },
  };
}

/** The one database that has the most of the tables, when all have names: no look at the columns is needed. */
function identifyByNames(tables: readonly AnonymousTable[]): Identity | undefined {
  if (tables.some(({ name }) => name === undefined)) return undefined;
  const counted = [...knownDatabases().values()].map((database) => {
    const names = tables.map(({ name }) => (database.schema.tables.has(name!) ? name : undefined));
    return { database, names, count: names.filter((name) => name !== undefined).length };
  });
  const most = Math.max(...counted.map(({ count }) => count));
  const [best, other] = counted.filter(({ count }) => count === most);
  return most === 0 || other !== undefined ? undefined : best;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((score, i) => score !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** The table, or the equally likely tables, of the database. */
function findTable(database: KnownDatabase, { name, columns }: AnonymousTable): Candidate | undefined {
  if (name !== undefined) {
    const misfit = measureMisfit(database, name, columns);
    return misfit && { ...misfit, names: [name] };
  }
  let best: Candidate | undefined;
  for (const table of database.schema.tables.keys()) {
    const misfit = measureMisfit(database, table, columns);
    if (misfit === undefined || misfit.unknown * 4 > columns.length || columns.length === 0) continue;
    const order = best === undefined ? -1 : misfit.unknown - best.unknown || misfit.distance - best.distance;
    if (order < 0) best = { ...misfit, names: [table] };
    else if (order === 0) best = { ...misfit, names: [...best!.names, table] };
  }
  return best;
}

/** How far the columns are from those of the release that they fit best. */
function measureMisfit(database: KnownDatabase, table: string, columns: readonly string[]): Misfit | undefined {
  const schema = database.schema.tables.get(table);
  if (schema === undefined) return undefined;
  const unknown = columns.filter((column) => !schema.columns.has(column)).length;
  const distances = database.editions.get(table)!.map((edition) => {
    const common = columns.filter((column) => edition.has(column)).length;
    return columns.length + edition.size - 2 * common;
  });
  return { unknown, distance: Math.min(...distances) };
}
