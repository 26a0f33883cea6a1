import type { Northbound, NorthboundTables, Uuid } from "@ovn-sim/model";
import { describeHomes, type Home, indexHomes, partsOfDatapath } from "./northbound-homes.ts";
import { joinWords, northboundWords } from "./northbound-words.ts";

type TableName = keyof NorthboundTables;

/** A row of the Northbound by the name that people know it by. */
export type NorthboundName = {
  readonly table: string;
  readonly uuid: Uuid;
  /** `ACL allow-web of switch sw1`. */
  readonly name: string;
  /** The same with what else tells it from its like: `ACL allow-web of switch sw1 (from-lport 1001, "ip4")`. */
  readonly text: string;
  /** For a sentence: the name, and as much more as is needed: `ACL allow-web of switch sw1 (priority 1001)`. */
  readonly brief: string;
};

/** The rows of a Northbound by their UUIDs and by the hints that ovn-northd leaves in logical flows. */
export class NorthboundNames {
  readonly #northbound: Northbound | undefined;
  readonly #named = new Map<Uuid, NorthboundName>();
  #homes: ReadonlyMap<Uuid, readonly Home[]> | undefined;
  #byHint: ReadonlyMap<string, readonly Place[]> | undefined;

  constructor(northbound: Northbound | undefined) {
    this.#northbound = northbound;
  }

  /** A row by its UUID; undefined without a Northbound, or when it has no such row. */
  ofRow(table: string, uuid: Uuid): NorthboundName | undefined {
    const known = this.#named.get(uuid);
    if (known !== undefined) return known;
    if (this.#northbound === undefined || !Object.hasOwn(this.#northbound.tables, table)) return undefined;
    const row = this.#northbound.tables[table as TableName].get(uuid);
    if (row === undefined) return undefined;
    const { title, detail, brief } = northboundWords(table, row);
    const name = joinWords(title, describeHomes(this.#homesOf(uuid)));
    const withMore = (more: string | undefined): string => (more === undefined ? name : `${name} (${more})`);
    const made = { table, uuid, name, text: withMore(detail), brief: withMore(brief ?? detail) };
    this.#named.set(uuid, made);
    return made;
  }

  /**
   * The rows that a logical flow's `external_ids:stage-hint` may mean: it is the first eight digits of a UUID
   * (ovn-sb(5), Logical_Flow).
   */
  ofHint(hint: string): readonly NorthboundName[] {
    if (this.#northbound === undefined) return NONE;
    this.#byHint ??= indexHints(this.#northbound);
    const places = this.#byHint.get(hint.toLowerCase().padStart(HINT_DIGITS, "0"));
    return places?.map(({ table, uuid }) => this.ofRow(table, uuid)!) ?? NONE;
  }

  /**
   * The row of a datapath that a logical flow of several datapaths stands for there: ovn-northd makes one flow of rows
   * that say the same in each, and its hint names only one of them. Undefined when the datapath has no such row.
   */
  twinIn(named: NorthboundName, datapath: Uuid): NorthboundName | undefined {
    const homes = this.#homesOf(named.uuid) ?? NONE;
    if (homes.every(({ table, uuid }) => uuid === datapath || !DATAPATHS.has(table))) return named;
    const says = this.#detailOf(named.table, named.uuid);
    if (says === undefined) return undefined;
    const isTwin = (uuid: Uuid): boolean => this.#detailOf(named.table, uuid) === says;
    const twin = partsOfDatapath(this.#northbound!, datapath).find(isTwin);
    return twin === undefined ? undefined : this.ofRow(named.table, twin);
  }

  #homesOf(uuid: Uuid): readonly Home[] | undefined {
    this.#homes ??= indexHomes(this.#northbound!);
    return this.#homes.get(uuid);
  }

  #detailOf(table: string, uuid: Uuid): string | undefined {
    const row = this.#northbound?.tables[table as TableName].get(uuid);
    return row === undefined ? undefined : northboundWords(table, row).detail;
  }
}

/** The tables whose rows are datapaths. */
export const DATAPATHS: ReadonlySet<string> = new Set(["Logical_Switch", "Logical_Router"]);

type Place = { readonly table: TableName; readonly uuid: Uuid };

const HINT_DIGITS = 8;
const NONE: readonly never[] = Object.freeze([]);

function indexHints({ tables }: Northbound): ReadonlyMap<string, readonly Place[]> {
  const byHint = new Map<string, Place[]>();
  for (const [table, rows] of Object.entries(tables) as [TableName, ReadonlyMap<Uuid, unknown>][]) {
    for (const uuid of rows.keys()) {
      const hint = uuid.slice(0, HINT_DIGITS);
      const twins = byHint.get(hint);
      if (twins === undefined) byHint.set(hint, [{ table, uuid }]);
      else twins.push({ table, uuid });
    }
  }
  return byHint;
}
