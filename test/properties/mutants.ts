import { type Action, FIELDS, type Flow, formatFlow, type ReleaseProfile } from "@ovn-sim/pipeline";

/** The families of flows in which single faults are planted. */
export const MUTANT_FAMILIES = ["remote output", "multicast", "tunnel input", "table 0"] as const;
export type MutantFamily = (typeof MUTANT_FAMILIES)[number];

/** One flow of a chassis, made wrong. */
export type Mutant = {
  readonly family: MutantFamily;
  readonly kind: string;
  readonly flow: Flow;
  /** What stands in its place; none: it is gone. */
  readonly instead: Flow | undefined;
};

export type MutantSite = {
  readonly flows: readonly Flow[];
  readonly profile: ReleaseProfile;
  readonly tunnels: readonly number[];
};

const FIRST_GROUP = 0x8000;
const HIGHEST_PRIORITY = 65_535;

/** The family of a flow; absent when it is of none. */
export function familyOf({ table, match }: Flow, { profile, tunnels }: MutantSite): MutantFamily | undefined {
  const wanted = (word: number): number | undefined => {
    const at = match.shape.words.indexOf(word);
    return at < 0 ? undefined : match.values[at];
  };
  const { physicalToLogical, remoteOutput, localOutput } = profile.tables;
  const isGroup = (wanted(FIELDS.reg15.word) ?? 0) >= FIRST_GROUP;
  if (table === physicalToLogical)
    return tunnels.includes(wanted(FIELDS.in_port.word) ?? -1) ? "tunnel input" : "table 0";
  if (table === remoteOutput) return isGroup ? "multicast" : "remote output";
  return table === localOutput && isGroup ? "multicast" : undefined;
}

/** Every fault of one flow: gone, of another priority, an action gone, doubled or with another value. */
export function mutantsOf(site: MutantSite): readonly Mutant[] {
  return site.flows.flatMap((flow) => {
    const family = familyOf(flow, site);
    return family === undefined
      ? []
      : [...changesOf(flow, site)].map((change): Mutant => ({ family, flow, ...change }));
  });
}

type Change = { readonly kind: string; readonly instead: Flow | undefined };

function* changesOf(flow: Flow, { tunnels }: MutantSite): Generator<Change> {
  yield { kind: "flow gone", instead: undefined };
  yield { kind: "highest priority", instead: { ...flow, priority: HIGHEST_PRIORITY } };
  yield { kind: "lowest priority", instead: { ...flow, priority: 0 } };
  const replaced = (at: number, ...actions: readonly Action[]): Flow => ({
    ...flow,
    actions: flow.actions.toSpliced(at, 1, ...actions),
  });
  for (const [at, action] of flow.actions.entries()) {
    yield { kind: `${action.kind} gone`, instead: replaced(at) };
    if (action.kind === "set_field") {
      for (const bit of [1, 0x10000]) {
        const value = [...action.value.slice(0, -1), (action.value.at(-1)! ^ bit) >>> 0];
        const mask = action.mask?.at(-1);
        if (mask !== undefined && (mask & bit) === 0) continue;
        if (bit > 1 && (mask === undefined || (mask & 1) !== 0)) continue;
        yield { kind: "set_field with another value", instead: replaced(at, { ...action, value }) };
      }
    } else if (action.kind === "output") {
      yield { kind: "output twice", instead: replaced(at, action, action) };
      for (const port of tunnels) {
        if (port === action.port) continue;
        yield { kind: "output to another port", instead: replaced(at, { ...action, port }) };
        yield { kind: "output to one more port", instead: replaced(at, action, { ...action, port }) };
      }
    } else if (action.kind === "resubmit") {
      yield { kind: "resubmit twice", instead: replaced(at, action, action) };
    }
  }
}

export function plantMutant(flows: readonly Flow[], { flow, instead }: Mutant): readonly Flow[] {
  return flows.flatMap((one) => (one !== flow ? [one] : instead === undefined ? [] : [instead]));
}

export function describeMutant({ family, kind, flow, instead }: Mutant): string {
  const now = instead === undefined ? "" : ` NOW ${formatFlow(instead)}`;
  return `${family}, ${kind}: ${formatFlow(flow)}${now}`;
}
