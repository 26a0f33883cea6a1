import type { LogicalFlow } from "@ovn-sim/model";
import type { Field } from "../openflow/index.ts";
import { type Anchor, anchorKey, AnchorReader, heldKey } from "./expr/anchor.ts";
import type { SymbolTable } from "./expr/symbol-table.ts";

/** What the names and the words of matches mean on a datapath. */
export type AnchorMeaning = {
  readonly symbols: SymbolTable;
  /** The tunnel key of a port of the datapath. */
  readonly portKey: (name: string) => number | undefined;
};

/** Among fewer logical flows than this, telling them apart takes as long as compiling them. */
const FEWEST = 16;

/**
 * The logical flows of one table and datapath by what their matches begin with. Of the ten thousand that a large switch has in
 * a table, one for each port, a packet needs the few that want the addresses and ports that it has.
 */
export class AnchoredFlows {
  readonly #flows: readonly LogicalFlow[];
  /** Numbers of flows by the value of a field. */
  readonly #byField = new Map<Field, Map<number | string, number[]>>();
  /** Those that say nothing of the kind. */
  readonly #others: number[] = [];
  /** What {@link among} gave, by the first flow of each value. */
  readonly #found = new Map<string, readonly LogicalFlow[]>();

  constructor(flows: readonly LogicalFlow[], meaning: AnchorMeaning, fewest = FEWEST) {
    this.#flows = flows;
    const reader = flows.length < fewest ? undefined : new AnchorReader(meaning.symbols);
    for (let nth = 0; nth < flows.length; nth++) this.#note(nth, reader?.read(flows[nth]!.match), meaning);
  }

  /** Flows among which are all that select the packet, in their order: the same array for the same ones. */
  among(key: Int32Array): readonly LogicalFlow[] {
    if (this.#byField.size === 0) return this.#flows;
    const held = Array.from(this.#byField, ([field, values]) => values.get(heldKey(key, field)) ?? NONE);
    const name = held.map((numbers) => numbers[0] ?? "").join();
    let found = this.#found.get(name);
    if (found === undefined) {
      const numbers = [this.#others, ...held].flat().sort((a, b) => a - b);
      this.#found.set(name, (found = numbers.map((nth) => this.#flows[nth]!)));
    }
    return found;
  }

  #note(nth: number, anchor: Anchor | undefined, meaning: AnchorMeaning): void {
    const words = anchor && wordsOf(anchor, meaning);
    if (anchor === undefined || words === undefined) {
      this.#others.push(nth);
      return;
    }
    let values = this.#byField.get(anchor.field);
    if (values === undefined) this.#byField.set(anchor.field, (values = new Map<number | string, number[]>()));
    const value = anchorKey(anchor.field, words);
    const numbers = values.get(value);
    if (numbers === undefined) values.set(value, [nth]);
    else numbers.push(nth);
  }
}

/** The words of the anchor's value; undefined for a port that the datapath does not have. */
function wordsOf(anchor: Anchor, { portKey }: AnchorMeaning): readonly number[] | undefined {
  if ("words" in anchor) return anchor.words;
  const key = portKey(anchor.port);
  return key === undefined ? undefined : [key];
}

const NONE: readonly number[] = [];
