import type { Cluster } from "@ovn-sim/model";
import {
  BUM_TARGETS,
  checkTraceRules,
  createTracer,
  type Flow,
  type Group,
  type Meter,
  type Trace,
  type Verdict,
} from "@ovn-sim/pipeline";
import { portName, type Scenario } from "ovn-sim/arbitraries";
import { expectBum, type Expectation, expectUnicast } from "./expected.ts";

export type FlowTables = ReadonlyMap<
  string,
  { readonly flows: readonly Flow[]; readonly groups: readonly Group[]; readonly meters: readonly Meter[] }
>;

/** A packet followed, with what the verifier says of it and what the scenario does. */
export type Judged = {
  readonly from: string;
  readonly to: string;
  readonly trace: Trace;
  readonly verdict: Verdict;
  readonly expected: Expectation;
};

/** What a tracer may rightly refuse: a localport has no one chassis to start from, and no router joins two switches. */
const REFUSALS: ReadonlySet<string> = new Set(["OVN6502", "OVN6504"]);

export type JudgeOptions = {
  /** Flows to run instead of those compiled on the way. */
  readonly installed?: FlowTables;
  /** The packets to follow, by the names of their ends; all when it is left out. */
  readonly isWanted?: (from: string, to: string) => boolean;
};

/** Follows a packet between every ordered pair of ports, and BUM of every kind from each. */
export function* judgeAll(scenario: Scenario, cluster: Cluster, options: JudgeOptions = {}): Generator<Judged> {
  const { installed, isWanted } = options;
  const tracer = createTracer(
    cluster,
    installed === undefined
      ? {}
      : { installed: (chassis) => ({ ok: true, value: installed.get(chassis)!, notes: [] }) },
  );
  for (const from of scenario.ports.keys()) {
    const name = portName(scenario, from);
    const targets = [...scenario.ports.keys()].filter((to) => to !== from);
    for (const to of [...targets, ...BUM_TARGETS]) {
      const toName = typeof to === "number" ? portName(scenario, to) : to;
      if (isWanted?.(name, toName) === false) continue;
      const traced = tracer.trace({ kind: "ports", from: name, to: toName });
      if (!traced.ok) {
        const [{ code, message }] = traced.errors;
        if (REFUSALS.has(code)) continue;
        throw new Error(`${name} to ${toName}: ${code} ${message}`);
      }
      const trace = traced.value;
      const verdict = checkTraceRules(cluster, trace);
      const expected =
        typeof to === "number" ? expectUnicast(scenario, from, to, trace) : expectBum(scenario, from, to, trace);
      yield { from: name, to: toName, trace, verdict, expected };
    }
  }
}

/** The verdict in the words of the other road. */
export function summarise(verdict: Verdict): Expectation {
  if (verdict.kind === "not-judged") return "open";
  return verdict.findings.length === 0 ? "good" : "bad";
}

/** Where the copies of a packet went, as one text: two traces with one text are the same to the rules. */
export function formatOutcome({ tunnels, deliveries, departures }: Trace): string {
  const parts = [
    ...tunnels.map((one) => `${one.fromChassis}>${one.toChassis} ${one.sourceIp}>${one.destinationIp} ${one.encapId}`),
    ...deliveries.map(({ chassis, logicalPort }) => `${chassis}:${logicalPort}`),
    ...departures.map(({ chassis, port }) => `${chassis}~${port}`),
  ];
  return parts.sort().join(" ");
}

export function describeVerdict(verdict: Verdict): string {
  if (verdict.kind === "not-judged") return `not judged: ${verdict.why}`;
  const findings = verdict.findings.map(({ code, message }) => `${code} ${message}`);
  return findings.length === 0 ? "no finding" : findings.join("; ");
}
