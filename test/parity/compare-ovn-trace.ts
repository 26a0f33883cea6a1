import type { Cluster } from "@ovn-sim/model";
import { createTracer, type Trace, type Tracer, type TracerOptions } from "@ovn-sim/pipeline";
import { loadSnapshot } from "ovn-sim";
import { claimsOfGateways } from "./claim-gateways.ts";
import { OtherChassis } from "./continue-elsewhere.ts";
import { flowsOfOvnTrace } from "./flows-of-ovn-trace.ts";
import { logicalWaysOf, type LogicalWays, stageKey, waysOf } from "./logical-ways.ts";
import { parseOvnTrace } from "./ovn-trace-text.ts";
import type { RecordedOvnTrace } from "./recorded-ovn-traces.ts";
import { isOneOfTies } from "./ties.ts";

/** A recorded answer of ovn-trace that ours differs from. */
export type OvnTraceMismatch = { readonly trace: RecordedOvnTrace; readonly got: string };

export type OvnTraceComparison = {
  readonly mismatches: readonly OvnTraceMismatch[];
  /** How many answers agree by another of the flows of equal priority that select the packet, which OVN leaves open. */
  readonly ties: number;
};

/** How many `ct` steps a packet has at most. */
const CT_STEPS = 64;

/** What ovn-trace finds in every connection unless it is told otherwise: ovn-trace(8), `--ct`. */
const DEFAULT_CT: readonly string[] = Array.from({ length: CT_STEPS }, () => "trk,est");

/**
 * Compares recorded answers of ovn-trace with traces of the same microflows over the databases in `paths`. ovn-trace
 * knows neither chassis nor tunnels nor links. What that leaves out is stated once each, in {@link claimsOfGateways},
 * {@link flowsOfOvnTrace}, {@link OtherChassis} and {@link DEFAULT_CT}; no port's state is given, so all are taken to
 * be alive. With all of these an answer must agree wholly. Differences in kind are left, which no recording asks about:
 * - a packet that ovn-controller makes, or that comes by a tunnel, is new to conntrack, while in ovn-trace it keeps the
 *   state that it had, or that of the packet which it is made from;
 * - the neighbour solicitation that a router makes goes on as the packet which it is made from;
 * - options of a router advertisement are never answered with;
 * - frames that are neither IP nor ARP pass port security.
 */
export function compareOvnTraces(
  paths: readonly string[],
  known: Cluster,
  recorded: readonly RecordedOvnTrace[],
): OvnTraceComparison {
  if (recorded.length === 0) return { mismatches: [], ties: 0 };
  const set = claimsOfGateways(known);
  const cluster = set.length === 0 ? known : loadSnapshot(paths, { set }).snapshot!.cluster;
  const options: TracerOptions = { logical: true, installed: flowsOfOvnTrace(cluster) };
  const asked: Asked = { cluster, options, tracer: createTracer(cluster, options), others: new OtherChassis(cluster) };
  const results = recorded.map((trace) => ({ trace, ...compareOne(asked, trace) }));
  return {
    mismatches: results.flatMap(({ trace, got }) => (got === undefined ? [] : [{ trace, got }])),
    ties: results.filter(({ isTie }) => isTie).length,
  };
}

type Asked = {
  readonly cluster: Cluster;
  readonly options: TracerOptions;
  readonly tracer: Tracer;
  readonly others: OtherChassis;
};

/** Compares the stages that each copy passes, the logical flow in each, and the ports reached. */
function compareOne(
  { cluster, options, tracer, others }: Asked,
  { microflow, ct = [], lbBackend, text }: RecordedOvnTrace,
): { readonly got: string | undefined; readonly isTie: boolean } {
  const recorded = waysOfAnswer(text);
  if (recorded === undefined) return { got: `ovn-trace gives no trace: ${text}`, isTie: false };
  const traceBy = (by: Tracer) =>
    by.trace({
      kind: "microflow",
      text: microflow,
      ct: [...ct, ...DEFAULT_CT],
      ...(lbBackend === undefined ? {} : { lbBackend }),
    });
  const traced = traceBy(tracer);
  if (!traced.ok) return { got: traced.errors[0].message, isTie: false };
  const difference = (trace: Trace) => differenceOf(logicalWaysOf(trace, cluster, others), recorded);
  const got = difference(traced.value);
  if (got === undefined) return { got, isTie: false };
  const retrace = (prefer: ReadonlySet<bigint>): Trace | undefined => {
    const again = traceBy(createTracer(cluster, { ...options, prefer }));
    return again.ok ? again.value : undefined;
  };
  const isTie = isOneOfTies(traced.value, retrace, (trace) => difference(trace) === undefined);
  return { got: isTie ? undefined : got, isTie };
}

function waysOfAnswer(text: string): LogicalWays | undefined {
  const answer = parseOvnTrace(text);
  if (!answer.ok) return undefined;
  const stages = answer.stages.map(({ parent, datapath, pipeline, tableId, uuid }) => ({
    parent,
    key: stageKey(datapath, pipeline, tableId, uuid),
    silent: false,
  }));
  return { ways: waysOf(stages), ports: answer.stages.flatMap(({ outputs }) => outputs).sort() };
}

function differenceOf(own: LogicalWays, recorded: LogicalWays): string | undefined {
  if (own.ports.join(" ") !== recorded.ports.join(" "))
    return `reached ${own.ports.join(" ") || "none"}, recorded ${recorded.ports.join(" ") || "none"}`;
  const count = Math.max(own.ways.length, recorded.ways.length);
  for (let i = 0; i < count; i++) {
    const [here, there] = [own.ways[i]?.split("\n") ?? [], recorded.ways[i]?.split("\n") ?? []];
    const at = Array.from({ length: Math.max(here.length, there.length) }).findIndex((_, k) => here[k] !== there[k]);
    if (at >= 0) return `stage ${at} of way ${i} is ${here[at] ?? "none"}, recorded ${there[at] ?? "none"}`;
  }
  return undefined;
}
