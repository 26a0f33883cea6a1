import type { FieldSpec } from "./spec.ts";

/** Metadata that comes with a packet rather than in it: ovs-fields(7), "Metadata Fields" and "Register Fields". */
export const PIPELINE_FIELDS = {
  dp_hash: { cell: "dp_hash", bits: 32, oxm: ["NXM_NX_DP_HASH=35", "NXOXM_ET_DP_HASH=0"], access: "read" },
  recirc_id: {
    cell: "recirc_id",
    bits: 32,
    oxm: ["NXM_NX_RECIRC_ID=36"],
    format: "decimal",
    mask: "no",
    access: "read",
  },
  packet_type: {
    cell: "packet_type",
    bits: 32,
    oxm: ["OXM_OF_PACKET_TYPE=44@6"],
    format: "packet-type",
    mask: "no",
    access: "read",
  },
  conj_id: { cell: "conj_id", bits: 32, oxm: ["NXM_NX_CONJ_ID=37"], format: "decimal", mask: "no", access: "read" },
  metadata: { cell: "metadata", bits: 64, oxm: ["OXM_OF_METADATA=2@3"] },
  in_port: { cell: "in_port", bits: 16, oxm: ["NXM_OF_IN_PORT=0"], format: "port", mask: "no" },
  in_port_oxm: { cell: "in_port", bits: 32, keyMask: 0xffff, oxm: ["OXM_OF_IN_PORT=0@3"], format: "port", mask: "no" },
  actset_output: {
    cell: "actset_output",
    bits: 32,
    oxm: ["ONFOXM_ET_ACTSET_OUTPUT=43@4", "OXM_OF_ACTSET_OUTPUT=43@6"],
    format: "port",
    mask: "no",
    access: "read",
  },
  skb_priority: { cell: "skb_priority", bits: 32, mask: "no", access: "read" },
  pkt_mark: { cell: "pkt_mark", bits: 32, oxm: ["NXM_NX_PKT_MARK=33"] },
} as const satisfies Record<string, FieldSpec>;
