import type { LookupTable } from "./bridge.ts";
import type { DatapathTable, Leap } from "./datapath-table.ts";

/**
 * Where a packet of a datapath that is sent on from `from` to a later table is looked up next. Tables that send every packet of
 * the datapath on to a later one, as most stages of OVN that have nothing to do, are left out: nothing changes a packet between
 * lookups, and nobody else is told of them. Undefined where the packet has to be looked up in the whole of the table.
 */
export function leapOver(
  tables: readonly (LookupTable | undefined)[],
  from: DatapathTable,
  to: number,
  datapathKey: number,
): Leap | undefined {
  if (from.leapsTo === to) return from.leap;
  const leap = findLeap(tables, to, datapathKey);
  if (leap === undefined) return undefined;
  from.leapsTo = to;
  from.leap = leap;
  return leap;
}

function findLeap(tables: readonly (LookupTable | undefined)[], to: number, datapathKey: number): Leap | undefined {
  const partOf = (table: number): DatapathTable | undefined => tables[table]?.parts?.reach(datapathKey);
  const next = partOf(to);
  if (next === undefined) return undefined;
  let leap: Leap = { table: to, part: next, passed: 0, next };
  while (leap.part.through > leap.table) {
    const table = leap.part.through;
    const part = partOf(table);
    if (part === undefined) break;
    leap = { table, part, passed: leap.passed + 1, next };
  }
  return leap;
}
