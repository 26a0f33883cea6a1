import type { Cluster, ClusterChassis, ClusterPort } from "@ovn-sim/model";
import { BUM_TARGETS, type TraceRequest } from "../trace/request.ts";
import type { Station } from "../trace/station.ts";
import type { Tracer } from "../trace/tracer.ts";
import type { Trace } from "../trace/types.ts";
import { isBumKind } from "./check-bum.ts";
import { checkTraceRules } from "./check-trace.ts";
import type { FindingBook } from "./finding-book.ts";
import { hasInterface, isEndpoint, isLocalport } from "./ports.ts";
import type { Checked, VerifyOptions } from "./report.ts";
import type { RuleId } from "./rules.ts";
import { wantedVtep } from "./wanted-vtep.ts";

/** The rules that packets are followed for. */
const OF_PACKETS: readonly RuleId[] = [
  "tunnel-follows-interfaces",
  "source-vtep",
  "destination-vtep",
  "default-vtep",
  "delivered-once",
  "destination-determined",
  "wanted-pair",
  "bum-exactly-once",
  "encap-ip-honoured",
  "encap-ip-key",
  "default-vtep-listed",
];

/** How many packets there are between two words of progress. */
const PACKETS_A_WORD = 1000;

type Source = { readonly port: ClusterPort; readonly home: ClusterChassis };

/** Follows a packet from every port to every other, and one of each BUM kind, and holds its way against the rules. */
export function checkPackets(
  cluster: Cluster,
  tracer: Tracer,
  stations: ReadonlyMap<string, Station>,
  book: FindingBook,
  { shard, onProgress }: VerifyOptions,
): Pick<Checked, "ports" | "pairs" | "traces"> {
  const sources = sourcesOf(cluster, stations);
  const ports = new Set(sources.map(({ port }) => port)).size;
  if (!book.wants(...OF_PACKETS)) return { ports, pairs: 0, traces: 0 };
  const { index, count } = shard ?? { index: 0, count: 1 };
  const targets = [...new Set(sources.map(({ port }) => port))];
  const total = Math.max(0, Math.ceil((sources.length - index) / count)) * packetsOfOne(targets.length);
  let pairs = 0;
  let traces = 0;
  for (let at = index; at < sources.length; at += count) {
    const source = sources[at]!;
    book.startSource(at);
    for (const to of targets) {
      if (to === source.port) continue;
      pairs++;
      if (follow(cluster, tracer, source, to.name, book)) traces++;
      if ((pairs + 1) % PACKETS_A_WORD === 0) onProgress?.(traces, total);
    }
    for (const to of BUM_TARGETS) if (follow(cluster, tracer, source, to, book)) traces++;
  }
  onProgress?.(total, total);
  return { ports, pairs, traces };
}

/** A packet to every other port, and one of each BUM kind. */
function packetsOfOne(targets: number): number {
  return targets - 1 + BUM_TARGETS.length;
}

/** How many packets a verification of the whole cluster follows, at most, and the ports that they are dealt out by. */
export function estimatePackets(cluster: Cluster): { readonly packets: number; readonly sources: number } {
  const sources = sourcesOf(cluster, cluster.chassis);
  const targets = new Set(sources.map(({ port }) => port)).size;
  return { packets: sources.length * packetsOfOne(targets), sources: sources.length };
}

/** The ports that have an interface by name, each with the chassis that it sends from: a localport with every one. */
function sourcesOf(cluster: Cluster, stations: ReadonlyMap<string, unknown>): readonly Source[] {
  const sources: Source[] = [];
  for (const row of cluster.southbound.tables.Port_Binding.values()) {
    const port = cluster.portOf(row);
    if (!isEndpoint(port)) continue;
    const homes = isLocalport(port)
      ? [...cluster.chassis.values()].filter((chassis) => hasInterface(port, chassis))
      : [port.chassis];
    for (const home of homes) if (home !== undefined && stations.has(home.name)) sources.push({ port, home });
  }
  return sources.sort((a, b) => compareNames(a.port, b.port) || compareNames(a.home, b.home));
}

type Named = { readonly name: string };

/** By code units, so that parts of the work come in the order of the whole wherever they are done. */
function compareNames({ name: a }: Named, { name: b }: Named): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function follow(cluster: Cluster, tracer: Tracer, { port, home }: Source, to: string, book: FindingBook): boolean {
  const request: TraceRequest = { kind: "ports", from: port.name, to, chassis: home.name };
  const rule = isBumKind(to) ? "bum-exactly-once" : "delivered-once";
  const outline = tracer.outline(request);
  if (!outline.ok) {
    const [{ message }] = outline.errors;
    book.notJudged(rule, `${port.name} -> ${to}`, withoutNames(message, port.name, to));
    return false;
  }
  let verdict = checkTraceRules(cluster, outline.value);
  // Which copies of a flood a policy let go no further shows in the steps alone.
  if (isBumKind(to) && verdict.kind === "judged" && verdict.findings.length > 0) {
    const full = tracer.trace(request);
    if (full.ok) verdict = checkTraceRules(cluster, full.value);
  }
  if (verdict.kind === "not-judged") {
    book.notJudged(rule, `${port.name} -> ${to}`, withoutNames(verdict.why, port.name, to));
    return true;
  }
  book.judged(rule);
  countHeld(cluster, outline.value, { port, home }, to, book);
  const replay = ["trace", "--from", port.name, "--to", to];
  if (isLocalport(port)) replay.push("--chassis", home.name);
  for (const finding of verdict.findings) book.add(finding, replay);
  return true;
}

/** Counts what the crossings of a packet were held against. */
function countHeld(cluster: Cluster, { tunnels }: Trace, { port, home }: Source, to: string, book: FindingBook): void {
  if (tunnels.length === 0) return;
  book.judged("tunnel-follows-interfaces", tunnels.length);
  const destination = cluster.port(to);
  if (destination === undefined) return;
  book.judged("wanted-pair", tunnels.length);
  book.judged(ruleOfEnd(port, home, "source-vtep"));
  if (destination.chassis === undefined) return;
  book.judged(ruleOfEnd(destination, destination.chassis, "destination-vtep"));
  book.judged("destination-determined");
}

/** The rule that an end of a tunnel is held against, by what its interface asks for. */
function ruleOfEnd(port: ClusterPort, chassis: ClusterChassis, own: RuleId): RuleId {
  const wanted = wantedVtep(port, chassis);
  if (wanted.kind === "own") return own;
  return wanted.kind === "unmet" ? wanted.rule : "default-vtep";
}

/** A reason that is the same for many pairs, so that they are counted together. */
function withoutNames(text: string, from: string, to: string): string {
  return text.replaceAll(from, "the source").replaceAll(to, "the destination");
}
