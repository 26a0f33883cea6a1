import { createCluster } from "@ovn-sim/model";
import type { BenchCase, BenchSuite, Prepared } from "../bench-case.ts";
import { describeShape, flatShape, type Shape } from "../generate/shape.ts";
import { compile, must, snapshotOf } from "../snapshot.ts";

/** The first compile of a cluster, so that what is kept of its texts is weighed too. */
function caseOf(shape: Shape): BenchCase {
  const prepare = (): Prepared => {
    const snapshot = snapshotOf(shape);
    const amount = compile(snapshot, snapshot.cluster, shape).flows.length;
    const cluster = must(createCluster(snapshot.databases));
    const hold = () => compile(snapshot, cluster, shape);
    return { run: () => compile(snapshot, cluster, shape), amount, hold };
  };
  return {
    name: `compile and keep ${describeShape(shape)}`,
    unit: "flows",
    prepare,
    sweep: { name: "ports", size: shape.ports },
  };
}

const SIZES = { quick: [200], full: [1000, 2000, 4000], large: [1000, 10_000, 32_000, 100_000] } as const;

export const MEMORY: BenchSuite = {
  name: "memory",
  about: "what a compiled chassis holds on the heap for each flow, with what is kept of its texts",
  cases: (scale) => SIZES[scale].map((ports) => caseOf(flatShape(50, 2, ports))),
};
