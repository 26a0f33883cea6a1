import { type Cluster, type ClusterPort, createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import {
  FIELDS,
  type FlowKey,
  parseMicroflow,
  readField,
  subfield,
  VLAN_CFI_BIT,
  writeSubfield,
} from "../openflow/index.ts";
import { createOrigins } from "../origin/index.ts";
import { profileFor, type ReleaseProfile } from "../release/index.ts";
import { checkChassis } from "./checked-chassis.ts";
import { causeOfLoss } from "./cause-of-loss.ts";
import { checkTracePort } from "./checked-port.ts";
import { checkEntryChassis } from "./entry-chassis.ts";
import { followPacket } from "./follow.ts";
import { LogicalStages } from "./logical-stages.ts";
import type { JourneyGround } from "./journey.ts";
import { readMicroflow } from "./logical-microflow.ts";
import { buildPacket, type PortPacket } from "./packet-from-ports.ts";
import type { TraceRequest } from "./request.ts";
import { StepWords } from "./step-words.ts";
import { createStation, type Station, type StationOptions } from "./station.ts";
import type { Trace } from "./types.ts";
import { traceVariations } from "./variations.ts";
import { enterChassis } from "./wire.ts";

export type TracerOptions = StationOptions & {
  /** Tell each hop's logical stages as well. Default: false. */
  readonly logical?: boolean;
  /** What every answer rests on beside what it says itself, such as what `whatIf` has changed. */
  readonly assumptions?: readonly string[];
};

/** Traces packets through one cluster; a chassis is compiled when a packet first comes to it. */
export type Tracer = {
  trace(request: TraceRequest): Parsed<Trace>;
  /**
   * The same way without what is told of it (reasons, sentences, why a VTEP was taken): many times as fast. Its hops put
   * their packet, and their steps and outputs where these were asked for, in words when these are read: they are no plain data.
   */
  outline(request: TraceRequest, options?: OutlineOptions): Parsed<Trace>;
};

export type OutlineOptions = {
  /** Hear each step. Default: the hops have none. */
  readonly steps?: boolean;
};

export function createTracer(cluster: Cluster, options: TracerOptions = {}): Tracer {
  return createTracing(cluster, options).tracer;
}

/** A tracer, and the stations that its packets run through: for who looks at their flows, too. */
export type Tracing = {
  readonly tracer: Tracer;
  readonly stationOf: (chassis: string) => Parsed<Station>;
  /** Gives a station all of its flows at once, whatever the others have. */
  readonly complete: (chassis: string) => void;
  /** Lets a station go, which is made anew when the next packet comes to it. */
  readonly forget: (chassis: string) => void;
};

export function createTracing(cluster: Cluster, options: TracerOptions): Tracing {
  const stations = new Map<string, Parsed<Station>>();
  const stationOf = (chassis: string): Parsed<Station> => {
    let station = stations.get(chassis);
    if (station === undefined) stations.set(chassis, (station = createStation(cluster, chassis, options)));
    return station;
  };
  let profile: Parsed<ReleaseProfile> | undefined;
  let ground: JourneyGround | undefined;
  const predictions = new Map<string, readonly string[]>();
  const predictionsOf = (chassis: readonly string[]): readonly string[] =>
    chassis.flatMap((name, hop) => (chassis.indexOf(name) === hop ? predictionsOfOne(name) : []));
  const predictionsOfOne = (chassis: string): readonly string[] => {
    let told = predictions.get(chassis);
    if (told === undefined) predictions.set(chassis, (told = tellPredictions(chassis, stationOf(chassis))));
    return told;
  };
  const layGround = (profile: ReleaseProfile): JourneyGround => {
    const stages = new LogicalStages(cluster, profile);
    const origins = createOrigins(cluster, profile);
    const words = new StepWords(cluster, stages, origins);
    const { prefer, logical = false } = options;
    return { cluster, stationOf, stages, origins, words, logical, prefer, predictionsOf };
  };
  const traceFrom = (entry: Entry, request: TraceRequest): Parsed<Trace> => {
    const { station, key, source, notes } = entry;
    ground ??= layGround(station.view.profile);
    const cause = request.kind === "ports" ? causeOfLoss(cluster, station, source, request.to) : undefined;
    const ends = request.kind === "ports" ? { from: request.from, to: request.to } : {};
    const assumptions =
      options.assumptions === undefined ? entry.assumptions : [...options.assumptions, ...entry.assumptions];
    const traced = traceVariations(
      {
        station,
        key,
        tunnel: undefined,
        source,
        ...(source === undefined ? { cameBy: "came by no logical port" } : {}),
      },
      { ends, cause, assumptions },
      request,
      { ground, oneHop: stopsAtOutputs(request) },
    );
    return traced.ok ? { ...traced, notes: [...notes, ...station.lateNotes, ...traced.notes] } : traced;
  };
  const outlineFrom = (
    { station, key, source, notes }: Entry,
    request: TraceRequest,
    { steps = false }: OutlineOptions,
  ): Parsed<Trace> => {
    ground ??= layGround(station.view.profile);
    const followed = followPacket(
      { station, key, tunnel: undefined, source },
      { ground, oneHop: stopsAtOutputs(request), outline: steps ? "heard" : "bare" },
    );
    const { hops, tunnels, deliveries, departures, drops, controller, ties } = followed;
    const value: { -readonly [K in keyof Trace]: Trace[K] } = {
      summary: "",
      packet: "",
      hops,
      tunnels,
      deliveries,
      departures,
      drops,
      controller,
      choices: [],
      ties,
      outcome: [],
      assumptions: followed.assumptions.size === 0 ? [] : [...followed.assumptions],
    };
    if (request.kind === "ports") {
      value.from = request.from;
      value.to = request.to;
    }
    const found = station.lateNotes.length + followed.notes.length;
    return { ok: true, value, notes: found === 0 ? notes : [...notes, ...station.lateNotes, ...followed.notes] };
  };
  const enter = (request: TraceRequest): Parsed<Entry> => {
    profile ??= profileFor(options.release ?? cluster.release ?? "");
    if (!profile.ok) return profile;
    return request.kind === "flow" || request.kind === "key"
      ? enterByFlow(cluster, request, stationOf)
      : enterByPort(cluster, request, stationOf, profile.value);
  };
  const tracer: Tracer = {
    trace(request) {
      const entry = enter(request);
      return entry.ok ? traceFrom(entry.value, request) : entry;
    },
    outline(request, how = {}) {
      const entry = enter(request);
      return entry.ok ? outlineFrom(entry.value, request, how) : entry;
    },
  };
  const complete = (chassis: string): void => {
    stations.set(chassis, createStation(cluster, chassis, { ...options, onDemand: false }));
  };
  return { tracer, stationOf, complete, forget: (chassis) => void stations.delete(chassis) };
}

/** Only a packet at a chassis's door, not one of a port, can be asked to stop there. */
function stopsAtOutputs(request: TraceRequest): boolean {
  return (request.kind === "flow" || request.kind === "key") && request.oneHop === true;
}

/** A packet at the door of the first chassis. */
type Entry = {
  readonly station: Station;
  readonly key: FlowKey;
  readonly source: ClusterPort | undefined;
  readonly assumptions: readonly string[];
  readonly notes: readonly Diagnostic[];
};

const NO_NOTES: readonly Diagnostic[] = [];

type StationOf = (chassis: string) => Parsed<Station>;

function enterByFlow(
  cluster: Cluster,
  request: TraceRequest & { readonly kind: "flow" | "key" },
  stationOf: StationOf,
): Parsed<Entry> {
  const chassis = checkChassis(cluster, request.chassis);
  if (!chassis.ok) return chassis;
  const station = stationOf(chassis.value.name);
  if (!station.ok) return station;
  const { portNames, endOf } = station.value;
  const parsed: Parsed<FlowKey> =
    request.kind === "key"
      ? { ok: true, value: request.key, notes: NO_NOTES }
      : parseMicroflow(request.flow, { names: portNames });
  if (!parsed.ok) return parsed;
  const end = endOf(readField(parsed.value, FIELDS.in_port));
  const source = end.kind === "interface" ? cluster.port(end.logicalPort) : undefined;
  const notes = parsed.notes.length === 0 ? station.notes : [...station.notes, ...parsed.notes];
  return { ok: true, value: { station: station.value, key: parsed.value, source, assumptions: [], notes }, notes };
}

function enterByPort(
  cluster: Cluster,
  request: Exclude<TraceRequest, { readonly kind: "flow" | "key" }>,
  stationOf: StationOf,
  profile: ReleaseProfile,
): Parsed<Entry> {
  const packet =
    request.kind === "ports" ? buildPacket(cluster, request) : packetOfMicroflow(cluster, request.text, profile);
  if (!packet.ok) return packet;
  const { from } = packet.value;
  const chassis = checkEntryChassis(cluster, from, request.chassis);
  if (!chassis.ok) return chassis;
  const station = stationOf(chassis.value.name);
  if (!station.ok) return station;
  const entered = enterByInterface(packet.value, station.value);
  if (!entered.ok) return entered;
  const notes = packet.notes.length === 0 ? station.notes : [...station.notes, ...packet.notes];
  const { key, source, assumptions } = entered.value;
  return { ok: true, value: { station: station.value, key, source, assumptions, notes }, notes };
}

function packetOfMicroflow(cluster: Cluster, text: string, profile: ReleaseProfile): Parsed<PortPacket> {
  const parsed = readMicroflow(cluster, text, profile);
  if (!parsed.ok) return parsed;
  const from = checkTracePort(cluster, parsed.value.inport);
  if (!from.ok) return from;
  return { ok: true, value: { from: from.value, key: parsed.value.key, assumptions: [] }, notes: parsed.notes };
}

/** The interface by which a port's packets come in: its own, or for a nested container its parent's with the container's tag. */
function enterByInterface(packet: PortPacket, station: Station): Parsed<Omit<Entry, "notes">> {
  const { from } = packet;
  const carrier = from.parent?.logical_port ?? from.name;
  const own = station.view.interfaces.get(carrier);
  if (own === undefined) {
    const place = { chassis: station.name, table: "Interface", column: "external_ids:iface-id" };
    const kind = from.row.type === "" ? "" : ` (its type is ${from.row.type})`;
    const hint = "choose a port of type VIF, or give --chassis and --flow";
    return {
      ok: false,
      errors: [createDiagnostic("OVN6507", place, `no interface of ${station.name} is port ${carrier}${kind}`, hint)],
    };
  }
  const key = enterChassis(packet.key, own.ofport);
  if (from.parent !== undefined && from.row.tag !== undefined) {
    writeSubfield(key, subfield("vlan_tci"), (VLAN_CFI_BIT >>> FIELDS.vlan_tci.shift) | from.row.tag);
  }
  return { ok: true, value: { station, key, source: from, assumptions: packet.assumptions }, notes: [] };
}

function tellPredictions(chassis: string, station: Parsed<Station>): readonly string[] {
  return station.ok ? station.value.view.predictions.map((prediction) => `${chassis}: ${prediction.message}`) : [];
}
