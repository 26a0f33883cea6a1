import type { Cluster } from "@ovn-sim/model";
import { mergeVerifyReports, verifyCluster, type VerifyOptions, type VerifyReport } from "@ovn-sim/pipeline";
import fc from "fast-check";
import { loadSnapshot } from "ovn-sim";
import { type Scenario, scenarioArbitrary, scenarioCluster } from "ovn-sim/arbitraries";
import { describe, expect, test } from "vitest";
import { valueOf } from "../conformance/recorded-cluster.ts";
import { listRecordings } from "../recordings/index.ts";
import { checkProperty, type Failure, TIMEOUT_MS } from "./check.ts";

/** The reports of the parts, the last first: their order must not matter. */
function reportsOf(cluster: Cluster, count: number, options: VerifyOptions = {}): [VerifyReport, ...VerifyReport[]] {
  const parts = Array.from({ length: count }, (_, index) =>
    valueOf(verifyCluster(cluster, { ...options, shard: { index, count } })),
  ).reverse();
  return [parts[0]!, ...parts.slice(1)];
}

describe("the parts of a verification, merged, are the report of one run", () => {
  test.each(listRecordings().map((recording) => [recording.name, recording] as const))("%s", (_, recording) => {
    const { cluster } = loadSnapshot([recording.path]).snapshot!;
    const whole = valueOf(verifyCluster(cluster));
    for (const count of [1, 2, 5]) expect(mergeVerifyReports(reportsOf(cluster, count))).toEqual(whole);
  });

  test("in steps, as several machines with several workers do it", () => {
    const [first] = listRecordings().filter(({ scenario }) => scenario === "misconfigured");
    const { cluster } = loadSnapshot([first!.path]).snapshot!;
    const parts = reportsOf(cluster, 4).reverse();
    const [one, other] = [0, 1].map((index) =>
      mergeVerifyReports([parts[2 * index]!, parts[2 * index + 1]!], { asPart: true }),
    ) as [VerifyReport, VerifyReport];
    expect(mergeVerifyReports([other, one])).toEqual(valueOf(verifyCluster(cluster)));
  });

  test("of generated clusters with whatever is wrong in them", { timeout: TIMEOUT_MS }, () => {
    const planned = fc.record({ scenario: scenarioArbitrary({ right: false }), count: fc.integer({ min: 2, max: 6 }) });
    checkProperty(planned, 30, ({ scenario, count }): Failure | undefined => differenceOf(scenario, count));
  });
});

describe("a cluster whose flows are too many to be held at once", () => {
  test.each(listRecordings().map((recording) => [recording.name, recording] as const))(
    "%s has the report that it has when they are held",
    (_, recording) => {
      const { cluster } = loadSnapshot([recording.path]).snapshot!;
      const held = valueOf(verifyCluster(cluster));
      expect(valueOf(verifyCluster(cluster, { onDemand: true }))).toEqual(held);
      expect(mergeVerifyReports(reportsOf(cluster, 3, { onDemand: true }))).toEqual(held);
    },
  );

  test("whatever is wrong in it", { timeout: TIMEOUT_MS }, () => {
    checkProperty(scenarioArbitrary({ right: false }), 20, (scenario): Failure | undefined => {
      const cluster = scenarioCluster(scenario);
      const [held, made] = [{}, { onDemand: true }].map((options) => valueOf(verifyCluster(cluster, options)));
      try {
        expect(made).toEqual(held);
        return undefined;
      } catch (error) {
        return { message: String(error), scenario };
      }
    });
  });
});

function differenceOf(scenario: Scenario, count: number): Failure | undefined {
  const cluster = scenarioCluster(scenario);
  const [merged, whole] = [mergeVerifyReports(reportsOf(cluster, count)), valueOf(verifyCluster(cluster))];
  try {
    expect(merged).toEqual(whole);
    return undefined;
  } catch (error) {
    return { message: String(error), scenario };
  }
}
