import { createCluster } from "@ovn-sim/model";
import { createChassisView, lowerLogical, lowerPhysical } from "@ovn-sim/pipeline";
import type { BenchCase, BenchSuite, Prepared } from "../bench-case.ts";
import {
  describeShape,
  flatShape,
  kubeShape,
  nodeShape,
  peersShape,
  routedShape,
  type Shape,
} from "../generate/shape.ts";
import { compile, must, type Snapshot, snapshotOf } from "../snapshot.ts";

/** A row of shapes in which one measure doubles. */
type Sweep = {
  readonly name: string;
  readonly shapes: readonly (readonly [size: number, shape: Shape])[];
  /** Whether the cluster is linked anew too. */
  readonly isLinked: boolean;
};

const LINKED = "link and whole";

type Stage = { readonly name: string; readonly run: (snapshot: Snapshot, shape: Shape) => number };

/**
 * What is compiled each time; flows are counted in what it makes. A cluster linked anew shares nothing with the one
 * compiled before, as in a process that answers one question; the other two may find what an earlier run left.
 */
const STAGES: readonly Stage[] = [
  {
    name: "physical",
    run: ({ cluster, files }) => lowerPhysical(must(createChassisView(cluster, files.chassis))).flows.length,
  },
  {
    name: "logical",
    run: ({ cluster, files }) => lowerLogical(must(createChassisView(cluster, files.chassis))).flows.length,
  },
  { name: "whole", run: (snapshot, shape) => compile(snapshot, snapshot.cluster, shape).flows.length },
  {
    name: LINKED,
    run: (snapshot, shape) => compile(snapshot, must(createCluster(snapshot.databases)), shape).flows.length,
  },
];

function casesOf({ name: sweep, shapes, isLinked }: Sweep): readonly BenchCase[] {
  const stages = STAGES.filter(({ name }) => isLinked || name !== LINKED);
  return shapes.flatMap(([size, shape]) =>
    stages.map(({ name, run }) => {
      const against = `whole ${sweep} ${describeShape(shape)}`;
      const prepare = (): Prepared => {
        const snapshot = snapshotOf(shape);
        return { run: () => run(snapshot, shape), amount: run(snapshot, shape) };
      };
      return {
        name: `${name} ${sweep} ${describeShape(shape)}`,
        unit: "flows",
        prepare,
        sweep: { name: `${name} by ${sweep}`, size },
        ...(name === "whole" ? {} : { against }),
      };
    }),
  );
}

function sweepOf(name: string, sizes: readonly number[], shapeOf: (size: number) => Shape, isLinked = false): Sweep {
  return { name, shapes: sizes.map((size) => [size, shapeOf(size)]), isLinked };
}

export const FLOWS: BenchSuite = {
  name: "flows",
  about:
    "the flows of one chassis (chassis x VTEPs x ports): physical alone, all, and all with the cluster linked anew",
  cases: (scale) =>
    (scale === "quick"
      ? [sweepOf("ports", [100, 200], (ports) => flatShape(10, 2, ports), true)]
      : scale === "large"
        ? [sweepOf("ports", [1000, 4000, 10_000, 32_000, 100_000], (ports) => flatShape(250, 2, ports))]
        : [
            sweepOf("ports", [500, 1000, 2000], (ports) => flatShape(50, 2, ports), true),
            sweepOf("chassis", [50, 100, 200], (chassis) => flatShape(chassis, 2, 500)),
            sweepOf("vteps", [1, 2, 4], (vteps) => flatShape(50, vteps, 500)),
            sweepOf("switches", [10, 20, 40], (switches) => routedShape(20, 2, switches, 25 * switches)),
            sweepOf("nodes", [20, 40], (nodes) => nodeShape(nodes, 2, 25 * nodes)),
            sweepOf("kube", [20, 40], (nodes) => kubeShape(nodes, 2, 25 * nodes)),
            sweepOf("peer", [10_000], peersShape, true),
          ]
    ).flatMap(casesOf),
};
