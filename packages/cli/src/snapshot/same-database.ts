import {
  compareDatabases,
  createDiagnostic,
  type Database,
  type Diagnostic,
  formatDifference,
  joinDatabases,
  mergeEphemeral,
} from "@ovn-sim/model";
import type { ReadDatabaseFile } from "./read-files.ts";

/** How many differences of two copies a message shows. */
const DIFFERENCES_SHOWN = 3;

/** The chassis that an Open_vSwitch database is of, as its `external_ids:system-id` names it. */
export function systemIdOf(database: Database): string | undefined {
  if (database.name !== "Open_vSwitch") return undefined;
  for (const row of database.tables.get("Open_vSwitch")?.rows.values() ?? []) {
    const ids = row.columns.get("external_ids");
    const systemId = ids instanceof Map ? (ids as ReadonlyMap<unknown, unknown>).get("system-id") : undefined;
    if (typeof systemId === "string") return systemId;
  }
  return undefined;
}

/**
 * Which database a file is a copy of: there is one Southbound and one Northbound, and an Open_vSwitch
 * database for each system-id. One that names no chassis, as a list of one table, is of the chassis whose
 * database has one of its rows: no two databases give out the same UUID.
 */
function identityOf(database: Database, all: readonly Database[]): string {
  if (database.name !== "Open_vSwitch") return database.name;
  const whole = all.find((other) => systemIdOf(other) !== undefined && sharesRow(database, other));
  const owner = systemIdOf(database) ?? (whole && systemIdOf(whole));
  return owner === undefined ? `Open_vSwitch in ${database.file}` : `Open_vSwitch of ${owner}`;
}

function sharesRow(part: Database, whole: Database): boolean {
  return [...part.tables].some(([name, { rows }]) => {
    const others = whole.tables.get(name)?.rows;
    return others !== undefined && [...rows.keys()].some((uuid) => others.has(uuid));
  });
}

/** Files that hold one table each lie side by side in one folder. */
function isPart(database: Database): boolean {
  return database.tables.size === 1;
}

export type DistinctDatabases = {
  readonly databases: readonly Database[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Leaves each database once. Copies that agree row for row are one, with the ephemeral columns of
 * the copy that has them; copies that differ are an error that names both files. A copy whose file is
 * damaged is used only when there is no whole one.
 */
export function distinctDatabases(read: readonly ReadDatabaseFile[]): DistinctDatabases {
  const diagnostics: Diagnostic[] = [];
  const kept = new Map<string, Database>();
  const all = read.map(({ database }) => database);
  const wholeOnes = new Set(read.filter(({ whole }) => whole).map(({ database }) => identityOf(database, all)));
  const usable = read.filter(({ database, whole }) => whole || !wholeOnes.has(identityOf(database, all)));
  for (const database of joinParts(
    usable.map(({ database }) => database),
    diagnostics,
  )) {
    const identity = identityOf(database, all);
    const first = kept.get(identity);
    if (first === undefined) {
      kept.set(identity, database);
      continue;
    }
    const differences = compareDatabases(first, database, { limit: DIFFERENCES_SHOWN });
    if (differences.length === 0) {
      kept.set(identity, mergeEphemeral(first, database));
      continue;
    }
    const shown = differences.map((difference) => formatDifference(difference, first.file, database.file)).join("; ");
    diagnostics.push(
      createDiagnostic(
        "OVN8003",
        { file: database.file },
        `${identity} is also in ${first.file}, and the two differ: ${shown}`,
        "name only one of the two files, or take both copies at the same moment",
      ),
    );
  }
  return { databases: [...kept.values()], diagnostics };
}

function joinParts(all: readonly Database[], diagnostics: Diagnostic[]): readonly Database[] {
  const whole = all.filter((database) => !isPart(database));
  const parts = new Map<string, [Database, ...Database[]]>();
  for (const database of all.filter(isPart)) {
    const folder = `${database.name} ${database.file.slice(0, database.file.lastIndexOf("/") + 1)}`;
    const others = parts.get(folder);
    if (others === undefined) parts.set(folder, [database]);
    else others.push(database);
  }
  for (const group of parts.values()) {
    const joined = joinDatabases(group);
    if (joined.ok) {
      whole.push(joined.value);
      diagnostics.push(...joined.notes);
    } else diagnostics.push(...joined.errors);
  }
  return whole;
}
