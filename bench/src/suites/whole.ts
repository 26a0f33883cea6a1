import { createCluster } from "@ovn-sim/model";
import { compileChassis, diffFlows, type VerifyReport, verifyCluster } from "@ovn-sim/pipeline";
import type { BenchCase, BenchSuite, Prepared, Scale } from "../bench-case.ts";
import { describeShape, flatShape, kubeShape, type Shape } from "../generate/shape.ts";
import { compile, must, type Snapshot, snapshotOf } from "../snapshot.ts";

/** Every chassis of the cluster, linked anew, as a process that asks for all of them does. */
function compileAll({ databases }: Snapshot): number {
  const cluster = must(createCluster(databases));
  let flows = 0;
  for (const { name } of cluster.chassis.values()) flows += must(compileChassis(cluster, name)).flows.length;
  return flows;
}

function clusterCases(sweep: string, size: number, shape: Shape): readonly BenchCase[] {
  const prepare = (): Prepared => {
    const snapshot = snapshotOf(shape);
    return { run: () => compileAll(snapshot), amount: compileAll(snapshot) };
  };
  return [{ name: `every chassis ${describeShape(shape)}`, unit: "flows", prepare, sweep: { name: sweep, size } }];
}

const SWEEPS: Readonly<Record<Scale, readonly (readonly [string, number, Shape])[]>> = {
  quick: [["ports", 30, flatShape(3, 2, 30)]],
  full: [
    ...[100, 200, 400].map((ports) => ["ports", ports, flatShape(10, 2, ports)] as const),
    ...[5, 10, 20].map((chassis) => ["chassis", chassis, flatShape(chassis, 2, 200)] as const),
    ...[5, 10, 20].map((nodes) => ["nodes", nodes, kubeShape(nodes, 2, 25 * nodes)] as const),
  ],
  large: [50, 100, 250].map((chassis) => ["chassis", chassis, kubeShape(chassis, 2, 25 * chassis)] as const),
};

export const WHOLE: BenchSuite = {
  name: "whole",
  about: "the flows of every chassis of a cluster",
  cases: (scale) => SWEEPS[scale].flatMap(([sweep, size, shape]) => clusterCases(sweep, size, shape)),
};

function verify({ databases }: Snapshot): VerifyReport {
  return must(verifyCluster(must(createCluster(databases))));
}

const VERIFIED: Readonly<Record<Scale, readonly (readonly [string, number, Shape])[]>> = {
  quick: [["ports", 6, flatShape(2, 2, 6)]],
  full: [
    ...[50, 100, 200].map((ports) => ["ports", ports, flatShape(10, 2, ports)] as const),
    ...[5, 10, 20].map((chassis) => ["chassis", chassis, flatShape(chassis, 2, 40)] as const),
  ],
  large: [100, 200, 400].map((ports) => ["ports", ports, flatShape(20, 2, ports)] as const),
};

export const VERIFY: BenchSuite = {
  name: "verify",
  about: "every rule over a whole cluster, a packet from every port to every other one; the cluster linked anew",
  cases: (scale) =>
    VERIFIED[scale].map(([sweep, size, shape]): BenchCase => {
      const prepare = (): Prepared => {
        const snapshot = snapshotOf(shape);
        return { run: () => verify(snapshot), amount: shape.ports * (shape.ports - 1) };
      };
      return {
        name: `${sweep} ${describeShape(shape)}`,
        unit: "pairs of ports",
        prepare,
        sweep: { name: sweep, size },
      };
    }),
};

const COMPARED: Readonly<Record<Scale, readonly number[]>> = {
  quick: [100],
  full: [500, 1000, 2000],
  large: [1000, 10_000, 32_000],
};

export const DIFF: BenchSuite = {
  name: "diff",
  about: "the flows of a chassis against the same flows, compiled twice",
  cases: (scale) =>
    COMPARED[scale].map((ports): BenchCase => {
      const shape = flatShape(50, 2, ports);
      const prepare = (): Prepared => {
        const snapshot = snapshotOf(shape);
        const [one, other] = [0, 1].map(() => compile(snapshot, must(createCluster(snapshot.databases)), shape));
        const options = { tunnelByOfport: new Map(), chassisByUnderlayAddress: new Map(), isExact: true };
        return { run: () => diffFlows(one!, other!, options), amount: one!.flows.length };
      };
      return { name: `ports ${describeShape(shape)}`, unit: "flows", prepare, sweep: { name: "ports", size: ports } };
    }),
};
