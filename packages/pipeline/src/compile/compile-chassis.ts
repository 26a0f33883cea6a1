import type { Cluster, Parsed } from "@ovn-sim/model";
import { type ChassisView, createChassisView, type ViewOptions } from "../chassis/index.ts";
import { lowerLogical } from "../logical/index.ts";
import type { Flow, Group, Meter } from "../openflow/index.ts";
import { lowerPhysical, type TunnelSelection } from "../physical/index.ts";

export type CompileOptions = ViewOptions;

/** The flow table that ovn-controller would give a chassis, and what it was made from. */
export type CompiledChassis = {
  readonly view: ChassisView;
  readonly flows: readonly Flow[];
  readonly groups: readonly Group[];
  readonly meters: readonly Meter[];
  /** Which tunnel each flow of remote output takes, and why. */
  readonly selections: readonly TunnelSelection[];
};

/** Compiles every flow of one chassis. What was lost or assumed is in the notes. */
export function compileChassis(
  cluster: Cluster,
  chassisName: string,
  options: CompileOptions = {},
): Parsed<CompiledChassis> {
  const view = createChassisView(cluster, chassisName, options);
  if (!view.ok) return view;
  const { profile } = view.value;
  const physical = lowerPhysical(view.value, profile);
  const logical = lowerLogical(view.value, profile);
  const value = {
    view: view.value,
    flows: physical.flows.concat(logical.flows),
    groups: logical.groups,
    meters: logical.meters,
    get selections() {
      return physical.selections;
    },
  };
  return { ok: true, value, notes: [...view.notes, ...physical.notes, ...logical.diagnostics] };
}
