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
import { BEST, CONJUNCTIVE, MORE, nextPassed, nextRecord, SHARED, STAYS, type Tape, TESTS, UNKNOWN } from "./tape.ts";

/** Words of the key, and what packets have in them. */
export type KnownWords = ReadonlyMap<number, number>;

/**
 * What of a table the packets of one class can meet, all of which have the same in some words of their keys. Whoever asks has
 * seen to it that a packet is of the class, so tests of those words are done with when this is made, flows that ask for
 * something else there are left out, and so is all that comes after a flow that asks for nothing more. It finds what
 * {@link Classifier} finds for such packets.
 */
export class ClassTable {
  /** Where it begins on the tape. */
  readonly start: number;
  readonly #tape: Tape;
  readonly #shared: Int32Array;
  readonly #ranked: readonly Rule[];
  readonly #blocks: readonly Block[];
  /** Only where flows that the class can meet are parts of conjunctive matches. */
  readonly #conjunctive: Classifier<Rule> | undefined;
  readonly #blockStarts: Int32Array;
  /** Found when it is first asked for. */
  #contested: ReadonlySet<number> | undefined;

  private constructor(classifier: Classifier<Rule>, known: KnownWords, tape: Tape) {
    const { code: shared, ranked } = classifier.index;
    const blocks = blocksOf(classifier.index, known);
    const starts = Int32Array.from(blocks, ({ at }) => at);
    this.#tape = tape;
    this.#shared = shared;
    this.#ranked = ranked;
    this.#blocks = blocks;
    this.#blockStarts = starts;
    this.#contested = undefined;
    this.#conjunctive = classifier.isConjunctiveAmong(starts) ? classifier : undefined;
    const isConjunctive = this.#conjunctive !== undefined;
    this.start = tape.append((at) => recordsOf(at, blocks, isConjunctive));
  }

  /** Undefined when the table is split by other bits than the datapath's, which has to be known. */
  static of(classifier: Classifier<Rule>, known: KnownWords, tape: Tape): ClassTable | undefined {
    const pivot = pivotOf(classifier.index.code);
    if (pivot !== undefined && (pivot.word !== METADATA_WORD || pivot.mask !== -1)) return undefined;
    return new ClassTable(classifier, known, tape);
  }

  /** The key must be one of the class. */
  lookup(ints: Int32Array): Rule | undefined {
    if (this.#conjunctive !== undefined) return this.#conjunctive.lookupAmong(ints, this.#blockStarts);
    const { code } = this.#tape;
    let best = NONE;
    let at = nextPassed(code, this.start, ints);
    while (code[at + MORE] === SHARED && code[at + BEST]! < best) {
      best = Math.min(best, this.findShared(code, at, ints));
      at = nextPassed(code, nextRecord(code, at), ints);
    }
    if (code[at + BEST]! < best) best = code[at + BEST]!;
    return best === NONE ? undefined : this.#ranked[best];
  }

  /** The rank that a record with a shared block has for the packet, or {@link NONE}. */
  findShared(code: Int32Array, at: number, ints: Int32Array): number {
    return findInBlock(this.#shared, code[at + TESTS]!, ints);
  }

  /** The flow of a rank that has been found. */
  ruleOf(rank: number): Rule {
    return this.#ranked[rank]!;
  }

  /** Whether other flows may select a packet with the priority of this one; when not, there is no need to look for rivals. */
  isContested({ priority }: Rule): boolean {
    this.#contested ??= contestedPriorities(this.#shared, this.#ranked, this.#blocks);
    return this.#contested.has(priority);
  }
}

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

/** The records of a table that begins at `start`. */
function recordsOf(start: number, blocks: readonly Block[], isConjunctive: boolean): readonly number[] {
  const code: number[] = [];
  const add = ([first = NO_TEST, ...others]: readonly Test[], best: number, shared?: number): void => {
    const more = shared === undefined ? others.flatMap(wordsOf) : [shared];
    const next = start + code.length + TESTS + more.length;
    code.push(...wordsOf(first), next, best, shared === undefined ? more.length : SHARED, UNKNOWN, 0, ...more);
  };
  if (isConjunctive) return [...wordsOf(NO_TEST), start, NONE, CONJUNCTIVE, STAYS, 0];
  for (const { at, best, tests, isSingle: isOne } of blocks) add(tests, best, isOne ? undefined : at);
  add([], NONE);
  return code;
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
