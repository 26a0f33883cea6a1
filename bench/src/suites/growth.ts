import { createCluster, type Database } from "@ovn-sim/model";
import type { BenchCase, BenchSuite, Prepared, Scale } from "../bench-case.ts";
import { describeShape, peersShape, type Shape } from "../generate/shape.ts";
import { compile, must, read, snapshotOf } from "../snapshot.ts";

type Measure = "ports" | "chassis" | "vteps";

/** Of everything else there is as much as in the cluster that real OVN was measured on, and of ports a tenth. */
function shapeOf(measure: Measure, size: number): Shape {
  return { ...peersShape(1000), [measure]: size };
}

function readCase(measure: Measure, size: number): BenchCase {
  const shape = shapeOf(measure, size);
  const prepare = (): Prepared => {
    const bytes = snapshotOf(shape).files.southbound.backup();
    const work = () => read(bytes, "sb.db");
    return { run: work, hold: work, amount: bytes.length };
  };
  return {
    name: `read ${measure} ${describeShape(shape)}`,
    unit: "bytes",
    prepare,
    sweep: { name: `read by ${measure}`, size },
  };
}

/** What it holds is all that a process has of it in the end: the text of the databases, their rows, and the flows. */
function compileCase(measure: Measure, size: number): BenchCase {
  const shape = shapeOf(measure, size);
  const prepare = (): Prepared => {
    const snapshot = snapshotOf(shape);
    const { files, databases } = snapshot;
    const work = (of: readonly Database[]) => {
      const cluster = must(createCluster(of));
      return { cluster, compiled: compile(snapshot, cluster, shape) };
    };
    const hold = () => work([read(files.southbound.backup(), "sb.db"), read(files.openVswitch.backup(), "ovs.db")]);
    return { run: () => work(databases), hold, amount: work(databases).compiled.flows.length };
  };
  return {
    name: `link and compile ${measure} ${describeShape(shape)}`,
    unit: "flows",
    prepare,
    sweep: { name: `compile by ${measure}`, size },
  };
}

const SIZES: Readonly<Record<Scale, Readonly<Record<Measure, readonly number[]>>>> = {
  quick: { ports: [100, 200], chassis: [], vteps: [] },
  full: { ports: [1000, 2000, 4000], chassis: [125, 250, 500], vteps: [1, 2, 4] },
  large: {
    ports: [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 100_000],
    chassis: [125, 250, 500, 1000],
    vteps: [1, 2, 4, 8],
  },
};

export const GROWTH: BenchSuite = {
  name: "growth",
  about:
    "how time and memory grow with ports, chassis and VTEPs: bytes of a Southbound to rows, and rows to the flows of one chassis, the cluster linked anew",
  cases: (scale) =>
    (["ports", "chassis", "vteps"] as const).flatMap((measure) =>
      [readCase, compileCase].flatMap((caseOf) => SIZES[scale][measure].map((size) => caseOf(measure, size))),
    ),
};
