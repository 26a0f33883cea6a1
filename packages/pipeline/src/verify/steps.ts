import type { WorkShard } from "./report.ts";
import { compareNames, type Source } from "./sources.ts";

/** The flows of a chassis, or the packets of a port. */
export type Step =
  | { readonly kind: "flows"; readonly chassis: string }
  | { readonly kind: "packets"; readonly chassis: string; readonly source: Source };

/**
 * The steps of the work after the rows, chassis by chassis: what its flows do, then what becomes of the packets of its ports. So the
 * flows of a chassis are all needed for some steps that follow each other, and of the others what packets to their ports need.
 */
export function stepsOf(chassis: Iterable<string>, sources: readonly Source[]): readonly Step[] {
  const flows = Array.from(chassis, (name): Step => ({ kind: "flows", chassis: name }));
  const packets = sources.map((source): Step => {
    return { kind: "packets", chassis: source.home.name, source };
  });
  // The sort is stable: flows stay before packets, packets in the order of their ports.
  return [...flows, ...packets].sort((a, b) => compareNames(a.chassis, b.chassis));
}

/**
 * The things of a part of the work, by number: from `start` up to, and without, `end`. Part `j` of `m` of part `i` of `n` is part
 * `i * m + j` of `n * m`.
 */
export function runOf(
  total: number,
  { index, count }: WorkShard = { index: 0, count: 1 },
): { readonly start: number; readonly end: number } {
  const bound = (part: number): number => Math.floor((total * part) / count);
  return { start: bound(index), end: bound(index + 1) };
}
