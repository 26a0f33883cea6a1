import {
  type Cluster,
  type ClusterPort,
  createDiagnostic,
  type Diagnostic,
  type LogicalAddress,
  type OwnedAddresses,
  type Parsed,
  parseLogicalAddress,
  type PortBinding,
  type Words,
} from "@ovn-sim/model";
import { FIELDS, type FlowKey, KEY_WORDS, subfield, writeSubfield, writeWords } from "../openflow/index.ts";
import { checkTracePort } from "./checked-port.ts";
import { BUM_TARGETS, type BumTarget, type PacketProtocol, type TraceRequest } from "./request.ts";

/** A packet at a logical port, before it has an OpenFlow port. */
export type PortPacket = {
  readonly from: ClusterPort;
  readonly key: FlowKey;
  /** What was chosen because nothing says it. */
  readonly assumptions: readonly string[];
};

type PortsRequest = TraceRequest & { readonly kind: "ports" };

const ETH = { ip: 0x0800, ipv6: 0x86dd, local: 0x88b5 } as const;
const PROTO = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;
const DEFAULT_PORTS = { icmp: 0, tcp: 80, udp: 53 } as const satisfies Record<PacketProtocol, number>;
const SOURCE_PORT = 40_000;
const TTL = 64;
const SYN = 2;
const ECHO_REQUEST = { ip: 8, ipv6: 128 } as const;
const BROADCAST: Words = [0xffff, 0xffff_ffff];
/** An IPv4 group of the administratively local scope (RFC 2365), and its MAC (RFC 1112, section 6.4). */
const MULTICAST = { mac: [0x0100, 0x5e01_0101] as Words, ip: [0xef01_0101] as Words };
const UNKNOWN_MAC_HIGH = 0x0aff;

/** Builds the packet that one port would send to another, or to everybody. */
export function buildPacket(cluster: Cluster, request: PortsRequest): Parsed<PortPacket> {
  const from = checkTracePort(cluster, request.from);
  if (!from.ok) return from;
  const source = ownedAddresses(from.value.row);
  if (source?.mac === undefined) return failed(noAddress(from.value, cluster));
  const bum = BUM_TARGETS.find((target) => target === request.to);
  if (bum !== undefined && cluster.port(bum) === undefined)
    return bumPacket(cluster, from.value, source, source.mac, bum);
  const to = checkTracePort(cluster, request.to);
  if (!to.ok) return to;
  const target = ownedAddresses(to.value.row);
  if (target?.mac === undefined) return failed(noAddress(to.value, cluster));
  let nextMac: Words = target.mac;
  if (to.value.datapath.row.uuid !== from.value.datapath.row.uuid) {
    const router = routerMacTowards(cluster, from.value, to.value);
    if (router === undefined) {
      const message = `no router connects ${from.value.datapath.name} (of ${from.value.name}) with ${to.value.datapath.name} (of ${to.value.name})`;
      return failed(createDiagnostic("OVN6504", { file: cluster.southbound.file, table: "Port_Binding" }, message));
    }
    nextMac = router;
  }
  return unicast(from.value, to.value, source, source.mac, target, nextMac, request);
}

function unicast(
  from: ClusterPort,
  to: ClusterPort,
  source: OwnedAddresses,
  sourceMac: Words,
  target: OwnedAddresses,
  nextMac: Words,
  request: PortsRequest,
): Parsed<PortPacket> {
  const proto = request.proto ?? "icmp";
  const port = request.port ?? DEFAULT_PORTS[proto];
  const assumptions: string[] = [];
  const key = ethernet(sourceMac, nextMac);
  const v4 = source.ipv4[0] !== undefined && target.ipv4[0] !== undefined;
  const v6 = source.ipv6[0] !== undefined && target.ipv6[0] !== undefined;
  if (!v4 && !v6) {
    if (from.datapath.row.uuid !== to.datapath.row.uuid || request.proto !== undefined) {
      const message = `${from.name} and ${to.name} have no IP version in common, so no ${proto} packet can be built`;
      return failed(
        createDiagnostic("OVN6505", {}, message, "give a microflow instead: ovn-sim trace SNAPSHOT 'inport == …'"),
      );
    }
    writeSubfield(key, subfield("dl_type"), ETH.local);
    assumptions.push(
      `${from.name} and ${to.name} have no IP version in common: a plain Ethernet frame of the experimental type 0x88b5 is sent`,
    );
    return { ok: true, value: { from, key, assumptions }, notes: [] };
  }
  if (v4) {
    writeSubfield(key, subfield("dl_type"), ETH.ip);
    writeWords(key, subfield("nw_src"), source.ipv4[0]!.value);
    writeWords(key, subfield("nw_dst"), target.ipv4[0]!.value);
  } else {
    writeSubfield(key, subfield("dl_type"), ETH.ipv6);
    writeWords(key, subfield("ipv6_src"), source.ipv6[0]!.value);
    writeWords(key, subfield("ipv6_dst"), target.ipv6[0]!.value);
  }
  writeSubfield(key, subfield("nw_ttl"), TTL);
  if (proto === "icmp") {
    writeSubfield(key, subfield("nw_proto"), v4 ? PROTO.icmp : PROTO.icmp6);
    writeSubfield(key, subfield(v4 ? FIELDS.icmp_type : FIELDS.icmpv6_type), v4 ? ECHO_REQUEST.ip : ECHO_REQUEST.ipv6);
  } else {
    writeSubfield(key, subfield("nw_proto"), PROTO[proto]);
    writeSubfield(key, subfield("tcp_src"), SOURCE_PORT);
    writeSubfield(key, subfield("tcp_dst"), port);
    if (proto === "tcp") writeSubfield(key, subfield("tcp_flags"), SYN);
  }
  return { ok: true, value: { from, key, assumptions }, notes: [] };
}

function bumPacket(
  cluster: Cluster,
  from: ClusterPort,
  source: OwnedAddresses,
  sourceMac: Words,
  target: BumTarget,
): Parsed<PortPacket> {
  const key = ethernet(
    sourceMac,
    target === "broadcast" ? BROADCAST : target === "multicast" ? MULTICAST.mac : unusedMac(cluster),
  );
  const assumptions: string[] = [];
  if (target === "multicast" && source.ipv4[0] !== undefined) {
    writeSubfield(key, subfield("dl_type"), ETH.ip);
    writeWords(key, subfield("nw_src"), source.ipv4[0].value);
    writeWords(key, subfield("nw_dst"), MULTICAST.ip);
    writeSubfield(key, subfield("nw_proto"), PROTO.udp);
    writeSubfield(key, subfield("nw_ttl"), TTL);
    writeSubfield(key, subfield("tcp_src"), SOURCE_PORT);
    writeSubfield(key, subfield("tcp_dst"), DEFAULT_PORTS.udp);
    assumptions.push("multicast is a UDP packet to the group 239.1.1.1");
  } else {
    writeSubfield(key, subfield("dl_type"), ETH.local);
    assumptions.push(`${target} is an Ethernet frame of the experimental type 0x88b5, which no logical flow answers`);
  }
  return { ok: true, value: { from, key, assumptions }, notes: [] };
}

function ethernet(source: Words, destination: Words): FlowKey {
  const key = new Uint32Array(KEY_WORDS);
  writeWords(key, subfield("dl_src"), source);
  writeWords(key, subfield("dl_dst"), destination);
  return key;
}

/** A unicast MAC that no port of the cluster has. */
function unusedMac(cluster: Cluster): Words {
  const used = new Set<number>();
  for (const row of cluster.southbound.tables.Port_Binding.values()) {
    const mac = ownedAddresses(row)?.mac;
    if (mac?.[0] === UNKNOWN_MAC_HIGH) used.add(mac[1]!);
  }
  let low = 0xffff_ff01;
  while (used.has(low)) low--;
  return [UNKNOWN_MAC_HIGH, low];
}

/** The addresses that a port sends from: the first element of its list that has a MAC. */
function ownedAddresses(row: PortBinding): OwnedAddresses | undefined {
  if (!OWNED.has(row)) OWNED.set(row, readOwned(row));
  return OWNED.get(row);
}

/** Rows do not change, and a port is asked for with each of its packets. */
const OWNED = new WeakMap<PortBinding, OwnedAddresses | undefined>();

function readOwned(row: PortBinding): OwnedAddresses | undefined {
  for (const text of row.mac) {
    const address: LogicalAddress | undefined = parseLogicalAddress(text);
    if (address !== undefined && (address.kind === "static" || address.kind === "dynamic") && address.mac !== undefined)
      return address;
  }
  return undefined;
}

/**
 * The MAC of the router port to which a port sends what is for another switch: of the routers on its
 * own switch, the one with the fewest datapaths on the way.
 */
function routerMacTowards(cluster: Cluster, from: ClusterPort, to: ClusterPort): Words | undefined {
  const goal = to.datapath.row.uuid;
  const seen = new Set([from.datapath.row.uuid]);
  let frontier = doorsOf(cluster, from.datapath.row.uuid).map((door) => ({
    datapath: door.peer.datapath,
    first: door.peer,
  }));
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { datapath, first } of frontier) {
      if (seen.has(datapath)) continue;
      seen.add(datapath);
      if (datapath === goal) return ownedAddresses(first)?.mac;
      for (const door of doorsOf(cluster, datapath)) next.push({ datapath: door.peer.datapath, first });
    }
    frontier = next;
  }
  return undefined;
}

function doorsOf(cluster: Cluster, datapath: string): { readonly peer: PortBinding }[] {
  const doors: { readonly peer: PortBinding }[] = [];
  for (const row of cluster.southbound.portsOf(datapath)) {
    const name = row.options.get("peer");
    const peer = name === undefined ? undefined : cluster.southbound.portByName.get(name);
    if (peer !== undefined) doors.push({ peer });
  }
  return doors;
}

function noAddress(port: ClusterPort, cluster: Cluster): Diagnostic {
  const has = port.row.mac.length === 0 ? "none" : port.row.mac.join(", ");
  return createDiagnostic(
    "OVN6503",
    { file: cluster.southbound.file, table: "Port_Binding", row: port.row.uuid, column: "mac" },
    `port ${port.name} has no address to build a packet from (found ${has}, expected a MAC)`,
    `give a microflow instead: ovn-sim trace SNAPSHOT 'inport == "${port.name}" && eth.src == … && eth.dst == …'`,
  );
}

function failed(diagnostic: Diagnostic): { readonly ok: false; readonly errors: readonly [Diagnostic] } {
  return { ok: false, errors: [diagnostic] };
}
