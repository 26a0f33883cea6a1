import {
  RESERVED_PORTS,
  type FieldName,
  FIELDS,
  type FlowKey,
  KEY_WORDS,
  readField,
  readWords,
  subfield,
  writeSubfield,
  writeWords,
} from "../../openflow/index.ts";

export const ETH = { ipv4: 0x0800, ipv6: 0x86dd, arp: 0x0806 } as const;
export const PROTO = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 } as const;

/** The registers that ovn-controller gives back to the switch with a packet of its own. */
const KEPT: readonly FieldName[] = ["metadata", ...Array.from({ length: 16 }, (_, n) => `reg${n}` as FieldName)];

/** A packet of ovn-controller's: Ethernet and the tag of the packet that caused it, and its registers. */
export function startPacket(cause: FlowKey, type: number): FlowKey {
  const key = new Uint32Array(KEY_WORDS);
  for (const name of KEPT) copy(cause, name, key, name);
  writeSubfield(key, subfield("in_port"), RESERVED_PORTS.CONTROLLER);
  writeSubfield(key, subfield("vlan_tci"), readField(cause, FIELDS.vlan_tci));
  writeSubfield(key, subfield("dl_type"), type);
  copy(cause, "dl_src", key, "dl_src");
  copy(cause, "dl_dst", key, "dl_dst");
  return key;
}

export function copy(from: FlowKey, source: FieldName, to: FlowKey, target: FieldName): void {
  writeWords(to, subfield(target), readWords(from, subfield(source)));
}

export function put(key: FlowKey, name: FieldName, value: number): void {
  writeSubfield(key, subfield(name), value);
}

export function isIpv6(key: FlowKey): boolean {
  return readField(key, FIELDS.dl_type) === ETH.ipv6;
}

/** An IP packet between the ends of another, or with `turned` back from its receiver. */
export function startIpPacket(cause: FlowKey, proto: number, ttl: number, turned: boolean): FlowKey {
  const v6 = isIpv6(cause);
  const key = startPacket(cause, v6 ? ETH.ipv6 : ETH.ipv4);
  const [source, target]: readonly [FieldName, FieldName] = v6 ? ["ipv6_src", "ipv6_dst"] : ["nw_src", "nw_dst"];
  copy(cause, turned ? target : source, key, source);
  copy(cause, turned ? source : target, key, target);
  if (turned) {
    copy(cause, "dl_dst", key, "dl_src");
    copy(cause, "dl_src", key, "dl_dst");
  }
  put(key, "nw_proto", proto);
  put(key, "nw_ttl", ttl);
  return key;
}

/** The link-local address that a host makes of its MAC address: RFC 4291, appendix A. */
export function linkLocalOf(mac: readonly number[]): number[] {
  const [high, low] = [mac[0]!, mac[1]!];
  const first = (high ^ 0x0200) & 0xffff;
  const second = ((low >>> 24) << 8) | 0xff;
  return [0xfe80_0000, 0, ((first << 16) | second) >>> 0, (0xfe00_0000 | (low & 0xff_ffff)) >>> 0];
}

/** The group at which a neighbour is asked for, and its MAC address: RFC 4291, 2.7.1, and RFC 2464, section 7. */
export function solicitedNode(address: readonly number[]): { readonly ip: number[]; readonly mac: number[] } {
  const low = (0xff00_0000 | (address[3]! & 0xff_ffff)) >>> 0;
  return { ip: [0xff02_0000, 0, 1, low], mac: [0x3333, low] };
}
