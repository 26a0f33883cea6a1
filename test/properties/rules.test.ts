import { describe, expect, test } from "vitest";
import { type Scenario, scenarioArbitrary, scenarioCluster } from "ovn-sim/arbitraries";
import { checkFixed, checkProperty, type Failure, TIMEOUT_MS } from "./check.ts";
import { describeVerdict, judgeAll, summarise } from "./traces.ts";

describe("the rules of the tunnels over generated clusters", { timeout: TIMEOUT_MS }, () => {
  test("nothing is found in a cluster that is as it should be", () => {
    checkProperty(scenarioArbitrary({ right: true }), 40, (scenario): Failure | undefined => {
      for (const { from, to, verdict, expected } of judgeAll(scenario, scenarioCluster(scenario))) {
        if (summarise(verdict) !== "bad" && expected !== "bad") continue;
        const message = `${from} to ${to}: ${describeVerdict(verdict)} (expected: ${expected})`;
        return { message, scenario, trace: { from, to } };
      }
      return undefined;
    });
  });

  test("what is found in any cluster is what is wrong with it", () => {
    checkProperty(scenarioArbitrary({ right: false }), 60, (scenario): Failure | undefined => {
      for (const { from, to, verdict, expected } of judgeAll(scenario, scenarioCluster(scenario))) {
        if (summarise(verdict) === expected) continue;
        const message = `${from} to ${to}: ${describeVerdict(verdict)} (expected: ${expected})`;
        return { message, scenario, trace: { from, to } };
      }
      return undefined;
    });
  });

  test("the generator reaches everything that it is there for", () => {
    const seen = new Map<string, number>();
    const see = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    checkFixed(scenarioArbitrary({ right: false }), 60, (scenario: Scenario) => {
      see(scenario.release);
      for (const { trace, verdict, expected } of judgeAll(scenario, scenarioCluster(scenario))) {
        see(expected);
        if (verdict.kind === "judged") for (const { code } of verdict.findings) see(code);
        for (const { type } of trace.tunnels) see(type);
        if (trace.departures.length > 0) see("departure");
        if (trace.hops.length > 1 && trace.deliveries.length > 1) see("flood");
      }
      return undefined;
    });
    const wanted = ["good", "bad", "open", "geneve", "vxlan", "departure", "flood"];
    const codes = ["OVN7002", "OVN7003", "OVN7004", "OVN7005", "OVN7006", "OVN7007", "OVN7008", "OVN7009", "OVN7030"];
    const releases = ["24.03", "24.09", "25.03", "25.09", "26.03"];
    expect([...wanted, ...codes, ...releases].filter((what) => !seen.has(what))).toEqual([]);
  });
});
