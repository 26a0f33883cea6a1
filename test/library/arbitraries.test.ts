import fc from "fast-check";
import { chassisName, clusterArbitrary, portName, vtepIps } from "ovn-sim/arbitraries";
import { expect, test } from "vitest";

const SEED = 20_260_302;

test("a generated cluster is what its scenario says, and right when it is asked to be", () => {
  const property = fc.property(clusterArbitrary({ right: true }), ({ scenario, cluster, files }) => {
    expect([...cluster.chassis.keys()]).toEqual(scenario.chassis.map((_, index) => chassisName(index)));
    for (const index of scenario.chassis.keys()) {
      const own = cluster.chassis.get(chassisName(index))!.vteps.list.map(({ ip }) => ip);
      expect(own.toSorted()).toEqual(vtepIps(scenario, index).toSorted());
    }
    for (const index of scenario.ports.keys()) expect(cluster.port(portName(scenario, index))).toBeDefined();
    expect(files()).toHaveLength(scenario.chassis.length + 1);
  });
  fc.assert(property, { numRuns: 20, seed: SEED });
});

test("a counterexample is shown as its scenario", () => {
  const property = fc.property(clusterArbitrary({ right: true }), ({ cluster }) => cluster.chassis.size < 2);
  const { counterexample } = fc.check(property, { numRuns: 20, seed: SEED });
  expect(JSON.parse(String(counterexample![0]))).toMatchObject({ chassis: [{}, {}], lost: [] });
});
