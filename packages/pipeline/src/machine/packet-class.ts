import type { LookupTable } from "./bridge.ts";
import { ClassTable, type KnownWords } from "./class-table.ts";
import { CT_STATE_WORD, METADATA_HIGH_WORD, METADATA_WORD, NW_FRAG, TYPE_WORD } from "./layout.ts";
import { OPERATION_CODES, type Operations, type Program } from "./operation.ts";
import type { Writes } from "./place.ts";
import { LEAD, STAYS, Tape, TO } from "./tape.ts";

/** A class's part of a table costs about as much to make as this many lookups in the whole table. */
const VISITS = 8;

/** As visits: packets of the class are always looked up in the whole table. */
const NEVER = 255;

/**
 * Packets that agree in what most flows of OVN ask for: their datapath, their EtherType and protocol, and what conntrack says of
 * them. Each table has a part for them, {@link ClassTable}.
 */
export class PacketClass {
  readonly datapathKey: number;
  readonly type: number;
  readonly ctState: number;
  readonly tape = new Tape();
  readonly #tables: readonly (LookupTable | undefined)[];
  readonly #parts: (ClassTable | undefined)[];
  readonly #visits: Uint8Array;

  constructor(tables: readonly (LookupTable | undefined)[], ints: Int32Array) {
    this.datapathKey = ints[METADATA_WORD]!;
    this.type = ints[TYPE_WORD]!;
    this.ctState = ints[CT_STATE_WORD]!;
    this.#tables = tables;
    this.#parts = new Array<ClassTable | undefined>(tables.length).fill(undefined);
    this.#visits = new Uint8Array(tables.length);
  }

  /** The part of a table to which a packet comes by itself; undefined as long as few have come. */
  visit(table: number): ClassTable | undefined {
    const part = this.#parts[table];
    if (part !== undefined) return part;
    const visits = this.#visits[table]!;
    if (visits >= VISITS - 1) return this.reach(table);
    this.#visits[table] = visits + 1;
    return undefined;
  }

  /** The part of a table to which one leads that packets of the class come to again and again. */
  reach(table: number): ClassTable | undefined {
    const known = this.#parts[table];
    if (known !== undefined || this.#visits[table] === NEVER) return known;
    const whole = this.#tables[table];
    const part =
      whole?.classifier === undefined ? undefined : ClassTable.of(whole.classifier, this.#known(), this.tape);
    if (part !== undefined) this.#parts[table] = part;
    else if (whole?.getsClassifier !== true || whole.classifier !== undefined) this.#visits[table] = NEVER;
    return part;
  }

  /** The part of a table that has been reached. */
  partOf(table: number): ClassTable {
    return this.#parts[table]!;
  }

  /**
   * Notes on the tape where the flow of a record leads the packets of a class, when all that it does is to write fields that do
   * not tell their class and to jump to a later table: nobody has to look at it again. False when it does more.
   */
  lead(record: number, from: number, program: Program): boolean {
    const { tape } = this;
    const { leadsTo } = program;
    const { writes, count, needs } = firstSet(program);
    const isShort = program.codes.length === (count === 0 ? 1 : 2) && count <= MOST_COUNTED;
    const isLed = leadsTo > from && isShort && needs === undefined && keepsClass(writes);
    const part = isLed ? this.reach(leadsTo) : undefined;
    if (part === undefined) {
      // What it leads to may get a part later.
      if (!isLed) tape.code[record + TO] = STAYS;
      return false;
    }
    const lead = tape.append(() => [leadsTo, count + 1, writes.length, ...writes]);
    tape.code[record + LEAD] = lead;
    tape.code[record + TO] = part.start;
    return true;
  }

  #known(): KnownWords {
    return new Map([
      [METADATA_WORD, this.datapathKey],
      [METADATA_HIGH_WORD, 0],
      [TYPE_WORD, this.type],
      [CT_STATE_WORD, this.ctState],
    ]);
  }
}

/** What a packet may not change on its way along the tape: what tells its class, and that it is no fragment. */
const KEPT: ReadonlyMap<number, number> = new Map([
  [METADATA_WORD, -1],
  [METADATA_HIGH_WORD, -1],
  [TYPE_WORD, -1],
  [CT_STATE_WORD, -1],
  [NW_FRAG.word, NW_FRAG.mask << NW_FRAG.shift],
]);

/** A flow with more actions than this is not led along the tape, so that packets on it stay below all limits. */
export const MOST_COUNTED = 14;

const NO_WRITES: Pick<Operations["set"], "writes" | "count" | "needs"> = { writes: [], count: 0, needs: undefined };

function firstSet({ codes, operations }: Program): typeof NO_WRITES {
  return codes[0] === OPERATION_CODES.set ? (operations[0] as Operations["set"]) : NO_WRITES;
}

function keepsClass(writes: Writes): boolean {
  for (let i = 0; i < writes.length; i += 3) if (((KEPT.get(writes[i]!) ?? 0) & writes[i + 1]!) !== 0) return false;
  return true;
}

/** Packets of no more classes than this get parts of tables of their own; others are looked up in the whole. */
const MOST_CLASSES = 4096;
const MOST_OF_DATAPATH = 32;

/** The classes of the packets that have come to a bridge. */
export class PacketClasses {
  readonly #tables: readonly (LookupTable | undefined)[];
  readonly #byDatapath = new Map<number, PacketClass[]>();
  #count = 0;
  #last: PacketClass | undefined;

  constructor(tables: readonly (LookupTable | undefined)[]) {
    this.#tables = tables;
    this.#last = undefined;
  }

  /** Undefined for a packet that has none. */
  of(ints: Int32Array): PacketClass | undefined {
    const last = this.#last;
    return last !== undefined && isOf(last, ints) && ints[METADATA_HIGH_WORD] === 0 ? last : this.#find(ints);
  }

  #find(ints: Int32Array): PacketClass | undefined {
    if (ints[METADATA_HIGH_WORD] !== 0) return undefined;
    const datapathKey = ints[METADATA_WORD]!;
    let classes = this.#byDatapath.get(datapathKey);
    if (classes !== undefined) {
      for (const one of classes) if (isOf(one, ints)) return (this.#last = one);
      if (classes.length >= MOST_OF_DATAPATH) return undefined;
    }
    if (this.#count >= MOST_CLASSES) return undefined;
    if (classes === undefined) this.#byDatapath.set(datapathKey, (classes = []));
    const made = new PacketClass(this.#tables, ints);
    classes.push(made);
    this.#count++;
    this.#last = made;
    return made;
  }
}

function isOf({ datapathKey, type, ctState }: PacketClass, ints: Int32Array): boolean {
  return ints[METADATA_WORD] === datapathKey && ints[TYPE_WORD] === type && ints[CT_STATE_WORD] === ctState;
}
