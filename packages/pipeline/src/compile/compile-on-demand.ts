import type { Cluster, Diagnostic, Parsed } from "@ovn-sim/model";
import { type ChassisView, createChassisView } from "../chassis/index.ts";
import { type LogicalOnDemand, lowerLogicalOnDemand } from "../logical/index.ts";
import type { FlowDemand } from "../machine/index.ts";
import { FIELDS, type Flow } from "../openflow/index.ts";
import { lowerPhysicalOnDemand } from "../physical/index.ts";
import type { CompileOptions } from "./compile-chassis.ts";

/** The flow table of {@link compileChassis}, the flows of logical flows made when a packet comes to them. */
export type ChassisOnDemand = {
  readonly view: ChassisView;
  /** All flows but those of logical flows, those to ports elsewhere, and the lookups of zones. */
  readonly flows: readonly Flow[];
  /** The others. */
  readonly demand: FlowDemand & Pick<LogicalOnDemand, "meters" | "diagnostics">;
  /** What was lost or assumed in the flows that are there from the start; what is found later is `demand`'s to tell. */
  readonly notes: readonly Diagnostic[];
};

/**
 * Compiles of a chassis what a few packets need. A packet finds the same flows as among all of them; numbers of conjunctions,
 * groups and meters are given in the order of need, and so are others.
 */
export function compileOnDemand(
  cluster: Cluster,
  chassisName: string,
  options: CompileOptions = {},
): Parsed<ChassisOnDemand> {
  const view = createChassisView(cluster, chassisName, options);
  if (!view.ok) return view;
  const { profile } = view.value;
  const physical = lowerPhysicalOnDemand(view.value, profile);
  const logical = lowerLogicalOnDemand(view.value, profile);
  const { groups, meters, diagnostics } = logical;
  const { remoteOutput, ctZoneLookup } = profile.tables;
  const demand: ChassisOnDemand["demand"] = {
    groups,
    meters,
    diagnostics,
    flowsFor: (table, key) => {
      if (key[DATAPATH_WORD - 1] !== 0) return NO_FLOWS;
      const datapathKey = key[DATAPATH_WORD]! >>> 0;
      if (table === remoteOutput) return physical.flowsTo(datapathKey, key[OUTPORT_WORD]! >>> 0);
      if (table === ctZoneLookup) return physical.zoneLookupsOf(datapathKey, key[INPORT_WORD]! >>> 0);
      return logical.flowsFor(table, datapathKey, key);
    },
  };
  const notes = [...view.notes, ...physical.notes];
  return { ok: true, value: { view: view.value, flows: physical.flows.concat(logical.flows), demand, notes }, notes };
}

/** The low word of `metadata`, which holds the key of a datapath. */
const DATAPATH_WORD = FIELDS.metadata.word + FIELDS.metadata.words - 1;
const INPORT_WORD = FIELDS.reg14.word;
const OUTPORT_WORD = FIELDS.reg15.word;
const NO_FLOWS: readonly Flow[] = [];
