import { createCluster } from "@ovn-sim/model";
import { createChassisView } from "@ovn-sim/pipeline";
import type { BenchCase, BenchSuite, Prepared } from "../bench-case.ts";
import { describeShape, flatShape, nodeShape, routedShape, type Shape } from "../generate/shape.ts";
import { lowerPhysical } from "../internals.ts";
import { compile, must, type Snapshot, snapshotOf } from "../snapshot.ts";

/** A row of shapes in which one measure doubles. */
type Sweep = { readonly name: string; readonly shapes: readonly (readonly [size: number, shape: Shape])[] };

/** What is compiled each time; flows are counted in what it makes. */
const STAGES: readonly {
  readonly name: string;
  readonly run: (snapshot: Snapshot, shape: Shape) => number;
}[] = [
  {
    name: "physical",
    run: ({ cluster, files }) => lowerPhysical(must(createChassisView(cluster, files.chassis))).flows.length,
  },
  { name: "whole", run: (snapshot, shape) => compile(snapshot, snapshot.cluster, shape).flows.length },
  {
    name: "link and whole",
    run: (snapshot, shape) => compile(snapshot, must(createCluster(snapshot.databases)), shape).flows.length,
  },
];

function casesOf({ name: sweep, shapes }: Sweep): readonly BenchCase[] {
  return shapes.flatMap(([size, shape]) =>
    STAGES.map(({ name, run }) => {
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

const sweepOf = (name: string, sizes: readonly number[], shapeOf: (size: number) => Shape): Sweep => ({
  name,
  shapes: sizes.map((size) => [size, shapeOf(size)]),
});

export const FLOWS: BenchSuite = {
  name: "flows",
  about:
    "the flows of one chassis (chassis x VTEPs x ports): physical alone, all, and all with the cluster linked anew",
  cases: (scale) =>
    (scale === "quick"
      ? [sweepOf("ports", [100, 200], (ports) => flatShape(10, 2, ports))]
      : [
          sweepOf("ports", [500, 1000, 2000], (ports) => flatShape(50, 2, ports)),
          sweepOf("chassis", [50, 100, 200], (chassis) => flatShape(chassis, 2, 500)),
          sweepOf("vteps", [1, 2, 4], (vteps) => flatShape(50, vteps, 500)),
          sweepOf("switches", [10, 20, 40], (switches) => routedShape(20, 2, switches, 25 * switches)),
          sweepOf("nodes", [20, 40], (nodes) => nodeShape(nodes, 2, 25 * nodes)),
          sweepOf("peer", [10_000], (ports) => flatShape(250, 2, ports)),
        ]
    ).flatMap(casesOf),
};
