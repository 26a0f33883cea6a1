import type { FieldName } from "../../openflow/field-table.ts";
import { FLAG_BITS } from "../../release/flags.ts";
import type { FirstPatches } from "../../release/index.ts";

/** Where an action may write a symbol: anywhere, or in `ct_commit { ... }` alone. */
export type WriteScope = "anywhere" | "ct_commit";

/** In which symbol tables a symbol is: by version, and in the translation of ACLs to conntrack. */
type Presence = {
  readonly since?: FirstPatches;
  /** The first patches that no longer have it. */
  readonly before?: FirstPatches;
  /**
   * `only`: in the table for flows tagged `acl_ct_translation` alone; `not`: in every other table.
   * That table looks at the connection's original ports, which every fragment of a packet has.
   */
  readonly translated?: "only" | "not";
};

/**
 * What a name means in a logical match.
 *
 * - `string`: holds a port by name in an Open vSwitch field of that name.
 * - `field`: an Open vSwitch field, whole. `needs` must be true besides wherever the symbol is used.
 *   `crossproduct`: other fields depend on it, so it can never be a dimension of a conjunction.
 * - `bits`: some bits of a symbol of kind `field`.
 * - `predicate`: short for an expression.
 * - `virtual`: a field that Open vSwitch has not; an action alone can set it.
 */
export type SymbolSpec = { readonly name: string } & Presence &
  (
    | { readonly kind: "string"; readonly field: FieldName }
    | {
        readonly kind: "field";
        readonly field: FieldName;
        readonly needs?: string;
        readonly crossproduct?: true;
        readonly scope?: WriteScope;
      }
    | {
        readonly kind: "bits";
        readonly of: string;
        readonly lo: number;
        readonly hi: number;
        readonly needs?: string;
        readonly scope?: WriteScope;
      }
    | { readonly kind: "predicate"; readonly means: string }
    | { readonly kind: "virtual"; readonly bits: number }
  );

/** IGMP and MLD are told by their multicast addresses as well. */
const MULTICAST_SNOOPING: FirstPatches = { "24.03": 3, "24.09": 0 };
/** The reserved IPv6 groups are listed, not matched under one mask. */
const RESERVED_GROUPS: FirstPatches = { "24.03": 7, "24.09": 4, "25.03": 2 };
const CT_COMMIT = { scope: "ct_commit" } as const;
const TRANSLATED = { translated: "only" } as const;
const UNTRANSLATED = { translated: "not" } as const;

/** Every symbol of every release (ovn-sb(5), "Logical_Flow match"; OVN, `lib/logical-fields.c`). */
export const SYMBOLS: readonly SymbolSpec[] = [
  text("inport", "reg14"),
  text("outport", "reg15"),
  text("remote_outport", "reg1", { since: { "25.09": 0 } }),
  field("__inport", "reg14", { since: { "26.03": 1 } }),
  field("__outport", "reg15", { since: { "26.03": 1 } }),
  predicate("from_evpn_vtep", "__inport[31]", { since: { "26.03": 1 } }),
  predicate("to_evpn_vtep", "__outport[31]", { since: { "26.03": 1 } }),
  ...registers(),

  field("flags", "reg10"),
  flag("flags.loopback", "allowLoopback"),
  flag("flags.force_snat_for_dnat", "forceSnatForDnat"),
  flag("flags.force_snat_for_lb", "forceSnatForLb"),
  flag("flags.skip_snat_for_lb", "skipSnatForLb"),
  flag("flags.use_snat_zone", "useSnatZone"),
  flag("flags.localnet", "localnet"),
  flag("flags.icmp_snat", "icmpSnat"),
  flag("flags.tunnel_rx", "receivedFromTunnel"),
  flag("flags.from_ctrl", "fromController", { since: { "24.03": 5, "24.09": 2, "25.03": 0 } }),
  flag("flags.unsnat_new", "unsnatNew", { since: { "25.03": 0 } }),
  flag("flags.unsnat_not_tracked", "unsnatNotTracked", { since: { "25.03": 0 } }),
  bits("flags.igmp_loopback", "flags", 18, 18, { since: { "24.03": 2 }, before: { "24.03": 3 } }),
  flag("flags.igmp_loopback", "igmpSnoopInject", { since: { "25.09": 0 } }),
  flag("flags.pkt_sampled", "packetSampled", { since: { "26.03": 0 } }),
  bits("flags.network_id", "flags", 28, 31, { since: { "24.03": 6, "24.09": 3, "25.03": 1 } }),

  field("ct_mark", "ct_mark", CT_COMMIT),
  bits("ct_mark.blocked", "ct_mark", 0, 0, CT_COMMIT),
  bits("ct_mark.natted", "ct_mark", 1, 1, CT_COMMIT),
  bits("ct_mark.skip_snat", "ct_mark", 2, 2, CT_COMMIT),
  bits("ct_mark.force_snat", "ct_mark", 3, 3, CT_COMMIT),
  bits("ct_mark.obs_stage", "ct_mark", 4, 5, { ...CT_COMMIT, since: { "24.09": 0 } }),
  bits("ct_mark.allow_established", "ct_mark", 6, 6, { ...CT_COMMIT, since: { "25.03": 0 } }),
  bits("ct_mark.obs_collector_id", "ct_mark", 16, 23, { ...CT_COMMIT, since: { "24.09": 0 } }),
  bits("ct_mark.ecmp_reply_port", "ct_mark", 16, 31, CT_COMMIT),

  field("ct_label", "ct_label", CT_COMMIT),
  bits("ct_label.blocked", "ct_label", 0, 0, { ...CT_COMMIT, before: { "24.09": 0 } }),
  bits("ct_label.natted", "ct_label", 1, 1, { ...CT_COMMIT, before: { "24.09": 0 } }),
  bits("ct_label.skip_snat", "ct_label", 2, 2, { ...CT_COMMIT, before: { "24.09": 0 } }),
  bits("ct_label.force_snat", "ct_label", 3, 3, { ...CT_COMMIT, before: { "24.09": 0 } }),
  bits("ct_label.ecmp_reply_eth", "ct_label", 32, 79, CT_COMMIT),
  bits("ct_label.ecmp_reply_port", "ct_label", 80, 95, { ...CT_COMMIT, before: { "24.09": 0 } }),
  bits("ct_label.label", "ct_label", 96, 127, CT_COMMIT),
  bits("ct_label.obs_point_id", "ct_label", 96, 127, { ...CT_COMMIT, since: { "24.09": 0 } }),
  bits("ct_label.obs_unused", "ct_label", 0, 95, { ...CT_COMMIT, since: { "24.09": 0 } }),
  bits("ct_label.acl_id", "ct_label", 80, 95, { ...CT_COMMIT, since: { "25.03": 0 } }),
  bits("ct_label.nf", "ct_label", 7, 7, { ...CT_COMMIT, since: { "26.03": 0 } }),
  bits("ct_label.nf_id", "ct_label", 17, 24, { ...CT_COMMIT, since: { "26.03": 0 } }),
  bits("ct_label.tun_if", "ct_label", 8, 8, { ...CT_COMMIT, since: { "26.03": 0 } }),
  bits("ct_label.tun_if_id", "ct_label", 80, 95, { ...CT_COMMIT, since: { "26.03": 0 } }),

  field("ct_state", "ct_state"),
  bits("ct.new", "ct_state", 0, 0, { needs: "ct.trk" }),
  bits("ct.est", "ct_state", 1, 1, { needs: "ct.trk" }),
  bits("ct.rel", "ct_state", 2, 2, { needs: "ct.trk" }),
  bits("ct.rpl", "ct_state", 3, 3, { needs: "ct.trk" }),
  bits("ct.inv", "ct_state", 4, 4, { needs: "ct.trk" }),
  bits("ct.trk", "ct_state", 5, 5),
  bits("ct.snat", "ct_state", 6, 6, { needs: "ct.trk" }),
  bits("ct.dnat", "ct_state", 7, 7, { needs: "ct.trk" }),
  field("ct_proto", "ct_nw_proto", { needs: "ct.trk", ...TRANSLATED }),

  field("eth.src", "dl_src"),
  field("eth.dst", "dl_dst"),
  field("eth.type", "dl_type", { crossproduct: true }),
  predicate("eth.bcast", "eth.dst == ff:ff:ff:ff:ff:ff"),
  bits("eth.mcast", "eth.dst", 40, 40),
  predicate("eth.mcastv6", "eth.dst[32..47] == 0x3333"),

  field("vlan.tci", "vlan_tci"),
  predicate("vlan.present", "vlan.tci[12]"),
  bits("vlan.pcp", "vlan.tci", 13, 15, { needs: "vlan.present" }),
  bits("vlan.vid", "vlan.tci", 0, 11, { needs: "vlan.present" }),

  predicate("ip4", "eth.type == 0x800"),
  predicate("ip6", "eth.type == 0x86dd"),
  predicate("ip", "ip4 || ip6"),
  field("ip.proto", "nw_proto", { needs: "ip", crossproduct: true }),
  field("ip.dscp", "ip_dscp", { needs: "ip" }),
  field("ip.ecn", "nw_ecn", { needs: "ip" }),
  field("ip.ttl", "nw_ttl", { needs: "ip" }),
  field("ip.frag", "nw_frag", { needs: "ip" }),
  predicate("ip.is_frag", "ip.frag[0]"),
  predicate("ip.later_frag", "ip.frag[1]"),
  predicate("ip.first_frag", "ip.is_frag && !ip.later_frag"),

  field("ip4.src", "nw_src", { needs: "ip4" }),
  field("ip4.dst", "nw_dst", { needs: "ip4" }),
  predicate("ip4.src_mcast", "ip4.src[28..31] == 0xe"),
  predicate("ip4.mcast", "eth.mcast && ip4.dst[28..31] == 0xe"),
  predicate("icmp4", "ip4 && ip.proto == 1"),
  field("icmp4.type", "icmp_type", { needs: "icmp4" }),
  field("icmp4.code", "icmp_code", { needs: "icmp4" }),
  predicate("igmp", "ip4 && ip.proto == 2", { before: MULTICAST_SNOOPING }),
  predicate("igmp", "ip4.mcast && ip.proto == 2", { since: MULTICAST_SNOOPING }),

  field("ip6.src", "ipv6_src", { needs: "ip6" }),
  field("ip6.dst", "ipv6_dst", { needs: "ip6" }),
  field("ip6.label", "ipv6_label", { needs: "ip6" }),
  predicate("ip6.mcast_rsvd", "ip6.dst[116..127] == 0xff0 && ip6.dst[0..111] == 0x0", { before: RESERVED_GROUPS }),
  predicate("ip6.mcast_rsvd", `ip6.dst == {${reservedGroups().join(", ")}}`, { since: RESERVED_GROUPS }),
  predicate("ip6.mcast_all_nodes", "ip6.dst == ff01::1 || ip6.dst == ff02::1"),
  predicate("ip6.mcast_all_rtrs", "ip6.dst == ff01::2 || ip6.dst == ff02::2 || ip6.dst == ff05::2"),
  predicate("ip6.mcast_sol_node", "ip6.dst == ff02::1:ff00:0000/104"),
  predicate(
    "ip6.mcast_flood",
    "eth.mcastv6 && (ip6.mcast_rsvd || ip6.mcast_all_nodes || ip6.mcast_all_rtrs || ip6.mcast_sol_node)",
  ),
  predicate("ip6.mcast", "eth.mcastv6 && ip6.dst[120..127] == 0xff"),
  predicate("icmp6", "ip6 && ip.proto == 58"),
  field("icmp6.type", "icmpv6_type", { needs: "icmp6", crossproduct: true }),
  field("icmp6.code", "icmpv6_code", { needs: "icmp6", crossproduct: true }),
  predicate("icmp", "icmp4 || icmp6"),

  predicate("arp", "eth.type == 0x806"),
  predicate("rarp", "eth.type == 0x8035"),
  ...(["arp", "rarp"] as const).flatMap((protocol) =>
    (["op", "spa", "sha", "tpa", "tha"] as const).map((part) =>
      field(`${protocol}.${part}`, `arp_${part}` as const, { needs: protocol }),
    ),
  ),

  predicate("nd", "icmp6.type == {135, 136} && icmp6.code == 0 && ip.ttl == 255"),
  predicate("nd_ns", "icmp6.type == 135 && icmp6.code == 0 && ip.ttl == 255"),
  predicate("nd_ns_mcast", "ip6.mcast && icmp6.type == 135 && icmp6.code == 0 && ip.ttl == 255", {
    since: { "24.03": 4, "24.09": 0 },
  }),
  predicate("nd_na", "icmp6.type == 136 && icmp6.code == 0 && ip.ttl == 255"),
  predicate("nd_rs", "icmp6.type == 133 && icmp6.code == 0 && ip.ttl == 255"),
  predicate("nd_ra", "icmp6.type == 134 && icmp6.code == 0 && ip.ttl == 255"),
  field("nd.target", "nd_target", { needs: "nd" }),
  field("nd.sll", "nd_sll", { needs: "nd_ns" }),
  field("nd.tll", "nd_tll", { needs: "nd_na" }),
  predicate("mldv1", "ip6.src == fe80::/10 && icmp6.type == {130, 131, 132}", { before: MULTICAST_SNOOPING }),
  predicate("mldv1", "eth.mcastv6 && ip6.src == fe80::/10 && icmp6.type == {130, 131, 132}", {
    since: MULTICAST_SNOOPING,
  }),
  predicate("mldv2", "ip6.dst == ff02::16 && icmp6.type == 143", { before: MULTICAST_SNOOPING }),
  predicate("mldv2", "eth.mcastv6 && ip6.dst == ff02::16 && icmp6.type == 143", { since: MULTICAST_SNOOPING }),

  ...transport("tcp", 6),
  field("tcp.flags", "tcp_flags", { needs: "tcp" }),
  ...transport("udp", 17),
  ...transport("sctp", 132),

  field("pkt.mark", "pkt_mark"),
  { name: "icmp4.frag_mtu", kind: "virtual", bits: 16 },
  { name: "icmp6.frag_mtu", kind: "virtual", bits: 32 },
];

const TRANSLATED_NAMES = new Set(SYMBOLS.filter((spec) => spec.translated !== undefined).map(({ name }) => name));

/** Whether a name means another thing in flows tagged `acl_ct_translation` than in others. */
export function isTranslated(name: string): boolean {
  return TRANSLATED_NAMES.has(name);
}

type FieldOptions = Presence & { readonly needs?: string; readonly crossproduct?: true; readonly scope?: WriteScope };
type BitsOptions = Presence & { readonly needs?: string; readonly scope?: WriteScope };

function text(name: string, field: FieldName, presence: Presence = {}): SymbolSpec {
  return { name, kind: "string", field, ...presence };
}

function field(name: string, field: FieldName, options: FieldOptions = {}): SymbolSpec {
  return { name, kind: "field", field, ...options };
}

function bits(name: string, of: string, lo: number, hi: number, options: BitsOptions = {}): SymbolSpec {
  return { name, kind: "bits", of, lo, hi, ...options };
}

function predicate(name: string, means: string, presence: Presence = {}): SymbolSpec {
  return { name, kind: "predicate", means, ...presence };
}

function flag(name: string, flag: keyof typeof FLAG_BITS, presence: Presence = {}): SymbolSpec {
  return bits(name, "flags", FLAG_BITS[flag], FLAG_BITS[flag], presence);
}

/**
 * The ten registers of the logical pipelines. A wide register overlays narrow ones, and overlapping
 * fields must be bits of one symbol: xxreg0 and xxreg1 hold reg0 to reg7, and xreg4 reg8 and reg9.
 */
function registers(): SymbolSpec[] {
  const wide = ([0, 1] as const).flatMap((xx) => [
    field(`xxreg${xx}`, `xxreg${xx}`),
    ...[0, 1].map((i) => bits(`xreg${xx * 2 + i}`, `xxreg${xx}`, 64 - 64 * i, 127 - 64 * i)),
    ...[0, 1, 2, 3].map((i) => bits(`reg${xx * 4 + i}`, `xxreg${xx}`, 96 - 32 * i, 127 - 32 * i)),
  ]);
  return [...wide, field("xreg4", "xreg4"), bits("reg8", "xreg4", 32, 63), bits("reg9", "xreg4", 0, 31)];
}

/** ff00:: to ff0f:: (RFC 4291, section 2.7.1). */
function reservedGroups(): string[] {
  return Array.from({ length: 16 }, (_, scope) => `ff0${scope.toString(16)}::0`);
}

/** A transport protocol and its ports, as the packet has them and as its connection had them first. */
function transport(name: "tcp" | "udp" | "sctp", protocol: number): SymbolSpec[] {
  return [
    predicate(name, `ip.proto == ${protocol}`, UNTRANSLATED),
    field(`${name}.src`, `${name}_src` as const, { needs: name, ...UNTRANSLATED }),
    field(`${name}.dst`, `${name}_dst` as const, { needs: name, ...UNTRANSLATED }),
    predicate(name, `ct.trk && !ct.inv && ct_proto == ${protocol}`, TRANSLATED),
    field(`${name}.src`, "ct_tp_src", { needs: name, ...TRANSLATED }),
    field(`${name}.dst`, "ct_tp_dst", { needs: name, ...TRANSLATED }),
  ];
}
