import { type Cluster, type ClusterChassis, formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "@ovn-sim/model";
import {
  ALL_FIELDS,
  FIELDS,
  type FlowKey,
  KEY_WORDS,
  readSubfield,
  readWords,
  subfield,
  writeSubfield,
  writeWords,
} from "../openflow/index.ts";
import type { ChassisView } from "../chassis/index.ts";
import type { PortEnd, Station } from "./station.ts";

/**
 * The words of what is of the packet itself, and so crosses the wire. Everything else in a key (registers, metadata,
 * conntrack, the tunnel that it came by) belongs to the switch and stays behind.
 */
const PACKET_WORDS: readonly number[] = packetWords();

function packetWords(): number[] {
  const words = new Set<number>();
  for (const field of ALL_FIELDS) {
    if (field.owner === "switch") continue;
    for (let i = 0; i < field.words; i++) words.add(field.word + i);
  }
  return [...words].sort((a, b) => a - b);
}

const IN_PORT = subfield(FIELDS.in_port);
/** The low 24 bits of `tun_id`: the VNI. */
const VNI = subfield("tun_id", 0, 24);
const TUNNEL_ID = subfield("tun_id", 0, 32);
/** Geneve's option with both port keys (ovn-architecture(7), "Tunnel Encapsulations"). */
const OPTION = subfield("tun_metadata0", 0, 32);

/** The outside of a packet in a tunnel, and the port that it leaves by. */
export type Wire = {
  readonly type: string;
  readonly port: string;
  readonly sourceIp: string;
  readonly destinationIp: string;
};

/**
 * The key with which a packet comes out of a tunnel: the packet's own fields, the outer addresses, the VNI,
 * and with Geneve the option that carries the port keys.
 */
export function carryOverWire(sent: FlowKey, wire: Wire, inPort: number): FlowKey {
  const key = enterChassis(sent, inPort);
  writeSubfield(key, TUNNEL_ID, tunnelKeyOf(sent));
  const source = parseUnderlay(wire.sourceIp);
  const isV4 = source.length === 1;
  writeWords(key, subfield(isV4 ? FIELDS.tun_src : FIELDS.tun_ipv6_src), source);
  writeWords(key, subfield(isV4 ? FIELDS.tun_dst : FIELDS.tun_ipv6_dst), parseUnderlay(wire.destinationIp));
  if (wire.type !== "vxlan") writeSubfield(key, OPTION, readSubfield(sent, OPTION));
  return key;
}

/** The addresses with which a packet leaves by a tunnel port; `assumption` names what the port leaves open. */
export function wireOf(
  end: PortEnd & { readonly kind: "tunnel" | "flow-tunnel" },
  key: FlowKey,
  station: Station,
): { readonly wire: Wire; readonly assumption?: string } {
  if (end.kind === "flow-tunnel") {
    const { type, port } = end.tunnel;
    const isV6 = readWords(key, subfield(FIELDS.tun_ipv6_dst)).some((word) => word !== 0);
    const sourceIp = formatUnderlay(readWords(key, subfield(isV6 ? FIELDS.tun_ipv6_src : FIELDS.tun_src)));
    const destinationIp = formatUnderlay(readWords(key, subfield(isV6 ? FIELDS.tun_ipv6_dst : FIELDS.tun_dst)));
    return { wire: { type, port, sourceIp, destinationIp } };
  }
  const { type, port, localIp, remoteIp: destinationIp } = end.tunnel;
  if (localIp !== undefined) return { wire: { type, port, sourceIp: localIp, destinationIp } };
  const sourceIp = station.view.chassis.vteps.list[0]?.ip ?? "";
  const assumption = `${station.name}: tunnel ${port} has no local_ip, so the host's routing chooses its source address; ${sourceIp} is assumed`;
  return { wire: { type, port, sourceIp, destinationIp }, assumption };
}

/**
 * The port that a switch gives a packet from a tunnel: of the ports of that type the one with the most
 * exact pair of addresses (ovs-vswitchd.conf.db(5), "Tunnel Options").
 */
export function tunnelInPort({ view }: Station, { type, sourceIp, destinationIp }: Wire): number | undefined {
  let doors = DOORS.get(view);
  if (doors === undefined) DOORS.set(view, (doors = doorsOf(view)));
  return doors.get(doorKey(type, sourceIp, destinationIp)) ?? doors.get(doorKey(type, sourceIp, "")) ?? doors.get(type);
}

/** The doors of each chassis are sought once, not with each packet. */
const DOORS = new WeakMap<ChassisView, ReadonlyMap<string, number>>();

/** OpenFlow ports by what a tunnel port asks of a packet; of equal ones the first counts. */
function doorsOf({ tunnels, flowTunnels }: ChassisView): ReadonlyMap<string, number> {
  const doors = new Map<string, number>();
  const put = (key: string, ofport: number): void => {
    if (!doors.has(key)) doors.set(key, ofport);
  };
  for (const { type, remoteIp, localIp = "", ofport } of tunnels) put(doorKey(type, remoteIp, localIp), ofport);
  for (const { type, ofport } of flowTunnels.values()) put(type, ofport);
  return doors;
}

function doorKey(type: string, remoteIp: string, localIp: string): string {
  return `${type} ${remoteIp} ${localIp}`;
}

/** The chassis that has a VTEP address. */
export function ownerOf(cluster: Cluster, ip: string): ClusterChassis | undefined {
  let owners = OWNERS.get(cluster);
  if (owners === undefined) OWNERS.set(cluster, (owners = ownersOf(cluster)));
  return owners.get(ip);
}

/** Who owns which address is sought once for each cluster, not with each packet. */
const OWNERS = new WeakMap<Cluster, ReadonlyMap<string, ClusterChassis>>();

/** Chassis by address; of several with the same the first in the order of names counts. */
function ownersOf(cluster: Cluster): ReadonlyMap<string, ClusterChassis> {
  const owners = new Map<string, ClusterChassis>();
  for (const chassis of cluster.chassis.values()) {
    for (const ip of [...chassis.vteps.byIp.keys(), ...chassis.encaps.map((encap) => encap.ip)]) {
      if (!owners.has(ip)) owners.set(ip, chassis);
    }
  }
  return owners;
}

function parseUnderlay(ip: string): readonly number[] {
  return parseIpv4(ip) ?? parseIpv6(ip) ?? [0];
}

function formatUnderlay(words: readonly number[]): string {
  return words.length === 1 ? formatIpv4(words) : formatIpv6(words);
}

/** A key with only the packet's own fields and its in-port: a packet new to a chassis. */
export function enterChassis(packet: FlowKey, inPort: number): FlowKey {
  const key = new Uint32Array(KEY_WORDS);
  for (const word of PACKET_WORDS) key[word] = packet[word]!;
  writeSubfield(key, IN_PORT, inPort);
  return key;
}

/** The VNI of a packet about to leave by a tunnel. */
export function tunnelKeyOf(key: FlowKey): number {
  return readSubfield(key, VNI);
}
