import type { Cluster } from "@ovn-sim/model";
import {
  checkRegisterHalves,
  type CompiledChassis,
  compileChassis,
  type Flow,
  formatActions,
  formatFlow,
  formatFlows,
  formatGroup,
  formatMatch,
  matchEquals,
  parseFlows,
  parseGroups,
} from "@ovn-sim/pipeline";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Scenario, scenarioArbitrary, scenarioCluster } from "ovn-sim/arbitraries";
import { checkFixed, checkProperty, type Failure, TIMEOUT_MS } from "./check.ts";

const anyScenario = scenarioArbitrary({ right: false });

function compileAll(cluster: Cluster): readonly CompiledChassis[] {
  return [...cluster.chassis.keys()].map((name) => {
    const compiled = compileChassis(cluster, name);
    if (!compiled.ok) throw new Error(compiled.errors[0].message);
    return compiled.value;
  });
}

/** All flows and groups of a cluster, in an order of their own. */
function textOf(cluster: Cluster): string {
  return compileAll(cluster)
    .map(({ view, flows, groups }) => {
      const lines = [...flows.map((flow) => formatFlow(flow)), ...groups.map((group) => formatGroup(group))];
      return [view.name, ...lines.sort()].join("\n");
    })
    .join("\n\n");
}

/** The first line in which two texts differ, of each. */
function firstDifference(left: string, right: string): string {
  const [a, b] = [left.split("\n"), right.split("\n")];
  const at = a.findIndex((line, index) => line !== b[index]);
  return `${a[at] ?? "nothing"}\n  against ${b[at] ?? "nothing"}`;
}

describe("compiled flows of generated clusters", { timeout: TIMEOUT_MS }, () => {
  test("what is printed reads back as the same flow, and prints the same again", () => {
    checkProperty(anyScenario, 40, (scenario): Failure | undefined => {
      for (const { flows, groups } of compileAll(scenarioCluster(scenario))) {
        const printed = formatFlows(flows);
        const read = parseFlows(printed);
        if (!read.ok) return { message: read.errors.map(({ message }) => message).join("; "), scenario };
        const wrong = flows.findIndex((flow, index) => !isSameFlow(flow, read.value.flows[index]));
        if (wrong >= 0 || read.value.flows.length !== flows.length)
          return { message: `not the same: ${formatFlow(flows[wrong]!)}`, scenario };
        const again = formatFlows(read.value.flows);
        if (again !== printed) return { message: `printed otherwise: ${firstDifference(printed, again)}`, scenario };
        const groupText = groups.map((group) => formatGroup(group)).join("\n");
        const readGroups = parseGroups(groupText);
        if (!readGroups.ok) return { message: readGroups.errors[0].message, scenario };
        if (readGroups.value.map((group) => formatGroup(group)).join("\n") !== groupText)
          return { message: "groups print otherwise", scenario };
      }
      return undefined;
    });
  });

  test("compiling twice gives the same flows", () => {
    checkProperty(anyScenario, 40, (scenario): Failure | undefined => {
      const [first, second] = [textOf(scenarioCluster(scenario)), textOf(scenarioCluster(scenario))];
      return first === second ? undefined : { message: firstDifference(first, second), scenario };
    });
  });

  test("databases read from files and from dumps give the same flows", () => {
    const cut = fc.record({ scenario: anyScenario, batch: fc.integer({ min: 1, max: 40 }) });
    checkProperty(cut, 30, ({ scenario, batch }): Failure | undefined => {
      const dump = textOf(scenarioCluster(scenario));
      const log = textOf(scenarioCluster(scenario, { kind: "log", batch }));
      return dump === log
        ? undefined
        : { message: `${batch} rows a transaction: ${firstDifference(dump, log)}`, scenario };
    });
  });
});

function isSameFlow(left: Flow, right: Flow | undefined): boolean {
  return (
    right !== undefined &&
    left.table === right.table &&
    left.priority === right.priority &&
    left.cookie === right.cookie &&
    matchEquals(left.match, right.match) &&
    formatMatch(left.match) === formatMatch(right.match) &&
    formatActions(left.actions) === formatActions(right.actions)
  );
}

describe("the halves of reg13 in the tables", { timeout: TIMEOUT_MS }, () => {
  test("no action of any compiled flow writes both, and only table 0 writes the encap id", () => {
    checkProperty(anyScenario, 40, (scenario): Failure | undefined => {
      for (const { view, flows } of compileAll(scenarioCluster(scenario))) {
        const [finding] = checkRegisterHalves(flows, view.profile, view.name);
        if (finding !== undefined) return { message: finding.message, scenario };
      }
      return undefined;
    });
  });

  test("a write of both, or of the encap id behind table 0, is found", () => {
    const wrong = [
      "table=9,priority=1,ip actions=set_field:0x5->reg13,resubmit(,10)",
      "table=0,priority=1,in_port=1 actions=set_field:0x10005->reg13,resubmit(,8)",
      "table=9,priority=1,ip actions=load:0x5->NXM_NX_REG13[],resubmit(,10)",
      "table=9,priority=1,ip actions=load:0->OXM_OF_PKT_REG6[],resubmit(,10)",
      "table=9,priority=1,ip actions=move:NXM_NX_XXREG0[]->NXM_NX_XXREG3[],resubmit(,10)",
      "table=9,priority=1,ip actions=clone(set_field:0x10000/0xffff0000->reg13,resubmit(,10))",
      "table=9,priority=1,ip actions=ct(commit,zone=1,exec(pop:NXM_NX_REG13[8..20]))",
    ];
    const right = [
      "table=9,priority=1,ip actions=set_field:0x5/0xffff->reg13,load:0x5->NXM_NX_REG13[0..15],resubmit(,10)",
      "table=0,priority=1,in_port=1 actions=set_field:0x10000/0xffff0000->reg13,resubmit(,8)",
      "table=9,priority=1,ip actions=load:0->OXM_OF_PKT_REG6[32..63],move:NXM_NX_XXREG0[0..31]->NXM_NX_XXREG3[0..31],resubmit(,10)",
    ];
    const [{ view }] = compileAll(scenarioCluster(SMALLEST)) as [CompiledChassis];
    const found = (line: string): number => {
      const read = parseFlows(`${line}\n`);
      if (!read.ok) throw new Error(`${line}: ${read.errors[0].message}`);
      return checkRegisterHalves(read.value.flows, view.profile, view.name).length;
    };
    expect(wrong.filter((line) => found(line) !== 1)).toEqual([]);
    expect(right.filter((line) => found(line) !== 0)).toEqual([]);
  });
});

/** One host with two interfaces. */
const SMALLEST = firstScenario();

function firstScenario(): Scenario {
  const seen: Scenario[] = [];
  checkFixed(scenarioArbitrary({ right: true }), 1, (scenario) => void seen.push(scenario));
  return seen[0]!;
}
