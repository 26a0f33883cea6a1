import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashString, hashTableOrder } from "./hash-order.ts";

describe("hashString", () => {
  /** Published vectors of MurmurHash3_x86_32 with seed 0, for lengths without a tail. */
  test("is MurmurHash3 on whole words", () => {
    expect(hashString("")).toBe(0);
    expect(hashString("test")).toBe(0xba6bd213);
  });
});

describe("hashTableOrder", () => {
  const items = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 60 });

  test("gives each item once", () => {
    fc.assert(
      fc.property(items, (hashes) => {
        const numbered = hashes.map((hash, index) => ({ hash, index }));
        const order = hashTableOrder(numbered, ({ hash }) => hash);
        expect(order.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(hashes.map((_, index) => index));
      }),
    );
  });

  test("orders items of one hash alike whatever the hash is", () => {
    fc.assert(
      fc.property(items, fc.nat(), (groups, salt) => {
        const numbered = groups.map((group, index) => ({ group, index }));
        const ofGroup = (hashOf: (group: number) => number, wanted: number) =>
          hashTableOrder(numbered, ({ group }) => hashOf(group)).filter(({ group }) => group === wanted);
        for (const group of new Set(groups)) {
          expect(ofGroup((g) => g, group)).toEqual(ofGroup((g) => Math.imul(g ^ salt, 0x9e3779b1), group));
        }
      }),
    );
  });

  /** Worked by hand: the second item makes the table grow from one bucket to four. */
  test("turns a bucket round when the table grows", () => {
    expect(hashTableOrder([1, 2, 3], () => 0)).toEqual([3, 1, 2]);
  });
});
