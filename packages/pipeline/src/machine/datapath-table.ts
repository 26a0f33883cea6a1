import { KEY_WORDS } from "../openflow/field-layout.ts";
import {
  bestInBlock,
  type FlatIndex,
  findInBlock,
  findList,
  NONE,
  nextBlock,
  pivotOf,
  ranksInBlock,
  type Test,
  testsOfBlock,
} from "./flat-index.ts";
import { METADATA_HIGH_WORD, METADATA_WORD } from "./layout.ts";
import type { Rule } from "./rule.ts";

/*
 * The code of a datapath's table is a list of blocks as in a flat index, best first, that ends with NONE:
 *
 *   BEST    the best rank in the block
 *   NEXT    where the next block begins
 *   WIDTH   how many tests the block has; SHARED: it is the block of the whole table that begins at the word after
 *   tests   WIDTH times: word, mask and value
 */
const BEST = 0;
const NEXT = 1;
const WIDTH = 2;
const TESTS = 3;
const SHARED = -1;

/**
 * What of a table the packets of one datapath can meet. Whoever asks has seen to it that a packet is of the datapath, so tests
 * of `metadata` are done with when this is made, flows that ask for another one are left out, and so is all that comes after
 * a flow that asks for nothing more. It finds what {@link Classifier} finds for such packets.
 */
export class DatapathTable {
  /** The table that every packet of the datapath is sent on to, and nothing else is done to it; -1: there is none. */
  readonly through: number;
  /** Where flows that only jump to `leapsTo` lead in the end: see {@link leapOver}. -1: nobody has looked. */
  leapsTo: number;
  leap: Leap | undefined;
  readonly #code: Int32Array;
  readonly #shared: Int32Array;
  readonly #ranked: readonly Rule[];
  readonly #datapathKey: number;
  /** Found when it is first asked for. */
  #contested: ReadonlySet<number> | undefined;

  private constructor({ code: shared, ranked }: FlatIndex<Rule>, datapathKey: number) {
    const blocks = blocksOf(shared, datapathKey);
    this.leapsTo = -1;
    this.leap = undefined;
    this.#shared = shared;
    this.#ranked = ranked;
    this.#datapathKey = datapathKey;
    this.#contested = undefined;
    this.#code = codeOf(blocks);
    const [first] = blocks;
    this.through = first?.tests?.length === 0 ? ranked[first.best]!.hop : -1;
  }

  /** Undefined when the table is split by other bits than the datapath's. */
  static of(index: FlatIndex<Rule>, datapathKey: number): DatapathTable | undefined {
    const pivot = pivotOf(index.code);
    if (pivot !== undefined && (pivot.word !== METADATA_WORD || pivot.mask !== -1)) return undefined;
    return new DatapathTable(index, datapathKey);
  }

  /** The key must be one of the datapath. */
  lookup(ints: Int32Array): Rule | undefined {
    const code = this.#code;
    let best = NONE;
    for (let block = 0; code[block + BEST]! < best; block = code[block + NEXT]!) {
      const width = code[block + WIDTH]!;
      if (width === SHARED) {
        const rank = findInBlock(this.#shared, code[block + TESTS]!, ints);
        if (rank < best) best = rank;
        continue;
      }
      let test = block + TESTS;
      const end = test + width * 3;
      while (test < end && (ints[code[test]!]! & code[test + 1]!) === code[test + 2]!) test += 3;
      if (test === end) best = code[block + BEST]!;
    }
    return best === NONE ? undefined : this.#ranked[best];
  }

  /** Whether other flows may select a packet with the priority of this one; when not, there is no need to look for rivals. */
  isContested({ priority }: Rule): boolean {
    this.#contested ??= contestedPriorities(this.#shared, this.#ranked, blocksOf(this.#shared, this.#datapathKey));
    return this.#contested.has(priority);
  }
}

/** The next table in which more than one thing can become of a packet of a datapath, and how many before it were left out. */
export type Leap = {
  readonly table: number;
  readonly part: DatapathTable;
  readonly passed: number;
  /** Of the table that is next when none is left out. */
  readonly next: DatapathTable;
};

/** `tests` is undefined for a block of several matches, which is looked at where it is. */
type Block = { readonly at: number; readonly best: number; readonly tests: readonly Test[] | undefined };

function blocksOf(code: Int32Array, datapathKey: number): readonly Block[] {
  const ints = new Int32Array(KEY_WORDS);
  ints[METADATA_WORD] = datapathKey;
  const isOfDatapath = ({ word }: Test): boolean => word === METADATA_WORD || word === METADATA_HIGH_WORD;
  const blocks: Block[] = [];
  for (let at = findList(code, ints); bestInBlock(code, at) !== NONE; at = nextBlock(code, at)) {
    const tests = testsOfBlock(code, at);
    if (tests?.some((test) => isOfDatapath(test) && (ints[test.word]! & test.mask) !== test.value) === true) continue;
    blocks.push({ at, best: bestInBlock(code, at), tests: tests?.filter((test) => !isOfDatapath(test)) });
  }
  return blocks;
}

function codeOf(blocks: readonly Block[]): Int32Array {
  const code: number[] = [];
  for (const { at, best, tests } of blocks) {
    if (tests === undefined) code.push(best, code.length + TESTS + 1, SHARED, at);
    else {
      code.push(best, code.length + TESTS + tests.length * 3, tests.length);
      for (const { word, mask, value } of tests) code.push(word, mask, value);
    }
    if (tests?.length === 0) break;
  }
  code.push(NONE);
  return Int32Array.from(code);
}

/** With more blocks of one priority than this, some are taken to meet without a look at each two. */
const MOST_COMPARED = 64;

/** The priorities that two blocks share of which one packet may meet both. */
function contestedPriorities(code: Int32Array, ranked: readonly Rule[], blocks: readonly Block[]): ReadonlySet<number> {
  const contested = new Set<number>();
  const before = new Map<number, Block[]>();
  for (const block of blocks) {
    for (const priority of new Set(ranksInBlock(code, block.at).map((rank) => ranked[rank]!.priority))) {
      const others = before.get(priority);
      if (others === undefined) before.set(priority, [block]);
      else if (others.length >= MOST_COMPARED || others.some((other) => mayMeet(block, other))) contested.add(priority);
      else others.push(block);
    }
  }
  return contested;
}

function mayMeet({ tests: some }: Block, { tests: others }: Block): boolean {
  if (some === undefined || others === undefined) return true;
  return !some.some((one) =>
    others.some((other) => one.word === other.word && ((one.value ^ other.value) & one.mask & other.mask) !== 0),
  );
}
