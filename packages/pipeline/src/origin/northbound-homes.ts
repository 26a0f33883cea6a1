import type { Northbound, NorthboundTables, Uuid } from "@ovn-sim/model";
import { northboundWords } from "./northbound-words.ts";

type TableName = keyof NorthboundTables;

/** The columns by which a table holds rows of others as its parts: a row is told together with where it belongs. */
const HOLDERS: readonly (readonly [table: TableName, columns: readonly string[]])[] = [
  ["Logical_Switch", ["ports", "acls", "qos_rules", "forwarding_groups"]],
  ["Logical_Router", ["ports", "static_routes", "policies", "nat"]],
  ["Port_Group", ["acls"]],
  ["Logical_Router_Port", ["gateway_chassis"]],
  ["Mirror", ["mirror_rules"]],
];

/** A row that holds others as its parts. */
export type Home = { readonly table: string; readonly uuid: Uuid; readonly title: string };

/** Which rows hold a row as their part. */
export function indexHomes(northbound: Northbound): ReadonlyMap<Uuid, readonly Home[]> {
  const homes = new Map<Uuid, Home[]>();
  for (const [table, columns] of HOLDERS) {
    for (const row of northbound.tables[table].values()) {
      const home = { table, uuid: row.uuid, title: northboundWords(table, row).title };
      for (const uuid of partsIn(row, columns)) {
        const known = homes.get(uuid);
        if (known === undefined) homes.set(uuid, [home]);
        else known.push(home);
      }
    }
  }
  return homes;
}

/** The rows that a switch or router holds as its parts. */
export function partsOfDatapath(northbound: Northbound, datapath: Uuid): readonly Uuid[] {
  return HOLDERS.flatMap(([table, columns]) => {
    const row = northbound.tables[table].get(datapath);
    return row === undefined ? [] : partsIn(row, columns);
  });
}

function partsIn(row: object, columns: readonly string[]): readonly Uuid[] {
  // The columns of HOLDERS are sets of references.
  return columns.flatMap((column) => (row as Readonly<Record<string, readonly Uuid[]>>)[column] ?? []);
}

/** `of switch sw1`, `of switch sw1 and 2 more`; empty for a row that is no part of another. */
export function describeHomes(homes: readonly Home[] | undefined): string {
  const [first, ...more] = homes ?? [];
  if (first === undefined) return "";
  return more.length === 0 ? `of ${first.title}` : `of ${first.title} and ${more.length} more`;
}
