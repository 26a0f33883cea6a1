import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadHash } from "./select-hash.ts";

/*
 * Which value selects which bucket is compared with a real switch in golden/ovs-4.0.0.txt; here are
 * the bounds of the method.
 */

test.each([
  { weights: [], want: undefined },
  { weights: [0, 0], want: undefined },
  { weights: [1, 300], want: undefined },
  { weights: [1], want: 16 },
  { weights: [100, 100, 100], want: 16 },
  { weights: [1, 1, 1, 1, 1], want: 32 },
  { weights: [1, 255], want: 256 },
])("weights $weights need $want values", ({ weights, want }) => {
  expect(spreadHash(weights)?.length).toBe(want);
});

test("a bucket's share of the values is its share of the weights, give or take one", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(weights, (given) => {
      const spread = spreadHash(given)!;
      const total = given.reduce((sum, weight) => sum + weight, 0);
      for (const [bucket, weight] of given.entries()) {
        const hits = spread.filter((chosen) => chosen === bucket).length;
        expect(Math.abs(hits - (spread.length * weight) / total)).toBeLessThan(1.5);
      }
    }),
  );
});

test("a bucket of weight 0 is never selected", () => {
  expect(spreadHash([3, 0, 2])).not.toContain(1);
});
