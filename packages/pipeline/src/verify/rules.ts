import type { DiagnosticCode } from "@ovn-sim/model";

/** What should hold of a cluster's tunnels, each rule with its words and where they come from. */
export const RULES = {
  "tunnel-follows-interfaces": {
    statement: "The tunnel follows the source and the destination interface of the packet.",
    source: "DESIGN, rule 1",
  },
  "source-vtep": {
    statement: "The source tunnel IP is the VTEP of the packet's source interface.",
    source: "DESIGN, rule 2",
  },
  "destination-vtep": {
    statement: "The destination tunnel IP is the VTEP of the packet's destination interface.",
    source: "DESIGN, rule 3",
  },
  "default-vtep": {
    statement:
      "An interface with no VTEP of its own may use any VTEP of its host: the chassis's default one, when one is configured.",
    source: "DESIGN, rule 4",
  },
  "bum-exactly-once": {
    statement:
      "BUM traffic may use any VTEP, and reaches every remote chassis that has a member exactly once, no other chassis, and each member once, the sender not.",
    source: "DESIGN, rule 5",
  },
  "encap-id-apart": {
    statement: "The conntrack zone and the encap id share reg13 and are never written together.",
    source: "DESIGN, reg13: bits 0..15 the zone, bits 16..31 the encap id",
  },
} as const satisfies Record<string, { readonly statement: string; readonly source: string }>;

export type RuleId = keyof typeof RULES;

/** The rule that each kind of finding breaks. */
export const RULE_OF_CODE = {
  OVN7001: "tunnel-follows-interfaces",
  OVN7002: "source-vtep",
  OVN7003: "destination-vtep",
  OVN7004: "default-vtep",
  OVN7005: "bum-exactly-once",
  OVN7006: "tunnel-follows-interfaces",
  OVN7007: "destination-vtep",
  OVN7008: "source-vtep",
  OVN7009: "tunnel-follows-interfaces",
  OVN7010: "encap-id-apart",
} as const satisfies Partial<Record<DiagnosticCode, RuleId>>;

export type FindingCode = keyof typeof RULE_OF_CODE;
