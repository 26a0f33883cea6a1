import type { Subfield } from "./match.ts";
import type { Field } from "./field.ts";

/**
 * An OpenFlow port: a number, or one of the reserved names. A name that is not reserved stands for a
 * port of text printed with `--names`.
 */
export type PortRef = number | string;

/** A value as wide as its field: 32-bit words, most significant first, right-aligned. */
export type Words = readonly number[];

/**
 * One OpenFlow action, as `ovs-ofctl` writes it (ovs-actions(7)). No actions at all print as `drop`.
 * Each kind is one entry of the action table, from which parser and printer derive.
 */
export type Action =
  | { readonly kind: "output"; readonly port: PortRef }
  | { readonly kind: "output_trunc"; readonly port: PortRef; readonly maxLen: number }
  | { readonly kind: "output_reg"; readonly src: Subfield }
  | { readonly kind: "controller"; readonly args: ControllerArgs }
  | { readonly kind: "group"; readonly group: number }
  | { readonly kind: "bundle"; readonly args: BundleArgs }
  | { readonly kind: "resubmit"; readonly inPort?: PortRef; readonly table?: number; readonly ct?: boolean }
  | { readonly kind: "clone"; readonly actions: readonly Action[] }
  /** Value and mask have `field.words` words; bits that the mask leaves out are 0 in the value. */
  | { readonly kind: "set_field"; readonly field: Field; readonly value: Words; readonly mask?: Words }
  | { readonly kind: "load"; readonly value: Words; readonly dst: Subfield }
  | { readonly kind: "move"; readonly src: Subfield; readonly dst: Subfield }
  | { readonly kind: "push"; readonly src: Subfield }
  | { readonly kind: "pop"; readonly dst: Subfield }
  | { readonly kind: "delete_field"; readonly field: Field }
  | { readonly kind: "push_vlan"; readonly ethertype: number }
  | { readonly kind: "pop_vlan" }
  /** OpenFlow 1.0's `mod_vlan_vid`, which also pushes a tag on a packet without one (`push`), and 1.1's `set_vlan_vid`. */
  | { readonly kind: "set_vlan_vid"; readonly vid: number; readonly push: boolean }
  | { readonly kind: "set_vlan_pcp"; readonly pcp: number; readonly push: boolean }
  | { readonly kind: "push_mpls"; readonly ethertype: number }
  | { readonly kind: "pop_mpls"; readonly ethertype: number }
  | { readonly kind: "dec_mpls_ttl" }
  | { readonly kind: "dec_nsh_ttl" }
  /** `ids`: the controllers to tell when the TTL runs out; without it, all of them. OVN writes `dec_ttl()`, no ids. */
  | { readonly kind: "dec_ttl"; readonly ids?: readonly number[] }
  | { readonly kind: "ct"; readonly args: CtArgs }
  | { readonly kind: "ct_clear" }
  | { readonly kind: "conjunction"; readonly id: number; readonly clause: number; readonly clauses: number }
  | { readonly kind: "learn"; readonly args: LearnArgs }
  | { readonly kind: "check_pkt_larger"; readonly length: number; readonly dst: Subfield }
  | { readonly kind: "multipath"; readonly args: string }
  | { readonly kind: "sample"; readonly args: SampleArgs }
  | { readonly kind: "note"; readonly bytes: readonly number[] }
  | { readonly kind: "meter"; readonly meter: number }
  | { readonly kind: "set_queue"; readonly queue: number }
  | { readonly kind: "pop_queue" }
  | { readonly kind: "enqueue"; readonly port: PortRef; readonly queue: number }
  | { readonly kind: "fin_timeout"; readonly idleTimeout?: number; readonly hardTimeout?: number }
  | { readonly kind: "encap"; readonly header: string }
  | { readonly kind: "decap"; readonly packetType?: string }
  | { readonly kind: "goto_table"; readonly table: number }
  | { readonly kind: "write_metadata"; readonly value: bigint; readonly mask?: bigint }
  | { readonly kind: "write_actions"; readonly actions: readonly Action[] }
  | { readonly kind: "clear_actions" }
  | { readonly kind: "exit" };

/** `controller(...)`, ovs-actions(7); with none of them it prints as `CONTROLLER:65535`. */
export type ControllerArgs = {
  /** Absent: `action`. */
  readonly reason?: string;
  /** Bytes of the packet to send; absent: all of it, which OpenFlow writes as 65535. */
  readonly maxLen?: number;
  /** Absent: 0, every controller. */
  readonly id?: number;
  readonly userdata?: readonly number[];
  readonly pause?: boolean;
  readonly meter?: number;
};

export type BundleArgs = {
  readonly fields: string;
  readonly basis: number;
  readonly algorithm: "active_backup" | "hrw";
  readonly members: readonly PortRef[];
  /** Present for `bundle_load`: where the chosen port's number goes. */
  readonly dst?: Subfield;
};

/** `ct(...)`, ovs-actions(7) "The ct action". */
export type CtArgs = {
  readonly commit?: boolean;
  readonly force?: boolean;
  /** The table that the packet recirculates to. */
  readonly table?: number;
  /** Absent: zone 0. */
  readonly zone?: number | Subfield;
  readonly nat?: NatArgs;
  readonly alg?: "ftp" | "tftp";
  readonly exec?: readonly Action[];
};

/** `nat`, `nat(src=…)`, `nat(dst=…)`; no `direction`: apply what the connection already has. */
export type NatArgs = {
  readonly direction?: "src" | "dst";
  /** The address range as words, one word for IPv4, four for IPv6. */
  readonly addressLow?: Words;
  readonly addressHigh?: Words;
  readonly portLow?: number;
  readonly portHigh?: number;
  /** Only with an address range; in the order that they print in. */
  readonly flags?: readonly ("persistent" | "hash" | "random")[];
};

export type LearnArgs = {
  readonly table: number;
  readonly idleTimeout?: number;
  readonly hardTimeout?: number;
  readonly finIdleTimeout?: number;
  readonly finHardTimeout?: number;
  /** Absent: 32768. */
  readonly priority?: number;
  readonly cookie?: number | bigint;
  readonly flags?: readonly ("send_flow_rem" | "delete_learned")[];
  readonly limit?: number;
  readonly resultDst?: Subfield;
  readonly specs: readonly LearnSpec[];
};

export type LearnSpec =
  | { readonly kind: "match_value"; readonly dst: Subfield; readonly value: Words }
  | { readonly kind: "match_field"; readonly dst: Subfield; readonly src: Subfield }
  | { readonly kind: "load_value"; readonly dst: Subfield; readonly value: Words }
  | { readonly kind: "load_field"; readonly dst: Subfield; readonly src: Subfield }
  | { readonly kind: "output"; readonly src: Subfield };

export type SampleArgs = {
  readonly probability: number;
  readonly collectorSetId?: number;
  readonly obsDomainId?: number | Subfield;
  readonly obsPointId?: number | Subfield;
  readonly samplingPort?: PortRef;
  readonly direction?: "ingress" | "egress";
};
