import type { Release } from "./tables.ts";

/** What ovn-controller makes of logical flows otherwise from one release to another (ovn-sb(5), Logical_Flow). */
export type LogicalFeatures = {
  /** Logical tables of each pipeline: `next` cannot go beyond the last. */
  readonly pipelineLength: { readonly ingress: number; readonly egress: number };
  /** What `arp { ... }` and `nd_ns { ... }` need of the packet; a route's next hop may be of the other family later. */
  readonly neighbourRequest: { readonly arp: string; readonly ndNs: string };
  /** `ct_nw_dst()` and its like answer by way of one register, which is saved and restored around them. */
  readonly resultRegisterSaved: boolean;
  /** `ct_commit(ct_mark=..., ct_label=...)`, the old form, is understood. */
  readonly ctCommitArguments: boolean;
  /** Registers of the original destination moved; `SB_Global.options:register_consolidation` says where northd has them. */
  readonly registerConsolidation: "never" | "as-northd-says";
  /** `Load_Balancer.options:hairpin_orig_tuple` is asked whether northd keeps the original destination in registers. */
  readonly hairpinOriginalTupleOption: boolean;
  /** `SB_Global.options:lb_hairpin_use_ct_mark` is asked where "natted" is kept: conntrack mark or label. */
  readonly hairpinCtMarkOption: boolean;
};

const LOGICAL_2403: LogicalFeatures = {
  pipelineLength: { ingress: 29, egress: 29 },
  neighbourRequest: { arp: "ip4", ndNs: "ip6" },
  resultRegisterSaved: false,
  ctCommitArguments: true,
  registerConsolidation: "never",
  hairpinOriginalTupleOption: true,
  hairpinCtMarkOption: true,
};

const LOGICAL_2409: LogicalFeatures = {
  ...LOGICAL_2403,
  pipelineLength: { ingress: 30, egress: 30 },
  ctCommitArguments: false,
  hairpinCtMarkOption: false,
};

const LOGICAL_2503: LogicalFeatures = {
  ...LOGICAL_2409,
  neighbourRequest: { arp: "ip", ndNs: "ip" },
  registerConsolidation: "as-northd-says",
};

const LOGICAL_2509: LogicalFeatures = {
  ...LOGICAL_2503,
  pipelineLength: { ingress: 32, egress: 14 },
  resultRegisterSaved: true,
  hairpinOriginalTupleOption: false,
};

const LOGICAL_2603: LogicalFeatures = {
  ...LOGICAL_2509,
  pipelineLength: { ingress: 34, egress: 16 },
};

export const LOGICAL_BY_RELEASE = {
  "24.03": LOGICAL_2403,
  "24.09": LOGICAL_2409,
  "25.03": LOGICAL_2503,
  "25.09": LOGICAL_2509,
  "26.03": LOGICAL_2603,
} as const satisfies Record<Release, LogicalFeatures>;
