import { FIELDS } from "../../openflow/field-table.ts";
import { MatchBuilder } from "../../openflow/match-builder.ts";
import type { Match, MatchShape } from "../../openflow/match.ts";

/**
 * What is left of a match when ovn-controller sends it to the switch by OpenFlow 1.5, and why the
 * switch refuses it, if it does. One flow that is refused takes all others of its bundle with it.
 */
export type WireMatch = { readonly match: Match; readonly refused: string | undefined };

/**
 * The match as the switch gets it. A field whose prerequisites (ovs-fields(7)) the match does not state
 * is not sent, and part of a VLAN priority is sent as the whole of it.
 */
export function toWire(match: Match): WireMatch {
  const { shape, values } = match;
  const plan = (PLANS[shape.id] ??= planOf(shape));
  if (plan === PLAIN) return { match, refused: undefined };
  const packet = packetOf(values, plan);
  const refused = REFUSALS.find(({ when }) => when(packet))?.why;
  if (plan.rules.every(({ when }) => when(packet)) && !plan.vlanPriority) return { match, refused };
  BUILDER.reset();
  for (let i = 0; i < values.length; i++) {
    const word = shape.words[i]!;
    BUILDER.setWord(word, values[i]!, keptBits(word, values[i]!, shape.masks[i]!, packet));
  }
  return { match: BUILDER.build(), refused };
}

const BUILDER = new MatchBuilder();

const ETH_IP = 0x800;
const ETH_IPV6 = 0x86dd;
const ETH_ARP = 0x806;
const ETH_RARP = 0x8035;

/** What the match says of the packet, as far as prerequisites ask for it; 0 where it says nothing. */
type Packet = {
  readonly dlType: number;
  readonly nwProto: number;
  /** The word of both ports, or of ICMP's type and code. */
  readonly ports: number;
  readonly ctProto: number;
  readonly ctState: number;
  readonly ctStateMask: number;
  readonly vlan: number;
  readonly hasVlanPriority: boolean;
  readonly isLaterFragment: boolean;
  readonly hasPortsOrFlags: boolean;
  readonly hasLabel: boolean;
};

/** Bits of a word of the key that are sent under a condition. */
type Rule = { readonly mask: number; readonly when: (packet: Packet) => boolean };

/** Where the words that decide stand in a shape, -1 where they are not, and the rules that it comes under. */
type Plan = {
  readonly rules: readonly Rule[];
  readonly type: number;
  readonly ports: number;
  readonly ctProto: number;
  readonly ctState: number;
  readonly ctStateMask: number;
  readonly vlan: number;
  readonly vlanPriority: boolean;
  readonly ip: number;
  readonly fragmentMask: number;
  readonly portsOrFlags: boolean;
  readonly label: boolean;
};

/** Nothing to look at. */
const PLAIN = Object.freeze({}) as Plan;

/** By number of the shape: matches of one shape are looked through alike. */
const PLANS: Plan[] = [];

const isIp = ({ dlType }: Packet) => dlType === ETH_IP || dlType === ETH_IPV6;
const isArp = ({ dlType }: Packet) => dlType === ETH_ARP || dlType === ETH_RARP;
const hasPorts = (packet: Packet) =>
  isIp(packet) && (packet.nwProto === 6 || packet.nwProto === 17 || packet.nwProto === 132);
const isIcmp = ({ dlType, nwProto }: Packet) =>
  (dlType === ETH_IP && nwProto === 1) || (dlType === ETH_IPV6 && nwProto === 58);
const isSolicitation = ({ dlType, nwProto, ports }: Packet) =>
  dlType === ETH_IPV6 && nwProto === 58 && ports === 135 << 16;
const isAdvertisement = ({ dlType, nwProto, ports }: Packet) =>
  dlType === ETH_IPV6 && nwProto === 58 && ports === 136 << 16;

const ALL = 0xffff_ffff;
const VLAN_PCP = 0xe000_0000;
const VLAN_VID_CFI = 0x1fff_0000;
const VLAN_CFI = 0x1000_0000;
const TCP_FLAGS = 0x0fff_0000;
const LATER_FRAGMENT = 0x2000_0000;
const CT_INVALID = 0x10;
const CT_TRACKED = 0x20;
/** Each of these says by itself that the connection is valid: new, est, rel, rpl, snat, dnat. */
const CT_VALID = 0xcf;

/** Which fields are sent when, by word of the key. */
const RULES: ReadonlyMap<number, readonly Rule[]> = new Map<number, readonly Rule[]>([
  [FIELDS.nw_proto.word, [{ mask: 0xffff, when: (packet) => isIp(packet) || isArp(packet) }]],
  [FIELDS.nw_src.word, [{ mask: ALL, when: (packet) => packet.dlType === ETH_IP || isArp(packet) }]],
  [FIELDS.nw_dst.word, [{ mask: ALL, when: (packet) => packet.dlType === ETH_IP || isArp(packet) }]],
  ...wordsOf(FIELDS.ipv6_src, ({ dlType }) => dlType === ETH_IPV6),
  ...wordsOf(FIELDS.ipv6_dst, ({ dlType }) => dlType === ETH_IPV6),
  ...wordsOf(FIELDS.ipv6_label, isIp),
  [
    FIELDS.nw_ttl.word,
    [
      { mask: (ALL & ~TCP_FLAGS) >>> 0, when: isIp },
      { mask: TCP_FLAGS, when: (packet) => isIp(packet) && packet.nwProto === 6 },
    ],
  ],
  ...wordsOf(FIELDS.tcp_src, (packet) => hasPorts(packet) || isIcmp(packet)),
  ...wordsOf(FIELDS.arp_sha, (packet) => isArp(packet) || isSolicitation(packet)),
  ...wordsOf(FIELDS.arp_tha, (packet) => isArp(packet) || isAdvertisement(packet)),
  ...wordsOf(FIELDS.nd_target, (packet) => isSolicitation(packet) || isAdvertisement(packet)),
  [FIELDS.ct_nw_proto.word, [{ mask: 0xff, when: ({ ctProto }) => ctProto !== 0 }]],
  ...wordsOf(FIELDS.ct_tp_src, ({ ctProto }) => ctProto !== 0),
]);

function wordsOf(field: { readonly word: number; readonly words: number }, when: Rule["when"]): [number, Rule[]][] {
  return Array.from({ length: field.words }, (_, i) => [field.word + i, [{ mask: ALL, when }]]);
}

/** What the switch checks though it does not keep a field from being sent. */
const REFUSALS: readonly { readonly why: string; readonly when: (packet: Packet) => boolean }[] = [
  {
    why: "a VLAN priority without a VLAN tag",
    when: ({ hasVlanPriority, vlan }) => hasVlanPriority && (vlan & VLAN_VID_CFI) !== 0 && (vlan & VLAN_CFI) === 0,
  },
  { why: "an IPv6 label in an IPv4 packet", when: ({ hasLabel, dlType }) => hasLabel && dlType === ETH_IP },
  {
    why: "ports or flags of a later fragment",
    when: (packet) => packet.isLaterFragment && packet.hasPortsOrFlags && hasPorts(packet),
  },
  {
    why: "the protocol or ports of a connection that may be invalid",
    when: ({ ctProto, ctState, ctStateMask }) =>
      ctProto !== 0 &&
      (ctState & CT_VALID) === 0 &&
      !((ctState & CT_TRACKED) !== 0 && (ctStateMask & CT_INVALID) !== 0 && (ctState & CT_INVALID) === 0),
  },
];

function planOf({ words, masks }: MatchShape): Plan {
  const rules = words.flatMap((word, i) => (RULES.get(word) ?? []).filter(({ mask }) => (mask & masks[i]!) !== 0));
  const maskOf = (word: number) => masks[words.indexOf(word)] ?? 0;
  const vlanPriority = (maskOf(FIELDS.vlan_tci.word) & VLAN_PCP) !== 0;
  if (rules.length === 0 && !vlanPriority) return PLAIN;
  return {
    rules,
    type: words.indexOf(FIELDS.dl_type.word),
    ports: words.indexOf(FIELDS.tcp_src.word),
    ctProto: words.indexOf(FIELDS.ct_nw_proto.word),
    ctState: words.indexOf(FIELDS.ct_state.word),
    ctStateMask: maskOf(FIELDS.ct_state.word),
    vlan: words.indexOf(FIELDS.vlan_tci.word),
    vlanPriority,
    ip: words.indexOf(FIELDS.nw_ttl.word),
    fragmentMask: maskOf(FIELDS.nw_ttl.word) & LATER_FRAGMENT,
    portsOrFlags: words.includes(FIELDS.tcp_src.word) || (maskOf(FIELDS.nw_ttl.word) & TCP_FLAGS) !== 0,
    label: words.includes(FIELDS.ipv6_label.word),
  };
}

function packetOf(values: readonly number[], plan: Plan): Packet {
  const type = plan.type < 0 ? 0 : values[plan.type]!;
  return {
    dlType: type >>> 16,
    nwProto: type & 0xff,
    ports: plan.ports < 0 ? 0 : values[plan.ports]!,
    ctProto: plan.ctProto < 0 ? 0 : values[plan.ctProto]! & 0xff,
    ctState: plan.ctState < 0 ? 0 : values[plan.ctState]!,
    ctStateMask: plan.ctStateMask,
    vlan: plan.vlan < 0 ? 0 : values[plan.vlan]!,
    hasVlanPriority: plan.vlanPriority,
    isLaterFragment: plan.ip >= 0 && (values[plan.ip]! & plan.fragmentMask) !== 0,
    hasPortsOrFlags: plan.portsOrFlags,
    hasLabel: plan.label,
  };
}

function keptBits(word: number, value: number, mask: number, packet: Packet): number {
  let kept = mask;
  for (const rule of RULES.get(word) ?? []) if (!rule.when(packet)) kept &= ~rule.mask;
  if (word === FIELDS.vlan_tci.word && (mask & VLAN_PCP) !== 0) {
    kept = (value & VLAN_VID_CFI) === 0 ? kept & ~VLAN_PCP : kept | VLAN_PCP;
  }
  return kept >>> 0;
}
