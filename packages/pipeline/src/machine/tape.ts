/*
 * All tables of a class are on one tape, so that packets which are led from table to table walk memory that lies together. A
 * table is a list of records, one for each block that the class can meet of the flat index, best first:
 *
 *   WORD, MASK, VALUE   the first test; a mask of 0 when there is none
 *   NEXT                where the next record begins
 *   BEST                the best rank in the block
 *   MORE                how many words of further tests there are; SHARED: it is the block of the whole table that begins at
 *                       the first word of them; CONJUNCTIVE: the whole list has to be looked at
 *   TO                  where on the tape the later table begins that the flow leads a packet on to; STAYS when it does not,
 *                       UNKNOWN as long as nobody has looked
 *   LEAD                where on the tape begins what it does on the way: the number of that table, how many actions it takes,
 *                       how many writes there are, and these: word, mask and value of each
 *   tests               word, mask and value of each
 *
 * It ends with a record that has no test, whose rank is NONE or that of a flow that asks for nothing more.
 */
const WORD = 0;
const MASK = 1;
const VALUE = 2;
const NEXT = 3;
export const BEST = 4;
export const MORE = 5;
export const TO = 6;
export const LEAD = 7;
export const TESTS = 8;
export const SHARED = -1;
export const CONJUNCTIVE = -2;
export const UNKNOWN = -1;
export const STAYS = -2;

const AT_FIRST = 256;

/** Memory for the tables of a class. */
export class Tape {
  code = new Int32Array(AT_FIRST);
  used = 0;

  /** Says where the words begin; `at` is where they are going to. */
  append(words: (at: number) => readonly number[]): number {
    const at = this.used;
    const added = words(at);
    if (at + added.length > this.code.length) {
      const code = new Int32Array(Math.max(this.code.length * 2, at + added.length));
      code.set(this.code);
      this.code = code;
    }
    this.code.set(added, at);
    this.used = at + added.length;
    return at;
  }
}

/** The next record, from `at` on, whose tests a packet passes. Blocks that are shared have more of them. */
export function nextPassed(code: Int32Array, at: number, ints: Int32Array): number {
  for (;;) {
    if ((ints[code[at + WORD]!]! & code[at + MASK]!) === code[at + VALUE]!) {
      let test = at + TESTS;
      const end = test + code[at + MORE]!;
      while (test < end && (ints[code[test]!]! & code[test + 1]!) === code[test + 2]!) test += 3;
      if (test >= end) return at;
    }
    at = code[at + NEXT]!;
  }
}

/** Where the record after one begins. */
export function nextRecord(code: Int32Array, at: number): number {
  return code[at + NEXT]!;
}
