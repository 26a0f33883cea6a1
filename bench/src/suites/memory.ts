import process from "node:process";
import { createCluster } from "@ovn-sim/model";
import type { BenchCase, BenchSuite, Prepared } from "../bench-case.ts";
import { describeShape, flatShape, type Shape } from "../generate/shape.ts";
import { compile, must, snapshotOf } from "../snapshot.ts";

/** Bytes on the heap that something holds, after what it has let go of is gone. */
function heldBytes(make: () => unknown): number {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("node has no --expose-gc");
  const heap = (): number => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  const held = make();
  const after = heap();
  return held === undefined ? 0 : after - before;
}

function caseOf(shape: Shape): BenchCase {
  const prepare = (): Prepared => {
    const snapshot = snapshotOf(shape);
    const cluster = must(createCluster(snapshot.databases));
    let amount = 0;
    const bytes = heldBytes(() => {
      const compiled = compile(snapshot, cluster, shape);
      amount = compiled.flows.length;
      return compiled;
    });
    const note = `${describeShape(shape)}: ${(bytes / amount).toFixed(0)} bytes for each of ${amount} flows, ${(bytes / 1e6).toFixed(1)} MB in all`;
    return { run: () => compile(snapshot, cluster, shape), amount, note };
  };
  return {
    name: `compile and keep ${describeShape(shape)}`,
    unit: "flows",
    prepare,
    sweep: { name: "ports", size: shape.ports },
  };
}

export const MEMORY: BenchSuite = {
  name: "memory",
  about: "what a compiled chassis holds on the heap for each flow, with what is kept of its texts",
  cases: (scale) =>
    scale === "quick"
      ? [caseOf(flatShape(10, 2, 200))]
      : [1000, 2000, 4000].map((ports) => caseOf(flatShape(50, 2, ports))),
};
