import type { Parsed } from "@ovn-sim/model";
import { CT_STATE_BITS, parseBits, TCP_FLAG_BITS } from "./bit-names.ts";
import type { Field, Prerequisite } from "./field.ts";
import { KEY_WORDS, TUN_PRESENT_WORD } from "./field-layout.ts";
import { FIELDS, fieldByName } from "./field-table.ts";
import type { FlowKey } from "./match.ts";
import { MatchBuilder } from "./match-builder.ts";
import { INNER_TAG, parseMatchToken } from "./match-parse.ts";
import { formatMatch } from "./match-text.ts";
import { Piece, splitTokens } from "./piece.ts";
import { type PortNames, RESERVED_PORTS } from "./port-text.ts";
import { meetsPrerequisite, PREREQUISITE_WORDS } from "./prerequisite.ts";
import { readField, readWords, subfield } from "./subfield.ts";
import { createFault, type Fault, faultToDiagnostic, isFault, quoted, shiftFault } from "./text-fault.ts";

export type MicroflowOptions = {
  /** The bridge's ports, for `in_port=name`. */
  readonly names?: PortNames | undefined;
  /** The file's name, for diagnostics. */
  readonly file?: string;
};

/**
 * Reads a packet as `ovs-appctl ofproto/trace` takes it (ovs-vswitchd(8)): `in_port=1,tcp,nw_dst=10.0.0.1,tp_dst=80`.
 * Every field has one value; what is left out is 0, `in_port` none. Fields may stand in any order, and `tp_src` and
 * `tp_dst` serve TCP, UDP and SCTP alike.
 */
export function parseMicroflow(text: string, options: MicroflowOptions = {}): Parsed<FlowKey> {
  const key = readMicroflow(text.trimEnd(), options.names);
  if (!isFault(key)) return { ok: true, value: key, notes: [] };
  const place = options.file === undefined ? {} : { file: options.file };
  return { ok: false, errors: [faultToDiagnostic(key, "OVN3006", place)] };
}

function readMicroflow(text: string, names: PortNames | undefined): FlowKey | Fault {
  const tokens = splitTokens(new Piece(text));
  if (isFault(tokens)) return tokens;
  if (tokens.length === 0)
    return createFault(0, "the microflow is empty", "expected in_port=port,... and the packet's fields");
  const builder = new MatchBuilder();
  const given = new Map<Field | "protocol", Piece>();
  for (const token of tokens) {
    const equals = token.find("=");
    const name = equals < 0 ? token.text : text.slice(token.start, equals);
    const field = equals < 0 ? undefined : fieldByName(name);
    const before = field === undefined ? undefined : given.get(field);
    if (before !== undefined) return token.fault(`field ${field!.name} is given twice`, "each field has one value");
    const fault = addToken(token, field, builder, names);
    if (fault !== undefined) return fault;
    if (field !== undefined) given.set(field, token);
    else if (equals >= 0 && Object.hasOwn(INNER_TAG, name)) given.set(FIELDS.vlan_tci1, token);
    else if (equals < 0 && token.text !== "eth") {
      if (given.has("protocol"))
        return token.fault(`protocol ${quoted(token.text)} comes after another`, "a packet has one");
      given.set("protocol", token);
    }
  }
  const key = matchToKey(builder);
  for (const [field, token] of given) {
    if (field === "protocol" || isPresent(field, key)) continue;
    return token.fault(
      `field ${field.name} needs a packet that has it`,
      `add ${PREREQUISITE_WORDS[field.prerequisite]}`,
    );
  }
  if (!given.has(FIELDS.in_port) && !given.has(FIELDS.in_port_oxm)) key[FIELDS.in_port.word] = RESERVED_PORTS.ANY;
  return key;
}

/** Fields whose flags may be given as `+syn`: what is not named is not set. */
const FLAG_FIELDS: ReadonlyMap<Field, readonly string[]> = new Map([
  [FIELDS.tcp_flags, TCP_FLAG_BITS],
  [FIELDS.ct_state, CT_STATE_BITS],
]);

function addToken(
  token: Piece,
  field: Field | undefined,
  builder: MatchBuilder,
  names: PortNames | undefined,
): Fault | undefined {
  const { text } = token;
  const value = text.slice(text.indexOf("=") + 1);
  const bitNames = field === undefined ? undefined : FLAG_FIELDS.get(field);
  const bits = bitNames === undefined ? undefined : parseBits(bitNames, value);
  if (field !== undefined && bits !== undefined && !value.includes("/")) {
    builder.set(field, bits.value);
    return undefined;
  }
  const isMasked =
    value.includes("/") || value === "*" || (field === FIELDS.nw_frag && /^(?:yes|not_later)$/.test(value));
  if (isMasked) return token.fault(`${quoted(text)} is no single value`, "a packet has one value in each field");
  if (field !== undefined && field.presenceBit !== undefined && value === "NP") return undefined;
  const fault = parseMatchToken(text, builder, names);
  return fault === undefined ? undefined : shiftFault(fault, token.start);
}

/**
 * Names that serve several protocols: TCP's ports every transport that has ports, ICMP's type and code its
 * version for IPv6 too (flows print `icmp6,icmp_type=135`).
 */
const SHARED_NAMES: ReadonlyMap<Field, readonly Prerequisite[]> = new Map([
  [FIELDS.tcp_src, ["tcp", "udp", "sctp"]],
  [FIELDS.tcp_dst, ["tcp", "udp", "sctp"]],
  [FIELDS.icmp_type, ["icmp", "icmp6"]],
  [FIELDS.icmp_code, ["icmp", "icmp6"]],
]);

function isPresent(field: Field, key: FlowKey): boolean {
  return (SHARED_NAMES.get(field) ?? [field.prerequisite]).some((needed) => meetsPrerequisite(key, needed));
}

function matchToKey(builder: MatchBuilder): FlowKey {
  const { shape, values } = builder.build();
  const key = new Uint32Array(KEY_WORDS);
  for (const [i, word] of shape.words.entries()) key[word] = values[i]!;
  return key;
}

/**
 * Writes a packet as `ofproto/trace` does after `Flow:`. Fields that the packet does not have are left out, and so
 * are registers, marks and conntrack fields that are 0.
 */
export function formatMicroflow(key: FlowKey, options: { readonly names?: PortNames | undefined } = {}): string {
  const builder = new MatchBuilder();
  for (const field of shownFields(key))
    builder.set(field, readWords(key, { field, lo: 0, bits: Math.max(field.bits, field.valueBits) }));
  addTunnel(key, builder);
  addTags(key, builder);
  return formatMatch(builder.build(), options);
}

/** Shown only when they are not 0. */
const CONTEXT: readonly Field[] = [
  FIELDS.in_port,
  FIELDS.skb_priority,
  FIELDS.pkt_mark,
  FIELDS.recirc_id,
  FIELDS.dp_hash,
  FIELDS.ct_state,
  FIELDS.ct_zone,
  FIELDS.ct_mark,
  FIELDS.ct_label,
  FIELDS.metadata,
  FIELDS.tun_id,
  ...Array.from({ length: 32 }, (_, n) => fieldByName(`reg${n}`)!),
];

function shownFields(key: FlowKey): Field[] {
  const shown = CONTEXT.filter((field) => readWords(key, subfield(field)).some((word) => word !== 0));
  shown.push(FIELDS.packet_type, FIELDS.dl_src, FIELDS.dl_dst, FIELDS.dl_type);
  if (meetsPrerequisite(key, "arp"))
    shown.push(FIELDS.arp_spa, FIELDS.arp_tpa, FIELDS.arp_op, FIELDS.arp_sha, FIELDS.arp_tha);
  if (meetsPrerequisite(key, "mpls")) shown.push(FIELDS.mpls_label, FIELDS.mpls_tc, FIELDS.mpls_bos, FIELDS.mpls_ttl);
  if (meetsPrerequisite(key, "nsh")) shown.push(...NSH);
  if (meetsPrerequisite(key, "ip")) shown.push(...ipFields(key));
  return shown;
}

const NSH: readonly Field[] = [
  FIELDS.nsh_flags,
  FIELDS.nsh_ttl,
  FIELDS.nsh_mdtype,
  FIELDS.nsh_np,
  FIELDS.nsh_spi,
  FIELDS.nsh_si,
  FIELDS.nsh_c1,
  FIELDS.nsh_c2,
  FIELDS.nsh_c3,
  FIELDS.nsh_c4,
];

/** Protocols whose packets have the transport word of the key: ICMP, IGMP, TCP, UDP, ICMPv6, SCTP. */
const WITH_PORTS: ReadonlySet<number> = new Set([1, 2, 6, 17, 58, 132]);

const FRAGMENT_LATER = 2;

function ipFields(key: FlowKey): Field[] {
  const isV6 = meetsPrerequisite(key, "ipv6");
  const shown: Field[] = [FIELDS.nw_proto, FIELDS.nw_tos, FIELDS.nw_ecn, FIELDS.nw_ttl, FIELDS.nw_frag];
  const isNd = meetsPrerequisite(key, "nd");
  const tuple = isV6 ? [FIELDS.ct_ipv6_src, FIELDS.ct_ipv6_dst] : [FIELDS.ct_nw_src, FIELDS.ct_nw_dst];
  if (readField(key, FIELDS.ct_nw_proto) !== 0 && !isNd)
    shown.push(...tuple, FIELDS.ct_nw_proto, FIELDS.ct_tp_src, FIELDS.ct_tp_dst);
  if (isV6) shown.push(FIELDS.ipv6_src, FIELDS.ipv6_dst, FIELDS.ipv6_label);
  else shown.push(FIELDS.nw_src, FIELDS.nw_dst);
  if (isNd) shown.push(FIELDS.nd_target, FIELDS.nd_sll, FIELDS.nd_tll);
  const isLater = (readField(key, FIELDS.nw_frag) & FRAGMENT_LATER) !== 0;
  if (!isLater && WITH_PORTS.has(readField(key, FIELDS.nw_proto))) shown.push(FIELDS.tcp_src, FIELDS.tcp_dst);
  if (!isLater && meetsPrerequisite(key, "tcp")) shown.push(FIELDS.tcp_flags);
  return shown;
}

const TUNNEL: readonly Field[] = [
  FIELDS.tun_src,
  FIELDS.tun_dst,
  FIELDS.tun_ipv6_src,
  FIELDS.tun_ipv6_dst,
  FIELDS.tun_gbp_id,
  FIELDS.tun_gbp_flags,
  FIELDS.tun_tos,
  FIELDS.tun_ttl,
  FIELDS.tun_erspan_ver,
  FIELDS.tun_erspan_idx,
  FIELDS.tun_erspan_dir,
  FIELDS.tun_erspan_hwid,
  FIELDS.tun_gtpu_flags,
  FIELDS.tun_gtpu_msgtype,
];

/** A packet that came from a tunnel, or is to go into one by its address, has all of the tunnel's fields. */
function addTunnel(key: FlowKey, builder: MatchBuilder): void {
  const isTunneled = [FIELDS.tun_dst, FIELDS.tun_ipv6_dst].some((field) =>
    readWords(key, subfield(field)).some((word) => word !== 0),
  );
  if (!isTunneled) return;
  for (const field of TUNNEL) builder.set(field, readWords(key, subfield(field)));
  builder.setWord(FIELDS.tun_flags.word, key[FIELDS.tun_flags.word]!, 0xffff_0000);
  const present = key[TUN_PRESENT_WORD]!;
  builder.setWord(TUN_PRESENT_WORD, present, present);
  for (let n = 0; n < 8; n++) {
    const { word } = fieldByName(`tun_metadata${n}`)!;
    if (((present >>> n) & 1) === 1) builder.setWord(word, key[word]!, 0xffff_ffff);
  }
}

/** The outer tag always, even when there is none; the inner one behind an outer one. */
function addTags(key: FlowKey, builder: MatchBuilder): void {
  const { word } = FIELDS.vlan_tci;
  builder.setWord(word, key[word]!, key[word]! >>> 16 === 0 ? 0xffff_0000 : 0xffff_ffff);
}
