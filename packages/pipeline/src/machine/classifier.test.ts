import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEY_WORDS } from "../openflow/field-layout.ts";
import { Classifier } from "./classifier.ts";
import { CONJ_ID_WORD } from "./layout.ts";
import type { Clause, Entry } from "./entry.ts";

type TestEntry = Entry & { readonly name: number };

/** Few words, masks and values, so that random tables overlap and random packets hit. */
const WORDS = [0, 1, 2];
const MASKS = [0xffff_ffff, 0x3, 0x1, 0xffff_0000];
const VALUES = [0, 1, 2, 3, 0x8000_0001];

const field = fc.record({
  mask: fc.constantFrom(0, ...MASKS),
  value: fc.constantFrom(...VALUES),
});

function entryOf(
  fields: readonly { mask: number; value: number }[],
  priority: number,
  clauses?: readonly Clause[],
  conjId?: number,
): Entry {
  const used = fields.map((f, i) => ({ word: WORDS[i]!, ...f })).filter((f) => f.mask !== 0);
  if (conjId !== undefined) used.push({ word: CONJ_ID_WORD, mask: 0xffff_ffff, value: conjId });
  return {
    priority,
    words: used.map((f) => f.word),
    masks: used.map((f) => f.mask),
    values: used.map((f) => (f.value & f.mask) >>> 0),
    clauses,
  };
}

/** A table has a match once for each priority; of two, the first is the one that it has. */
function isSameMatch(a: Entry, b: Entry): boolean {
  return JSON.stringify([a.words, a.masks, a.values]) === JSON.stringify([b.words, b.masks, b.values]);
}

function selects(entry: Entry, ints: Int32Array): boolean {
  return entry.words.every((word, i) => ((ints[word]! ^ entry.values[i]!) & entry.masks[i]!) === 0);
}

function keyOf(values: readonly number[]): Int32Array {
  const key = new Uint32Array(KEY_WORDS);
  values.forEach((value, i) => {
    key[WORDS[i]!] = value;
  });
  return new Int32Array(key.buffer);
}

const key = fc.array(fc.constantFrom(...VALUES), { minLength: 3, maxLength: 3 }).map(keyOf);
const fields = fc.array(field, { minLength: 3, maxLength: 3 });

describe("plain entries", () => {
  const table = fc.array(fc.tuple(fields, fc.integer({ min: 0, max: 4 })), { maxLength: 40, size: "max" });

  test("lookup finds what a scan of the whole table finds", () => {
    fc.assert(
      fc.property(table, fc.array(key, { minLength: 1, maxLength: 20 }), (rows, keys) => {
        const entries = rows.map(([f, priority]) => entryOf(f, priority));
        const classifier = new Classifier(entries);
        for (const ints of keys) {
          const matching = entries.filter((entry) => selects(entry, ints));
          const found = classifier.lookup(ints);
          if (found === undefined) expect(matching).toEqual([]);
          else {
            expect(matching).toContain(found);
            expect(found.priority).toBe(Math.max(...matching.map((entry) => entry.priority)));
            const rivals = matching.filter((entry) => entry.priority === found.priority);
            expect(new Set(classifier.rivals(ints, found))).toEqual(
              new Set(rivals.filter((entry) => rivals.find((first) => isSameMatch(first, entry)) === entry)),
            );
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("an empty table has nothing", () => {
    expect(new Classifier([]).lookup(keyOf([1, 2, 3]))).toBeUndefined();
  });
});

/**
 * ovs-fields(7) read literally: walk the priorities downwards; at each, a plain entry that matches
 * wins; else each conjunction all of whose clauses are fulfilled by parts of that priority is tried.
 */
function lookupByDefinition(entries: readonly TestEntry[], ints: Int32Array): Set<number> {
  const matching = entries.filter((entry) => selects(entry, ints));
  const plain = matching.filter((entry) => entry.clauses === undefined);
  const parts = matching.filter((entry) => entry.clauses !== undefined);
  for (let priority = 10; priority >= 0; priority--) {
    const here = plain.filter((entry) => entry.priority === priority);
    if (here.length > 0) return new Set(here.map((entry) => entry.name));
    const results = new Set<number>();
    for (let id = 1; id <= 3; id++) {
      const clauses = parts
        .filter((e) => e.priority === priority)
        .flatMap((e) => e.clauses!.filter((c) => c.id === id));
      const wanted = clauses[0]?.clauses;
      if (wanted === undefined || new Set(clauses.map((c) => c.clause)).size < wanted) continue;
      const withId = Int32Array.from(ints);
      withId[CONJ_ID_WORD] = id;
      const again = entries.filter((entry) => entry.clauses === undefined && selects(entry, withId));
      const best = Math.max(...again.map((entry) => entry.priority));
      for (const entry of again) if (entry.priority === best) results.add(entry.name);
    }
    if (results.size > 0) return results;
  }
  return new Set();
}

describe("conjunctive matches", () => {
  /** Wide matches and parts above the plain entries, so that conjunctions are often fulfilled and seldom hidden. */
  const wide = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.constant({ mask: 0, value: 0 }) }, { weight: 1, arbitrary: field }),
    {
      minLength: 3,
      maxLength: 3,
    },
  );
  /** Clause counts depend on the id alone: all parts of a conjunction must agree on them. */
  const clause = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.nat())
    .map(([id, n]): Clause => ({ id, clause: n % (id + 1), clauses: id + 1 }));
  const row = fc.oneof(
    fc.record({
      fields,
      priority: fc.integer({ min: 0, max: 2 }),
      clauses: fc.constant(undefined),
      conjId: fc.constant(undefined),
    }),
    fc.record({
      fields: wide,
      priority: fc.integer({ min: 1, max: 3 }),
      clauses: fc.array(clause, { minLength: 1, maxLength: 2 }),
      conjId: fc.constant(undefined),
    }),
    fc.record({
      fields: wide,
      priority: fc.integer({ min: 0, max: 3 }),
      clauses: fc.constant(undefined),
      conjId: fc.integer({ min: 1, max: 3 }),
    }),
  );

  test("lookup finds what the definition says", () => {
    let conjunctive = 0;
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 30, size: "max" }),
        fc.array(key, { minLength: 1, maxLength: 20 }),
        (rows, keys) => {
          const seen = new Set<string>();
          const entries: TestEntry[] = [];
          for (const [name, r] of rows.entries()) {
            const entry = { ...entryOf(r.fields, r.priority, r.clauses, r.conjId), name };
            // One match is used once: what OVS does with a plain entry under a conjunctive one is a case of its own.
            const match = JSON.stringify([entry.words, entry.masks, entry.values]);
            if (seen.has(match)) continue;
            seen.add(match);
            entries.push(entry);
          }
          const classifier = new Classifier(entries);
          for (const ints of keys) {
            const want = lookupByDefinition(entries, ints);
            const found = classifier.lookup(ints);
            if (found === undefined) expect(want.size).toBe(0);
            else {
              expect(want.has(found.name)).toBe(true);
              if (found.words.includes(CONJ_ID_WORD)) conjunctive++;
            }
            expect(ints[CONJ_ID_WORD]).toBe(0);
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(conjunctive).toBeGreaterThan(100);
  });

  test("a lower plain entry with the same match stands in for a conjunction that is not fulfilled", () => {
    const all = fields1(0, 0);
    const part: TestEntry = { ...entryOf(all, 3, [{ id: 1, clause: 0, clauses: 2 }]), name: 1 };
    const plain: TestEntry = { ...entryOf(all, 1), name: 2 };
    expect(new Classifier([part, plain]).lookup(keyOf([0, 0, 0]))?.name).toBe(2);
  });

  test("a conjunction may have 64 clauses", () => {
    const parts = Array.from(
      { length: 64 },
      (_, clause): TestEntry => ({
        ...entryOf(
          [
            { mask: 0xffff_ffff >>> (clause % 32), value: 0 },
            { mask: clause < 32 ? 1 : 3, value: 0 },
          ],
          3,
          [{ id: 7, clause, clauses: 64 }],
        ),
        name: clause,
      }),
    );
    const result: TestEntry = { ...entryOf([], 3, undefined, 7), name: 99 };
    expect(new Classifier([...parts, result]).lookup(keyOf([0, 0, 0]))?.name).toBe(99);
    expect(new Classifier([...parts.slice(1), result]).lookup(keyOf([0, 0, 0]))).toBeUndefined();
  });
});

function fields1(mask: number, value: number): { mask: number; value: number }[] {
  return [{ mask, value }];
}
