import {
  ALL_FIELDS,
  type Field,
  FIELDS,
  type FlowKey,
  KEY_WORDS,
  readField,
  readSubfield,
  subfield,
  writeSubfield,
  writeWords,
} from "../openflow/index.ts";

/**
 * What is of the packet itself, and so crosses the wire. Everything else in a key (registers, metadata,
 * conntrack, the tunnel that it came by) belongs to the switch and stays behind.
 */
const SWITCH_FIELDS =
  /^(?:x*reg\d+|metadata|in_port.*|tun_.*|ct_.*|pkt_mark|skb_priority|dp_hash|recirc_id|conj_id|actset_output|packet_type)$/;

const PACKET_WORDS: readonly number[] = packetWords();

function packetWords(): number[] {
  const words = new Set<number>();
  for (const field of ALL_FIELDS) {
    if (SWITCH_FIELDS.test(field.name)) continue;
    for (let i = 0; i < field.words; i++) words.add(field.word + i);
  }
  return [...words].sort((a, b) => a - b);
}

/** The low 24 bits of `tun_id`: the VNI. */
const VNI = subfield("tun_id", 0, 24);
const TUNNEL_ID = subfield("tun_id", 0, 32);
/** Geneve's option with both port keys (ovn-architecture(7), "Tunnel Encapsulations"). */
const OPTION = subfield("tun_metadata0", 0, 32);

export type WireHeader = {
  readonly type: string;
  readonly sourceIp: string;
  readonly destinationIp: string;
  readonly source: readonly number[];
  readonly destination: readonly number[];
};

/**
 * The key with which a packet comes out of a tunnel: the packet's own fields, the outer addresses, the VNI,
 * and with Geneve the option that carries the port keys.
 */
export function carryOverWire(sent: FlowKey, header: WireHeader, inPort: number): FlowKey {
  const key = new Uint32Array(KEY_WORDS);
  for (const word of PACKET_WORDS) key[word] = sent[word]!;
  writeSubfield(key, subfield(FIELDS.in_port), inPort);
  writeSubfield(key, TUNNEL_ID, readSubfield(sent, VNI));
  const [from, to]: readonly [Field, Field] =
    header.source.length === 1 ? [FIELDS.tun_src, FIELDS.tun_dst] : [FIELDS.tun_ipv6_src, FIELDS.tun_ipv6_dst];
  writeWords(key, subfield(from), header.source);
  writeWords(key, subfield(to), header.destination);
  if (header.type !== "vxlan") writeSubfield(key, OPTION, readSubfield(sent, OPTION));
  return key;
}

/** A key with only the packet's own fields and its in-port: a packet new to a chassis. */
export function enterChassis(packet: FlowKey, inPort: number): FlowKey {
  const key = new Uint32Array(KEY_WORDS);
  for (const word of PACKET_WORDS) key[word] = packet[word]!;
  writeSubfield(key, subfield(FIELDS.in_port), inPort);
  return key;
}

/** The VNI of a packet about to leave by a tunnel. */
export function tunnelKeyOf(key: FlowKey): number {
  return readSubfield(key, VNI);
}

/** A 32-bit view on a field, for names. */
export function lowWord(key: FlowKey, field: Field): number {
  return readField(key, field);
}
