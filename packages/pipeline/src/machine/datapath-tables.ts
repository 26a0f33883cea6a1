import { DatapathTable } from "./datapath-table.ts";
import type { FlatIndex } from "./flat-index.ts";
import type { Rule } from "./rule.ts";

/** A datapath's part of a table costs about as much to make as this many lookups in the whole table. */
const VISITS = 8;

/** Of a table no more datapaths than this get a part of their own: packets of others are looked up in the whole. */
const MOST_PARTS = 1024;

/** The parts of a table that the packets of its busy datapaths can meet: {@link DatapathTable}. */
export class DatapathTables {
  readonly #index: FlatIndex<Rule>;
  readonly #parts = new Map<number, DatapathTable>();
  readonly #visits = new Map<number, number>();
  /** False when the table is split by other bits than the datapath's. */
  #canSplit = true;

  constructor(index: FlatIndex<Rule>) {
    this.#index = index;
  }

  /** The part of a datapath to which a packet comes by itself; undefined as long as few have come. */
  visit(datapathKey: number): DatapathTable | undefined {
    const part = this.#parts.get(datapathKey);
    if (part !== undefined || !this.#canSplit || this.#parts.size >= MOST_PARTS) return part;
    const visits = (this.#visits.get(datapathKey) ?? 0) + 1;
    if (visits >= VISITS) return this.reach(datapathKey);
    if (this.#visits.size >= MOST_PARTS) this.#visits.clear();
    this.#visits.set(datapathKey, visits);
    return undefined;
  }

  /** The part of a datapath to which one leads that its packets come to again and again. */
  reach(datapathKey: number): DatapathTable | undefined {
    let part = this.#parts.get(datapathKey);
    if (part !== undefined || !this.#canSplit || this.#parts.size >= MOST_PARTS) return part;
    part = DatapathTable.of(this.#index, datapathKey);
    this.#canSplit = part !== undefined;
    this.#visits.delete(datapathKey);
    if (part !== undefined) this.#parts.set(datapathKey, part);
    return part;
  }
}
