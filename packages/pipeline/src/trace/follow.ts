import {
  type Cluster,
  type ClusterPort,
  createDiagnostic,
  type Diagnostic,
  type Parsed,
  parseIpv4,
  parseIpv6,
} from "@ovn-sim/model";
import { ASSUMPTIONS, DROP_REASONS, type Output, type RunResult, runPacket } from "../machine/index.ts";
import {
  FIELDS,
  type FlowKey,
  formatActions,
  formatMicroflow,
  readField,
  readWords,
  subfield,
} from "../openflow/index.ts";
import { isMulticastMatch } from "../physical/index.ts";
import { type Crossing, destinationOf, encapIdOf, explainDestination, explainSource } from "./crossing.ts";
import type { LogicalStages } from "./logical-stages.ts";
import { datapathName } from "./names.ts";
import { StepRecorder } from "./recorder.ts";
import type { PortEnd, Station } from "./station.ts";
import type { TraceController, TraceDelivery, TraceDeparture, TraceDrop, TraceHop, TraceTunnel } from "./types.ts";
import { formatUnderlayAddress } from "./format-trace.ts";
import { carryOverWire, tunnelKeyOf } from "./wire.ts";

/** A packet forwarded this often between chassis goes round in a loop. */
const MOST_HOPS = 128;

export type Arrival = {
  readonly station: Station;
  readonly key: FlowKey;
  /** Index of the tunnel that it came by. */
  readonly tunnel: number | undefined;
  /** The logical port that it came in by, when it came by no tunnel. */
  readonly source: ClusterPort | undefined;
};

export type FollowOptions = {
  readonly cluster: Cluster;
  readonly stationOf: (chassis: string) => Parsed<Station>;
  readonly stages: LogicalStages;
  /** Stop at the outputs of the first chassis. */
  readonly oneHop: boolean;
};

export type Followed = {
  readonly hops: TraceHop[];
  readonly tunnels: TraceTunnel[];
  readonly deliveries: TraceDelivery[];
  readonly departures: TraceDeparture[];
  readonly drops: TraceDrop[];
  readonly controller: TraceController[];
  readonly assumptions: Set<string>;
  readonly notes: Diagnostic[];
};

/** Follows a packet and all its copies from where it enters the first chassis to the ends of their ways. */
export function followPacket(first: Arrival, options: FollowOptions): Followed {
  const followed: Followed = {
    hops: [],
    tunnels: [],
    deliveries: [],
    departures: [],
    drops: [],
    controller: [],
    assumptions: new Set(),
    notes: [],
  };
  const waiting: Arrival[] = [first];
  for (let arrival = waiting.shift(); arrival !== undefined; arrival = waiting.shift()) {
    if (followed.hops.length >= MOST_HOPS) {
      followed.drops.push({
        chassis: arrival.station.name,
        table: 0,
        reason: `the packet goes round in a loop (${MOST_HOPS} hops)`,
      });
      break;
    }
    waiting.push(...runHop(arrival, options, followed));
  }
  return followed;
}

function runHop(arrival: Arrival, options: FollowOptions, followed: Followed): Arrival[] {
  const { station, key } = arrival;
  const { cluster, stages } = options;
  const ofPort = readField(key, FIELDS.in_port);
  const packet = formatMicroflow(key);
  const recorder = new StepRecorder(cluster, station.view.profile, stages, station.portName);
  const run = runPacket(station.bridge, key, { sink: recorder });
  followed.hops.push({
    chassis: station.name,
    inPort: station.portName(ofPort),
    ofPort,
    packet,
    ...(arrival.tunnel === undefined ? {} : { tunnel: arrival.tunnel }),
    steps: recorder.finish(),
    outputs: run.outputs.map((output) => ({ ofPort: output.ofPort, port: station.portName(output.ofPort) })),
    finalPacket: recorder.finalKey === undefined ? packet : formatMicroflow(recorder.finalKey),
  });
  tellRun(station, run, followed, cluster, stages);
  const next: Arrival[] = [];
  for (const output of run.outputs) {
    const onward = leave(arrival, output, station.endOf(output.ofPort), options, followed);
    if (onward !== undefined) next.push(onward);
  }
  return next;
}

/** Takes note of all that a run did but its outputs. */
function tellRun(station: Station, run: RunResult, followed: Followed, cluster: Cluster, stages: LogicalStages): void {
  for (const { kind, subject } of run.assumptions) {
    followed.assumptions.add(
      `${station.name}: ${ASSUMPTIONS[kind]}${subject === 0 ? "" : ` (${station.portName(subject)})`}`,
    );
  }
  for (const pass of run.passes) {
    if (pass.resumed?.assumed === true) {
      followed.assumptions.add(
        `${station.name}: conntrack knows no connection of this packet, so each ct step finds it new`,
      );
    }
  }
  for (const punt of run.controllers) {
    followed.controller.push({
      chassis: station.name,
      table: punt.table,
      action: formatActions([{ kind: "controller", args: punt.args }]),
    });
  }
  for (const { action, table } of run.unsupported) {
    const hint = "the trace may be wrong after this step";
    followed.notes.push(
      createDiagnostic(
        "OVN6508",
        { chassis: station.name },
        `table ${table}: the machine does not know the action ${action}`,
        hint,
      ),
    );
  }
  const describe = (table: number, reason: string, flowDatapath: number): TraceDrop => {
    const stage = stages.stageOf(table, flowDatapath);
    return {
      chassis: station.name,
      table,
      reason,
      ...(flowDatapath === 0 ? {} : { datapath: datapathName(cluster, flowDatapath) }),
      ...(stage?.stage === undefined ? {} : { stage: stage.stage }),
    };
  };
  for (const pass of run.passes) {
    if (pass.discarded !== undefined) followed.drops.push(describe(pass.table, DROP_REASONS[pass.discarded].text, 0));
  }
  if (run.outputs.length > 0 || run.controllers.length > 0) return;
  const whole = run.drops.filter((drop) => !drop.copy);
  const last = (whole.length > 0 ? whole : run.drops).at(-1);
  if (last === undefined) return;
  followed.drops.push(describe(last.table, DROP_REASONS[last.reason].text, metadataOf(last.flow)));
}

/** The datapath that a flow matches on, 0 when it matches on none. */
function metadataOf(flow: Output["flow"]): number {
  if (flow === undefined) return 0;
  const low = FIELDS.metadata.word + FIELDS.metadata.words - 1;
  const at = flow.match.shape.words.indexOf(low);
  return at < 0 ? 0 : flow.match.values[at]!;
}

function leave(
  arrival: Arrival,
  output: Output,
  end: PortEnd,
  options: FollowOptions,
  followed: Followed,
): Arrival | undefined {
  const { station } = arrival;
  const { cluster } = options;
  switch (end.kind) {
    case "interface": {
      const named = destinationOf(cluster, output.key);
      const logicalPort = named !== undefined && carries(named, end.logicalPort) ? named.name : end.logicalPort;
      followed.deliveries.push({ chassis: station.name, logicalPort, interface: end.name, ofPort: output.ofPort });
      return undefined;
    }
    case "bridge": {
      const network = cluster.southbound.portByName.get(end.localnet)?.options.get("network_name");
      followed.departures.push({ chassis: station.name, port: end.name, ofPort: output.ofPort, network });
      return undefined;
    }
    case "other":
      followed.departures.push({ chassis: station.name, port: end.name, ofPort: output.ofPort, network: undefined });
      return undefined;
    case "tunnel": {
      const { type, localIp, remoteIp, port } = end.tunnel;
      const sourceIp = localIp ?? station.view.chassis.vteps.list[0]?.ip ?? "";
      if (localIp === undefined) {
        followed.assumptions.add(
          `${station.name}: tunnel ${port} has no local_ip, so the host's routing chooses its source address; ${sourceIp} is assumed`,
        );
      }
      return cross(arrival, output, { type, port, sourceIp, destinationIp: remoteIp }, options, followed);
    }
    case "flow-tunnel": {
      const { type, port } = end.tunnel;
      const v6 = readWords(output.key, subfield(FIELDS.tun_ipv6_dst)).some((word) => word !== 0);
      const sourceIp = formatUnderlayAddress(
        readWords(output.key, subfield(v6 ? FIELDS.tun_ipv6_src : FIELDS.tun_src)),
      );
      const destinationIp = formatUnderlayAddress(
        readWords(output.key, subfield(v6 ? FIELDS.tun_ipv6_dst : FIELDS.tun_dst)),
      );
      return cross(arrival, output, { type, port, sourceIp, destinationIp }, options, followed);
    }
  }
}

/** Whether an interface that is one logical port also carries another: itself, or a nested container's. */
function carries(port: ClusterPort, interfacePort: string): boolean {
  return port.name === interfacePort || port.parent?.logical_port === interfacePort;
}

type Wire = { readonly type: string; readonly port: string; readonly sourceIp: string; readonly destinationIp: string };

function cross(
  arrival: Arrival,
  output: Output,
  wire: Wire,
  options: FollowOptions,
  followed: Followed,
): Arrival | undefined {
  const { station } = arrival;
  const { cluster } = options;
  const to = ownerOf(cluster, wire.destinationIp);
  const bum = output.flow !== undefined && isMulticastMatch(output.flow.match);
  const crossing: Crossing = {
    from: station.view.chassis,
    to,
    sourceIp: wire.sourceIp,
    destinationIp: wire.destinationIp,
    encapId: encapIdOf(output.key),
    bum,
    source: arrival.source,
    destination: bum ? undefined : destinationOf(cluster, output.key),
  };
  const source = explainSource(crossing);
  const destination = explainDestination(crossing);
  const index = followed.tunnels.length;
  followed.tunnels.push({
    fromChassis: station.name,
    toChassis: to?.name ?? "",
    type: wire.type,
    port: wire.port,
    ofPort: output.ofPort,
    sourceIp: wire.sourceIp,
    destinationIp: wire.destinationIp,
    encapId: crossing.encapId,
    tunnelKey: tunnelKeyOf(output.key),
    bum,
    why: { source: source.text, destination: destination.text },
    whyKind: { source: source.kind, destination: destination.kind },
    asConfigured: source.asConfigured && destination.asConfigured,
  });
  if (options.oneHop) return undefined;
  if (to === undefined) {
    followed.drops.push({
      chassis: station.name,
      table: output.table,
      reason: `no chassis of the snapshot has the VTEP ${wire.destinationIp}`,
    });
    return undefined;
  }
  return arrive(to.name, wire, output.key, index, options, followed);
}

function arrive(
  chassis: string,
  wire: Wire,
  sent: FlowKey,
  tunnel: number,
  options: FollowOptions,
  followed: Followed,
): Arrival | undefined {
  const remote = options.cluster.chassis.get(chassis);
  if (remote?.isRemote === true) {
    followed.departures.push({ chassis, port: wire.port, ofPort: 0, network: "another availability zone" });
    return undefined;
  }
  const station = options.stationOf(chassis);
  if (!station.ok) {
    followed.notes.push(...station.errors);
    return undefined;
  }
  const inPort = tunnelInPort(station.value, wire);
  if (inPort === undefined) {
    const reason = `${chassis} has no ${wire.type} tunnel port for ${wire.sourceIp} ==> ${wire.destinationIp}`;
    followed.drops.push({ chassis, table: 0, reason });
    return undefined;
  }
  const header = { ...wire, source: addressWords(wire.sourceIp), destination: addressWords(wire.destinationIp) };
  return { station: station.value, key: carryOverWire(sent, header, inPort), tunnel, source: undefined };
}

/** The port that a switch gives a packet from a tunnel: the most exact pair of addresses wins (ovs-vswitchd.conf.db(5), "Tunnel Options"). */
function tunnelInPort(station: Station, wire: Wire): number | undefined {
  const { tunnels, flowTunnels } = station.view;
  const ofRemote = tunnels.filter((tunnel) => tunnel.type === wire.type && tunnel.remoteIp === wire.sourceIp);
  const exact =
    ofRemote.find((tunnel) => tunnel.localIp === wire.destinationIp) ??
    ofRemote.find((tunnel) => tunnel.localIp === undefined);
  if (exact !== undefined) return exact.ofport;
  for (const tunnel of flowTunnels.values()) if (tunnel.type === wire.type) return tunnel.ofport;
  return undefined;
}

function addressWords(ip: string): readonly number[] {
  return parseIpv4(ip) ?? parseIpv6(ip) ?? [0];
}

function ownerOf(
  cluster: Cluster,
  ip: string,
): Cluster["chassis"] extends ReadonlyMap<string, infer C> ? C | undefined : never {
  for (const chassis of cluster.chassis.values()) {
    if (chassis.vteps.byIp.has(ip) || chassis.encaps.some((encap) => encap.ip === ip)) return chassis;
  }
  return undefined;
}
