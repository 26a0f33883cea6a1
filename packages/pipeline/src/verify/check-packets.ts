import type { Cluster, ClusterChassis, ClusterPort } from "@ovn-sim/model";
import { BUM_TARGETS, type TraceRequest } from "../trace/request.ts";
import type { Tracer } from "../trace/tracer.ts";
import type { Trace } from "../trace/types.ts";
import { isBumKind } from "./check-bum.ts";
import { checkTraceRules } from "./check-trace.ts";
import type { FindingBook } from "./finding-book.ts";
import { isLocalport } from "./ports.ts";
import type { RuleId } from "./rules.ts";
import { type PairSelection, selectSources, type Source, sourcesOf, targetsOf } from "./sources.ts";
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

/** The packets of one port, and what they are to show. */
export type PacketCheck = {
  readonly cluster: Cluster;
  readonly tracer: Tracer;
  readonly book: FindingBook;
  /** Told how many of the port's packets were followed. */
  readonly onPackets?: ((done: number) => void) | undefined;
};

/** How many packets were followed; of `pairs`, those to a port. */
export type PacketCount = { readonly pairs: number; readonly traces: number };

/** Whether there is a rule to be held that packets are followed for. */
export function wantsPackets(book: FindingBook): boolean {
  return book.wants(...OF_PACKETS);
}

/** Follows a packet from a port to every other, and one of each BUM kind, and holds its way against the rules. */
export function checkPackets(
  source: Source,
  targets: readonly ClusterPort[],
  { cluster, tracer, book, onPackets }: PacketCheck,
): PacketCount {
  let pairs = 0;
  let traces = 0;
  for (const to of targets) {
    if (to === source.port) continue;
    pairs++;
    if (follow(cluster, tracer, source, to.name, book)) traces++;
    if (pairs % PACKETS_A_WORD === 0) onPackets?.(pairs);
  }
  for (const to of BUM_TARGETS) if (follow(cluster, tracer, source, to, book)) traces++;
  return { pairs, traces };
}

/** A packet to every other port, and one of each BUM kind. */
export function packetsOfOne(targets: number): number {
  return Math.max(0, targets - 1) + BUM_TARGETS.length;
}

/** How much there is to do for a verification of the whole cluster. */
export type WorkEstimate = {
  /** Packets, at most. */
  readonly packets: number;
  /** The ports that packets come from: into so many parts the work can be cut. */
  readonly sources: number;
  /** The ports that could send: more than `sources` where some stand for others. */
  readonly ports: number;
};

export function estimateWork(cluster: Cluster, pairs: PairSelection = "all"): WorkEstimate {
  const all = sourcesOf(cluster, cluster.chassis);
  const sources = selectSources(all, pairs);
  const packets = sources.length * packetsOfOne(targetsOf(sources).length);
  return { packets, sources: sources.length, ports: all.length };
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
