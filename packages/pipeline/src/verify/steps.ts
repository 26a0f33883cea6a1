import type { Cluster } from "@ovn-sim/model";
import { compareNames, type Source, sourcesOf, type PairSelection } from "./sources.ts";

/** The flows of a chassis, or the packets of a port. */
export type Step =
  | { readonly kind: "flows"; readonly chassis: string }
  | { readonly kind: "packets"; readonly chassis: string; readonly source: Source };

/**
 * The steps of the work after the rows, chassis by chassis: what its flows do, then what becomes of the packets of its ports. So the
 * flows of a chassis are all needed for some steps that follow each other, and of the others what packets to their ports need.
 */
export function stepsOf(
  cluster: Cluster,
  chassis: ReadonlyMap<string, unknown>,
  pairs?: PairSelection,
): readonly Step[] {
  const flows = [...chassis.keys()].map((name): Step => ({ kind: "flows", chassis: name }));
  const packets = sourcesOf(cluster, chassis, pairs).map((source): Step => {
    return { kind: "packets", chassis: source.home.name, source };
  });
  // The sort is stable: flows stay before packets, packets in the order of their ports.
  return [...flows, ...packets].sort((a, b) => compareNames(a.chassis, b.chassis));
}

/** One of `count` parts of a list: part `j` of `m` of part `i` of `n` is part `i * m + j` of `n * m`. */
export type Part = { readonly index: number; readonly count: number };

/** The things of a part, by number: from `start` up to, and without, `end`. */
export function runOf(total: number, { index, count }: Part = { index: 0, count: 1 }): { start: number; end: number } {
  const bound = (part: number): number => Math.floor((total * part) / count);
  return { start: bound(index), end: bound(index + 1) };
}
