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
    const [even, odd] = [0, 1].map((index) =>
      mergeVerifyReports([parts[index]!, parts[index + 2]!], { asPart: true }),
    ) as [VerifyReport, VerifyReport];
    expect(mergeVerifyReports([odd, even])).toEqual(valueOf(verifyCluster(cluster)));
  });

  test("of generated clusters with whatever is wrong in them", { timeout: TIMEOUT_MS }, () => {
    const planned = fc.record({ scenario: scenarioArbitrary({ right: false }), count: fc.integer({ min: 2, max: 6 }) });
    checkProperty(planned, 30, ({ scenario, count }): Failure | undefined => differenceOf(scenario, count));
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
