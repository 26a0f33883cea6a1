import process from "node:process";
import { type Cluster } from "@ovn-sim/model";
import { type CompiledChassis, compileChassis, type Flow } from "@ovn-sim/pipeline";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Scenario, scenarioArbitrary, scenarioCluster } from "ovn-sim/arbitraries";
import { checkProperty, type Failure, TIMEOUT_MS } from "./check.ts";
import { type Consequence, consequenceOf } from "./consequence.ts";
import { FAMILIES, type Family, faultsOf, plant, type PlantedFault } from "./planted-faults.ts";
import { describeVerdict, formatOutcome, judgeAll, summarise } from "./traces.ts";

/** A cluster that is as it should be, and numbers that choose a fault of each family. */
const planned = fc.record({
  scenario: scenarioArbitrary({ right: true }),
  picks: fc.array(fc.nat({ max: 9_999 }), { minLength: FAMILIES.length, maxLength: FAMILIES.length }),
});

/** What became of a packet before a fault was planted. */
type Before = {
  readonly outcome: string;
  /** Where it came by: a fault elsewhere cannot change its way. */
  readonly chassis: ReadonlySet<string>;
  readonly doors: readonly string[];
};

type Count = { planted: number; changed: number; harmful: number; caught: number; sure: number };

/** The faults planted so far, by family and by what was done. */
const counts = new Map<string, Count>();

function countOf(key: string): Count {
  const known = counts.get(key) ?? { planted: 0, changed: 0, harmful: 0, caught: 0, sure: 0 };
  counts.set(key, known);
  return known;
}

test("a fault in one flow is found when it does harm, and only then", { timeout: TIMEOUT_MS }, () => {
  checkProperty(planned, 50, ({ scenario, picks }): Failure | undefined => {
    const cluster = scenarioCluster(scenario);
    const compiled = compileAll(cluster);
    const before = new Map<string, Before>();
    for (const { from, to, trace } of judgeAll(scenario, cluster, { installed: compiled })) {
      const doors = trace.hops.map(({ chassis, ofPort }) => `${chassis} ${ofPort}`);
      const chassis = new Set(trace.hops.map((hop) => hop.chassis));
      before.set(`${from} ${to}`, { outcome: formatOutcome(trace), chassis, doors });
    }
    const doors = new Set([...before.values()].flatMap((one) => one.doors));
    for (const [index, family] of FAMILIES.entries()) {
      const fault = chooseFault(compiled, family, picks[index]!, doors);
      const failure = fault && tryFault(scenario, cluster, compiled, before, fault);
      if (failure !== undefined) return failure;
    }
    return undefined;
  });
  // Too few to tell, when FC_RUNS is small or the machine slow.
  const tried = FAMILIES.filter((family) => countOf(family).planted >= 20);
  for (const family of tried) expect([family, countOf(family).harmful > 3]).toEqual([family, true]);
  if (process.env["FC_REPORT"] !== undefined) process.stdout.write(formatCounts());
});

function compileAll(cluster: Cluster): ReadonlyMap<string, CompiledChassis> {
  const all = new Map<string, CompiledChassis>();
  for (const name of cluster.chassis.keys()) {
    const compiled = compileChassis(cluster, name);
    if (!compiled.ok) throw new Error(compiled.errors[0].message);
    all.set(name, compiled.value);
  }
  return all;
}

function chooseFault(
  compiled: ReadonlyMap<string, CompiledChassis>,
  family: Family,
  pick: number,
  doors: ReadonlySet<string>,
): PlantedFault | undefined {
  const faults = [...compiled].flatMap(([chassis, { flows, view }]) => {
    const all = [...view.tunnels, ...view.flowTunnels.values()].map(({ ofport }) => ofport);
    // Most tunnels of a chassis carry none of our packets: a fault in how they come in would show nothing.
    const tunnels = family === "tunnel input" ? all.filter((ofport) => doors.has(`${chassis} ${ofport}`)) : all;
    return faultsOf(family, { chassis, flows, profile: view.profile, tunnels, vteps: view.encapIps.length });
  });
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  const kind = kinds[pick % kinds.length];
  const ofKind = faults.filter((fault) => fault.kind === kind);
  return ofKind[Math.floor(pick / kinds.length) % ofKind.length];
}

function tryFault(
  scenario: Scenario,
  cluster: Cluster,
  compiled: ReadonlyMap<string, CompiledChassis>,
  before: ReadonlyMap<string, Before>,
  fault: PlantedFault,
): Failure | undefined {
  const flows = plant(compiled.get(fault.chassis)!.flows, fault);
  const installed = new Map(compiled).set(fault.chassis, { ...compiled.get(fault.chassis)!, flows });
  const inWords = `${fault.family}, ${fault.kind}, on ${fault.chassis}, table ${fault.flow.table}`;
  const failed = (message: string, trace?: { from: string; to: string }): Failure => ({
    message: `${inWords}: ${message}`,
    scenario,
    flows: new Map<string, readonly Flow[]>([[fault.chassis, flows]]),
    ...(trace && { trace }),
  });
  let isChanged = false;
  let isHarmful = false;
  let isCaught = false;
  const isWanted = (from: string, to: string): boolean =>
    before.get(`${from} ${to}`)?.chassis.has(fault.chassis) === true;
  for (const { from, to, trace, verdict, expected } of judgeAll(scenario, cluster, { installed, isWanted })) {
    const isSame = before.get(`${from} ${to}`)?.outcome === formatOutcome(trace);
    isChanged ||= !isSame;
    isHarmful ||= expected === "bad";
    isCaught ||= summarise(verdict) === "bad";
    if (isSame && expected === "bad") return failed("harm without a change", { from, to });
    if ((summarise(verdict) === "bad") !== (expected === "bad")) {
      return failed(`${from} to ${to}: ${describeVerdict(verdict)} (expected: ${expected})`, { from, to });
    }
  }
  const sure: Consequence = consequenceOf(scenario, fault, compiled.get(fault.chassis)!);
  if (sure !== "unsure" && isCaught !== (sure === "harm"))
    return failed(`${isCaught ? "found" : "not found"}, but it does ${sure}`);
  for (const count of [countOf(fault.family), countOf(`${fault.family}: ${fault.kind}`)]) {
    count.planted++;
    if (isChanged) count.changed++;
    if (isHarmful) count.harmful++;
    if (isCaught) count.caught++;
    if (sure !== "unsure") count.sure++;
  }
  return undefined;
}

function formatCounts(): string {
  const lines = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => {
      const { planted, changed, harmful, caught, sure } = count;
      return `${key.padEnd(42)} planted ${planted}, changed a trace ${changed}, harmful ${harmful}, found ${caught}, sure beforehand ${sure}`;
    });
  return `${lines.join("\n")}\n`;
}
