import type { FlowSet } from "./diff-flows.ts";

/** Tables that a dump does not hold whole, so that nothing can be said of what is missing there. */
export type NotJudged = {
  /** Ascending. */
  readonly tables: readonly number[];
  /** How many flows there are in them on either side. */
  readonly compiled: number;
  readonly installed: number;
  readonly why: string;
};

/** Which tables of a dump can be held against compiled ones, and why others cannot. */
export function findNotJudged(compiled: FlowSet, installed: FlowSet): NotJudged | undefined {
  const dumped = tablesOf(installed);
  const all = tablesOf(compiled, installed);
  const first = dumped[0];
  const last = dumped.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const away = (isAway: (table: number) => boolean, why: string): NotJudged | undefined => {
    const tables = all.filter(isAway);
    if (tables.length === 0) return undefined;
    const gone = new Set(tables);
    const count = ({ flows }: FlowSet): number => flows.filter(({ table }) => gone.has(table)).length;
    return { tables, compiled: count(compiled), installed: count(installed), why };
  };
  // ovs-ofctl dumps table by table, so what is before the cut is of lower tables.
  const isAscending = installed.flows.every(({ table }, i) => i === 0 || table >= installed.flows[i - 1]!.table);
  switch (installed.lacks) {
    case undefined:
      if (dumped.length > 1 || all.length < MANY) return undefined;
      return away((table) => table !== first, `the dump is of table ${first} alone`);
    case "tables":
      return away(
        (table) => !dumped.includes(table),
        `the dump is of table${plural(dumped)} ${dumped.join(", ")} alone`,
      );
    case "beginning":
      return isAscending ? away((table) => table <= first, "the dump's beginning is cut off") : away(every, UNSORTED);
    case "end":
      return isAscending ? away((table) => table >= last, "the dump's end is cut off") : away(every, UNSORTED);
    case "both-ends":
      if (!isAscending) return away(every, UNSORTED);
      return away((table) => table <= first || table >= last, "the dump's beginning and end are cut off");
  }
}

/** A bridge of ovn-controller has flows in dozens of tables; a dump of one of them was asked for so. */
const MANY = 5;
const UNSORTED = "the dump is cut, and its flows are not in the order of their tables";
const every = (): boolean => true;
const plural = (things: readonly unknown[]): string => (things.length === 1 ? "" : "s");

function tablesOf(...sets: readonly FlowSet[]): readonly number[] {
  return [...new Set(sets.flatMap(({ flows }) => flows.map(({ table }) => table)))].toSorted((a, b) => a - b);
}

/** The set without the flows of some tables. */
export function withoutTables(set: FlowSet, { tables }: NotJudged): FlowSet {
  const gone = new Set(tables);
  return { ...set, flows: set.flows.filter(({ table }) => !gone.has(table)) };
}
