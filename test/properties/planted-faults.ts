import { type Action, FIELDS, type Flow, MatchBuilder, type ReleaseProfile, subfield } from "@ovn-sim/pipeline";

/** The families of flows in which faults are planted. */
export const FAMILIES = ["encap-id load", "remote output", "multicast", "tunnel input"] as const;
export type Family = (typeof FAMILIES)[number];

/** One flow of one chassis, made wrong. */
export type PlantedFault = {
  readonly family: Family;
  /** What was done, in one word or two. */
  readonly kind: string;
  readonly chassis: string;
  /** The flow as it was. */
  readonly flow: Flow;
  /** What stands in its place; absent when it is gone. */
  readonly instead: Flow | undefined;
};

/** The table of a chassis with the fault in it. */
export function plant(flows: readonly Flow[], { flow, instead }: PlantedFault): readonly Flow[] {
  return flows.flatMap((one) => (one !== flow ? [one] : instead === undefined ? [] : [instead]));
}

export type FaultSite = {
  readonly chassis: string;
  readonly flows: readonly Flow[];
  readonly profile: ReleaseProfile;
  /** OpenFlow ports of the chassis's tunnels. */
  readonly tunnels: readonly number[];
  readonly vteps: number;
};

/** Every fault of a family that can be planted in a chassis's flows. */
export function faultsOf(family: Family, site: FaultSite): readonly PlantedFault[] {
  return site.flows.flatMap((flow) =>
    VARIANTS[family](flow, site).map(({ kind, instead }): PlantedFault => {
      return { family, kind, chassis: site.chassis, flow, instead };
    }),
  );
}

type Variant = { readonly kind: string; readonly instead: Flow | undefined };

const VARIANTS: Record<Family, (flow: Flow, site: FaultSite) => readonly Variant[]> = {
  "encap-id load": wrongEncapId,
  "remote output": wrongRemoteOutput,
  multicast: wrongMulticast,
  "tunnel input": wrongTunnelInput,
};

const ENCAP_ID = subfield("reg13", 16, 16);
const ENCAP_MASK = 0xffff_0000;
const FIRST_GROUP_KEY = 0x8000;

const replaceAt = (flow: Flow, at: number, ...actions: readonly Action[]): Flow => ({
  ...flow,
  actions: flow.actions.toSpliced(at, 1, ...actions),
});

const isEncapIdLoad = (action: Action): action is Extract<Action, { kind: "set_field" }> =>
  action.kind === "set_field" && action.field === FIELDS.reg13 && action.mask?.[0] === ENCAP_MASK;

function wrongEncapId(flow: Flow, { profile, vteps }: FaultSite): readonly Variant[] {
  if (flow.table !== profile.tables.physicalToLogical) return [];
  const at = flow.actions.findIndex(isEncapIdLoad);
  const load = flow.actions[at];
  if (load === undefined || !isEncapIdLoad(load)) return [];
  const current = load.value[0]! >>> 16;
  const variants: Variant[] = [];
  for (let id = 0; id <= vteps; id++) {
    if (id === current) continue;
    const kind = id < vteps ? "another id" : "an id of no VTEP";
    variants.push({ kind, instead: replaceAt(flow, at, { ...load, value: [(id << 16) >>> 0] }) });
  }
  return [...variants, { kind: "no load", instead: replaceAt(flow, at) }];
}

/** The value that a match wants in a whole or partly matched word; absent when it does not look there. */
function wanted({ match }: Flow, word: number): { readonly value: number; readonly mask: number } | undefined {
  const at = match.shape.words.indexOf(word);
  return at < 0 ? undefined : { value: match.values[at]!, mask: match.shape.masks[at]! };
}

const isGroupFlow = (flow: Flow): boolean => (wanted(flow, FIELDS.reg15.word)?.value ?? 0) >= FIRST_GROUP_KEY;

const isTunnelOutput = (action: Action, { tunnels }: FaultSite): action is Extract<Action, { kind: "output" }> =>
  action.kind === "output" && typeof action.port === "number" && tunnels.includes(action.port);

function wrongRemoteOutput(flow: Flow, site: FaultSite): readonly Variant[] {
  if (flow.table !== site.profile.tables.remoteOutput || isGroupFlow(flow)) return [];
  const id = wanted(flow, FIELDS.reg13.word);
  if (id?.mask !== ENCAP_MASK) return [];
  const unused = new MatchBuilder().add(flow.match).setSubfield(ENCAP_ID, site.vteps).build();
  const variants: Variant[] = [
    { kind: "flow dropped", instead: undefined },
    { kind: "reg13 match changed", instead: { ...flow, match: unused } },
  ];
  for (const [at, action] of flow.actions.entries()) {
    if (isTunnelOutput(action, site)) {
      for (const port of site.tunnels.filter((tunnel) => tunnel !== action.port)) {
        variants.push({ kind: "another tunnel", instead: replaceAt(flow, at, { ...action, port }) });
        variants.push({ kind: "a second tunnel", instead: replaceAt(flow, at, action, { ...action, port }) });
      }
    } else if (action.kind === "set_field" && KEY_FIELDS.has(action.field.name)) {
      const value = [...action.value.slice(0, -1), (action.value.at(-1)! ^ 1) >>> 0];
      variants.push({ kind: "another key", instead: replaceAt(flow, at, { ...action, value }) });
    }
  }
  return variants;
}

/** What the header carries: the logical place, and with flow-based tunnels the addresses. */
const KEY_FIELDS: ReadonlySet<string> = new Set([
  "tun_id",
  "tun_metadata0",
  "tun_src",
  "tun_dst",
  "tun_ipv6_src",
  "tun_ipv6_dst",
]);

function wrongMulticast(flow: Flow, site: FaultSite): readonly Variant[] {
  const { remoteOutput, localOutput } = site.profile.tables;
  if ((flow.table !== remoteOutput && flow.table !== localOutput) || !isGroupFlow(flow)) return [];
  const variants: Variant[] = [{ kind: "flow dropped", instead: undefined }];
  for (const [at, action] of flow.actions.entries()) {
    const isTunnel = isTunnelOutput(action, site);
    const isMember = flow.table === localOutput && action.kind === "resubmit";
    if (!isTunnel && !isMember) continue;
    variants.push({ kind: "copy dropped", instead: replaceAt(flow, at) });
    variants.push({ kind: "copy twice", instead: replaceAt(flow, at, action, action) });
    if (!isTunnel) continue;
    for (const port of site.tunnels.filter((tunnel) => tunnel !== action.port)) {
      variants.push({ kind: "another tunnel", instead: replaceAt(flow, at, { ...action, port }) });
      variants.push({ kind: "copy added", instead: replaceAt(flow, at, action, { ...action, port }) });
    }
  }
  return variants;
}

function wrongTunnelInput(flow: Flow, { profile, tunnels }: FaultSite): readonly Variant[] {
  const port = wanted(flow, FIELDS.in_port.word)?.value;
  if (flow.table !== profile.tables.physicalToLogical || port === undefined || !tunnels.includes(port)) return [];
  if (flow.priority > 105) return [];
  const variants: Variant[] = [{ kind: "flow dropped", instead: undefined }];
  for (const [at, action] of flow.actions.entries()) {
    if (action.kind === "move" && (action.dst.field === FIELDS.reg15 || action.dst.field === FIELDS.metadata)) {
      variants.push({ kind: `${action.dst.field.name} not taken`, instead: replaceAt(flow, at) });
    } else if (action.kind === "resubmit") {
      variants.push({
        kind: "not to local output",
        instead: replaceAt(flow, at, { ...action, table: profile.tables.remoteOutput }),
      });
      variants.push({ kind: "local output twice", instead: replaceAt(flow, at, action, action) });
      const wrongZone: Action = { kind: "set_field", field: FIELDS.reg15, value: [1] };
      variants.push({ kind: "another output port", instead: replaceAt(flow, at, wrongZone, action) });
    }
  }
  return variants;
}
