import type { Field } from "./field.ts";
import { KEY_WORDS, TUN_METADATA_FIELDS, TUN_PRESENT_WORD } from "./field-layout.ts";
import { FIELDS, fieldByName } from "./field-table.ts";
import type { FlowKey } from "./match.ts";
import { MatchBuilder } from "./match-builder.ts";
import type { Printer, Spread } from "./match-printers.ts";
import { planOf } from "./match-text.ts";
import type { PortNames } from "./port-text.ts";
import { meetsPrerequisite } from "./prerequisite.ts";
import { readField } from "./subfield.ts";
import { lowOnes, onesWords } from "./words.ts";

/**
 * Writes a packet as `ofproto/trace` does after `Flow:`. Fields that the packet does not have are left out, and so
 * are registers, marks and conntrack fields that are 0.
 */
export function formatMicroflow(key: FlowKey, options: { readonly names?: PortNames | undefined } = {}): string {
  const traits = traitsOf(key);
  const { masks, plan } = (forms[traits] ??= createForm(key));
  masks[RECIRCULATION] = key[RECIRCULATION] === 0 ? 0 : ALL;
  if ((traits & TUNNELED) !== 0) showTunnelOptions(key, masks);
  const spread: Spread = { values: key, masks, names: options.names };
  let text = "";
  for (let i = 0; i < plan.length; i++) {
    const { print, from, to, bits } = plan[i]!;
    if (from === to || isAnySet(key, from, to, bits)) text += print(spread);
  }
  return text.slice(1);
}

/** What all packets with the same headers have in common: the bits that are shown, and what prints them. */
type Form = { readonly masks: Uint32Array; readonly plan: readonly Shown[] };

/** A printer, and the words of which one of `bits` has to be 1 for it to print; no words where it prints always. */
type Shown = { readonly print: Printer["print"]; readonly from: number; readonly to: number; readonly bits: number };

/** By the bits of {@link traitsOf}. */
const forms: Form[] = [];

const ALL = 0xffff_ffff;
const RECIRCULATION = FIELDS.recirc_id.word;

function createForm(key: FlowKey): Form {
  const cameByTunnel = isTunneled(key);
  const builder = new MatchBuilder();
  for (const field of [...CONTEXT, ...fieldsOf(key), ...(cameByTunnel ? TUNNEL : [])])
    builder.set(field, onesWords(Math.max(field.bits, field.valueBits)));
  if (cameByTunnel) builder.setWord(FIELDS.tun_flags.word, 0, 0xffff_0000).setWord(TUN_PRESENT_WORD, 0, ALL);
  builder.setWord(FIELDS.vlan_tci.word, 0, isTagged(key) ? ALL : 0xffff_0000);
  const { shape } = builder.build();
  const masks = new Uint32Array(KEY_WORDS);
  for (const [i, word] of shape.words.entries()) masks[word] = shape.masks[i]!;
  const plan = planOf(shape).map(({ print, field }): Shown => {
    if (field === undefined || !CONTEXT.includes(field)) return { print, from: 0, to: 0, bits: 0 };
    return { print, from: field.word, to: field.word + field.words, bits: bitsOf(field) };
  });
  return { masks, plan };
}

/** The bits of each of its words that a field has. */
function bitsOf({ bits, shift, words }: Field): number {
  return words > 1 || bits === 32 ? ALL : lowOnes(bits) << shift;
}

function isAnySet(key: FlowKey, from: number, to: number, bits: number): boolean {
  for (let word = from; word < to; word++) if ((key[word]! & bits) !== 0) return true;
  return false;
}

/** The options that the packet has. */
function showTunnelOptions(key: FlowKey, masks: Uint32Array): void {
  const present = key[TUN_PRESENT_WORD]!;
  masks[TUN_PRESENT_WORD] = present;
  const first = FIELDS.tun_metadata0.word;
  for (let n = 0; n < TUN_METADATA_FIELDS; n++) masks[first + n] = ((present >>> n) & 1) === 0 ? 0 : ALL;
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

/** What the fields that are shown depend on, each a bit of a form's number. */
const TRAITS: readonly ((key: FlowKey) => boolean)[] = [
  isTunneled,
  isTagged,
  (key) => meetsPrerequisite(key, "arp"),
  (key) => meetsPrerequisite(key, "mpls"),
  (key) => meetsPrerequisite(key, "nsh"),
  (key) => meetsPrerequisite(key, "ipv4"),
  (key) => meetsPrerequisite(key, "ipv6"),
  (key) => meetsPrerequisite(key, "nd"),
  (key) => meetsPrerequisite(key, "tcp"),
  hasTuple,
  isLaterFragment,
  hasPorts,
];

const TUNNELED = 1;

function traitsOf(key: FlowKey): number {
  let traits = 0;
  for (let i = 0; i < TRAITS.length; i++) if (TRAITS[i]!(key)) traits |= 1 << i;
  return traits;
}

/** The fields that a packet has, beside those of {@link CONTEXT}. */
function fieldsOf(key: FlowKey): Field[] {
  const shown: Field[] = [FIELDS.packet_type, FIELDS.dl_src, FIELDS.dl_dst, FIELDS.dl_type];
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
  if (hasTuple(key) && !isNd) shown.push(...tuple, FIELDS.ct_nw_proto, FIELDS.ct_tp_src, FIELDS.ct_tp_dst);
  if (isV6) shown.push(FIELDS.ipv6_src, FIELDS.ipv6_dst, FIELDS.ipv6_label);
  else shown.push(FIELDS.nw_src, FIELDS.nw_dst);
  if (isNd) shown.push(FIELDS.nd_target, FIELDS.nd_sll, FIELDS.nd_tll);
  if (isLaterFragment(key)) return shown;
  if (hasPorts(key)) shown.push(FIELDS.tcp_src, FIELDS.tcp_dst);
  if (meetsPrerequisite(key, "tcp")) shown.push(FIELDS.tcp_flags);
  return shown;
}

function hasTuple(key: FlowKey): boolean {
  return readField(key, FIELDS.ct_nw_proto) !== 0;
}

function hasPorts(key: FlowKey): boolean {
  return WITH_PORTS.has(readField(key, FIELDS.nw_proto));
}

function isLaterFragment(key: FlowKey): boolean {
  return (readField(key, FIELDS.nw_frag) & FRAGMENT_LATER) !== 0;
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
function isTunneled(key: FlowKey): boolean {
  const { tun_dst: ipv4, tun_ipv6_dst: ipv6 } = FIELDS;
  return key[ipv4.word] !== 0 || isAnySet(key, ipv6.word, ipv6.word + ipv6.words, ALL);
}

/** The outer tag is shown always, even when there is none; the inner one behind an outer one. */
function isTagged(key: FlowKey): boolean {
  return key[FIELDS.vlan_tci.word]! >>> 16 !== 0;
}
