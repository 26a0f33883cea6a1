import type { ReleaseProfile } from "./profile.ts";
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
  /** `arp { ... }` and `nd_ns { ... }` keep the packet that asks waiting; before, northd did not let it go on itself. */
  readonly pausedRequests: boolean;
  /** The register in which an IPv6 neighbour is asked for. */
  readonly ndLookupRegister: "xxreg0" | "xxreg1";
  /** What shows that a learned binding is in use: its traffic alone, or replies to ARP (and ND) besides. */
  readonly bindingUse: "traffic" | "traffic-and-replies" | "traffic-and-arp";
  /** Port security is strict with neighbour discovery: it wants the sender's own address, and denies solicitations by default. It also knows VRRP. */
  readonly strictPortSecurity: boolean;
  /** Flows that ask for a remote VTEP of an EVPN are installed on every chassis; before, they were taken for those of a port elsewhere. */
  readonly evpnPortsLocal: boolean;
};

const LOGICAL_2403: LogicalFeatures = {
  pipelineLength: { ingress: 29, egress: 29 },
  neighbourRequest: { arp: "ip4", ndNs: "ip6" },
  resultRegisterSaved: false,
  ctCommitArguments: true,
  registerConsolidation: "never",
  hairpinOriginalTupleOption: true,
  hairpinCtMarkOption: true,
  pausedRequests: true,
  ndLookupRegister: "xxreg1",
  bindingUse: "traffic-and-arp",
  strictPortSecurity: true,
  evpnPortsLocal: false,
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
  evpnPortsLocal: true,
};

/** As the newest known patch of each release has it; {@link PATCHES} says what older ones had. */
export const LOGICAL_BY_RELEASE = {
  "24.03": LOGICAL_2403,
  "24.09": LOGICAL_2409,
  "25.03": LOGICAL_2503,
  "25.09": LOGICAL_2509,
  "26.03": LOGICAL_2603,
} as const satisfies Record<Release, LogicalFeatures>;

/** What patches before `before` had instead. */
type LogicalPatch = { readonly before: number; readonly features: Partial<LogicalFeatures> };

const LENIENT = { strictPortSecurity: false } as const;
const FIRST_LOOKUPS = { ndLookupRegister: "xxreg0", bindingUse: "traffic" } as const;

/** Changes that came with a patch of a release, the newest first. */
const PATCHES: Readonly<Record<Release, readonly LogicalPatch[]>> = {
  "24.03": [
    { before: 8, features: LENIENT },
    { before: 6, features: FIRST_LOOKUPS },
    { before: 2, features: { pausedRequests: false } },
  ],
  "24.09": [
    { before: 4, features: LENIENT },
    { before: 3, features: FIRST_LOOKUPS },
  ],
  "25.03": [
    { before: 3, features: LENIENT },
    { before: 1, features: { bindingUse: "traffic-and-replies" } },
  ],
  "25.09": [{ before: 3, features: LENIENT }],
  "26.03": [{ before: 2, features: { evpnPortsLocal: false } }],
};

const known = new WeakMap<ReleaseProfile, LogicalFeatures>();

/** What a release, at its patch level, makes of logical flows. */
export function logicalFeaturesOf(profile: ReleaseProfile): LogicalFeatures {
  let features = known.get(profile);
  if (features !== undefined) return features;
  features = LOGICAL_BY_RELEASE[profile.release];
  for (const patch of PATCHES[profile.release]) {
    if (profile.patch < patch.before) features = { ...features, ...patch.features };
  }
  known.set(profile, features);
  return features;
}
