import { KEY_WORDS } from "../openflow/field-layout.ts";
import type { Classifier } from "./classifier.ts";
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
  isSingle,
  testsOfBlock,
} from "./flat-index.ts";
import { METADATA_WORD } from "./layout.ts";
import type { Rule } from "./rule.ts";

/*
 * The code of a class's table is a list of blocks as in a flat index, best first:
 *
 *   WORD, MASK, VALUE   the first test; a mask of 0 when there is none
 *   NEXT                where the next block begins
 *   BEST                the best rank in the block
 *   MORE                how many words of further tests there are; SHARED: it is the block of the whole table that begins at
 *                       the word after
 *   tests               word, mask and value of each
 *
 * It ends with a block that has no test, whose rank is NONE or that of a flow that asks for nothing more.
 */
const WORD = 0;
const MASK = 1;
const VALUE = 2;
const NEXT = 3;
const BEST = 4;
const MORE = 5;
const TESTS = 6;
const SHARED = -1;

/** Words of the key, and what packets have in them. */
export type KnownWords = ReadonlyMap<number, number>;

/**
 * What of a table the packets of one class can meet, all of which have the same in some words of their keys. Whoever asks has
 * seen to it that a packet is of the class, so tests of those words are done with when this is made, flows that ask for
 * something else there are left out, and so is all that comes after a flow that asks for nothing more. It finds what
 * {@link Classifier} finds for such packets.
 */
export class ClassTable {
  /** The table that every packet of the class is sent on to, and nothing else is done to it; -1: there is none. */
  readonly through: number;
  /** Where packets that come here are looked up next when tables that send all of them on are left out: see {@link PacketClass.leapTo}. */
  leap: Leap | undefined;
  readonly #code: Int32Array;
  readonly #shared: Int32Array;
  readonly #ranked: readonly Rule[];
  readonly #blocks: readonly Block[];
  /** Only where flows that the class can meet are parts of conjunctive matches. */
  readonly #conjunctive: Classifier<Rule> | undefined;
  readonly #blockStarts: Int32Array;
  /** Found when it is first asked for. */
  #contested: ReadonlySet<number> | undefined;

  private constructor(classifier: Classifier<Rule>, known: KnownWords) {
    const { code: shared, ranked } = classifier.index;
    const blocks = blocksOf(classifier.index, known);
    const starts = Int32Array.from(blocks, ({ at }) => at);
    this.leap = undefined;
    this.#shared = shared;
    this.#ranked = ranked;
    this.#blocks = blocks;
    this.#blockStarts = starts;
    this.#contested = undefined;
    this.#code = codeOf(blocks);
    this.#conjunctive = classifier.isConjunctiveAmong(starts) ? classifier : undefined;
    const [first] = blocks;
    this.through = first !== undefined && isMetByAll(first) ? ranked[first.best]!.hop : -1;
  }

  /** Undefined when the table is split by other bits than the datapath's, which has to be known. */
  static of(classifier: Classifier<Rule>, known: KnownWords): ClassTable | undefined {
    const pivot = pivotOf(classifier.index.code);
    if (pivot !== undefined && (pivot.word !== METADATA_WORD || pivot.mask !== -1)) return undefined;
    return new ClassTable(classifier, known);
  }

  /** The key must be one of the class. */
  lookup(ints: Int32Array): Rule | undefined {
    if (this.#conjunctive !== undefined) return this.#conjunctive.lookupAmong(ints, this.#blockStarts);
    const code = this.#code;
    let best = NONE;
    for (let block = 0; ; block = code[block + NEXT]!) {
      if ((ints[code[block + WORD]!]! & code[block + MASK]!) !== code[block + VALUE]!) continue;
      const more = code[block + MORE]!;
      if (more === SHARED) {
        if (code[block + BEST]! >= best) break;
        const rank = findInBlock(this.#shared, code[block + TESTS]!, ints);
        if (rank < best) best = rank;
        continue;
      }
      let test = block + TESTS;
      const end = test + more;
      while (test < end && (ints[code[test]!]! & code[test + 1]!) === code[test + 2]!) test += 3;
      if (test < end) continue;
      // What comes after it is not better.
      if (code[block + BEST]! < best) best = code[block + BEST]!;
      break;
    }
    return best === NONE ? undefined : this.#ranked[best];
  }

  /** Whether other flows may select a packet with the priority of this one; when not, there is no need to look for rivals. */
  isContested({ priority }: Rule): boolean {
    this.#contested ??= contestedPriorities(this.#shared, this.#ranked, this.#blocks);
    return this.#contested.has(priority);
  }
}

/** The next table in which more than one thing can become of a packet of a class, and how many before it are left out. */
export type Leap = { readonly table: number; readonly part: ClassTable; readonly passed: number };

/** A block of the whole table. The tests are those that every match in it asks for, but for tests of known words. */
type Block = {
  readonly at: number;
  readonly best: number;
  readonly tests: readonly Test[];
  /** Whether there is one match, for which the tests are all that it asks for. */
  readonly isSingle: boolean;
};

/** Those that a packet of the class may meet, but for what is worse than a flow that all of them meet. */
function blocksOf({ code, ranked }: FlatIndex<Rule>, known: KnownWords): readonly Block[] {
  const blocks: Block[] = [];
  let floor = -1;
  for (let at = listOf(code, known); ; at = nextBlock(code, at)) {
    const best = bestInBlock(code, at);
    if (best === NONE || ranked[best]!.priority < floor) return blocks;
    const tests = testsOfBlock(code, at);
    if (tests.some(({ word, mask, value }) => ((known.get(word) ?? value) & mask) !== value)) continue;
    const block = { at, best, tests: tests.filter(({ word }) => !known.has(word)), isSingle: isSingle(code, at) };
    blocks.push(block);
    if (isMetByAll(block) && ranked[best]!.clauses === undefined) floor = Math.max(floor, ranked[best]!.priority);
  }
}

function isMetByAll({ tests, isSingle: isOne }: Block): boolean {
  return isOne && tests.length === 0;
}

function listOf(code: Int32Array, known: KnownWords): number {
  const ints = new Int32Array(KEY_WORDS);
  for (const [word, value] of known) ints[word] = value;
  return findList(code, ints);
}

function codeOf(blocks: readonly Block[]): Int32Array {
  const code: number[] = [];
  for (const { at, best, tests, isSingle: isOne } of blocks) {
    const [first = NO_TEST, ...others] = tests;
    const more = isOne ? others.flatMap(wordsOf) : [at];
    code.push(...wordsOf(first), code.length + TESTS + more.length, best, isOne ? more.length : SHARED, ...more);
  }
  code.push(...wordsOf(NO_TEST), code.length, NONE, 0);
  return Int32Array.from(code);
}

const NO_TEST: Test = { word: 0, mask: 0, value: 0 };

function wordsOf({ word, mask, value }: Test): readonly number[] {
  return [word, mask, value];
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
  return !some.some((one) =>
    others.some((other) => one.word === other.word && ((one.value ^ other.value) & one.mask & other.mask) !== 0),
  );
}
