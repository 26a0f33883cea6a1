/**
 * A field of ovs-fields(7), with its place in the packed key.
 *
 * A field of n words takes words `word` to `word + n - 1`, most significant first, right-aligned. A
 * field of one word starts at bit `shift` of it, because narrow fields share words (the DSCP and ECN
 * bits of the TOS byte, the VID and PCP of the VLAN TCI). Fields that are views on the same header
 * bits (`arp_spa` and `nw_src`, `icmp_type` and `tcp_src`, `xreg0` and `reg0`) have the same place.
 */
export type Field = {
  /** The unique name, as matches print it where they do: `reg14`, `dl_dst`, `tcp_src`. */
  readonly name: string;
  /** Whether the field is part of the packet, and so crosses the wire, or of what the switch keeps beside it. */
  readonly owner: "packet" | "switch";
  /** The name that `set_field` and `learn` print: `reg14`, `eth_dst`. */
  readonly setName: string;
  /** The name in `move`, `push` and the like: `NXM_NX_REG14`, `OXM_OF_METADATA`; empty when there is none. */
  readonly nxm: string;
  /** Other names that the text may use. */
  readonly aliases: readonly string[];
  /** Width as OpenFlow declares it: what `[]` after the name stands for. */
  readonly bits: number;
  /** Bits that a value of the whole field may have: one more than `bits` for `vlan_vid`, which carries the CFI bit. */
  readonly valueBits: number;
  /** Bytes of the value in OpenFlow messages. */
  readonly bytes: number;
  readonly word: number;
  readonly words: number;
  readonly shift: number;
  /**
   * The bits of its word that an exact match on a field of one word looks at; all ones for a wider
   * field. It covers less than `bits` where the key holds less (`arp_op`, `ct_state`, the DSCP of
   * `nw_tos`) and more where the key holds more (`icmp_type` is the whole transport source).
   */
  readonly keyMask: number;
  /** Bits of its word that a match on the field also wants to be one: the CFI bit for `dl_vlan`. */
  readonly implied: number;
  readonly format: FieldFormat;
  readonly maskable: boolean;
  readonly writable: boolean;
  readonly prerequisite: Prerequisite;
  /** The headers that name the field in OpenFlow messages, oldest first; the first is what `nxm` names. */
  readonly headers: readonly OxmHeader[];
  /** Bit of {@link TUN_PRESENT_WORD} that says that the packet has this tunnel option; absent for every other field. */
  readonly presenceBit?: number;
};

export type FieldFormat =
  | "hex"
  | "decimal"
  | "mac"
  | "ipv4"
  | "ipv6"
  | "port"
  | "frag"
  | "tcp-flags"
  | "ct-state"
  | "tunnel-flags"
  | "packet-type";

/** What a packet must be before the field means anything, as ovs-fields(7) words it. */
export type Prerequisite =
  | "none"
  | "ethernet"
  | "vlan"
  | "mpls"
  | "ipv4"
  | "ipv6"
  | "ip"
  | "arp"
  | "nsh"
  | "tcp"
  | "udp"
  | "sctp"
  | "icmp"
  | "icmp6"
  | "nd"
  | "nd-solicit"
  | "nd-advert"
  | "ct";

/** One OXM or NXM identity of a field: OpenFlow 1.5.1, 7.2.3.2 "Flow Match Field Structures". */
export type OxmHeader = {
  readonly name: string;
  readonly class: number;
  readonly field: number;
  /** The experimenter, for class 0xffff alone. */
  readonly vendor: number | undefined;
  /** The lowest OpenFlow version that has it, as on the wire: 0 for any, 3 for 1.2, 4 for 1.3, 6 for 1.5. */
  readonly since: number;
};
