import { type CompiledChassis, FIELDS, type Flow } from "@ovn-sim/pipeline";
import { chassisName, mayTalk, type PortPlan, type Scenario } from "ovn-sim/arbitraries";
import type { PlantedFault } from "./planted-faults.ts";

/** What a fault must lead to, known from what it is and before any packet is followed. */
export type Consequence = "harm" | "no harm" | "unsure";

/** Says it for those faults of a right cluster whose consequence needs no trace; the others are `unsure`. */
export function consequenceOf(scenario: Scenario, fault: PlantedFault, compiled: CompiledChassis): Consequence {
  switch (fault.family) {
    case "encap-id load":
      return ofEncapId(scenario, fault);
    case "multicast":
      return ofMulticast(scenario, fault, compiled);
    default:
      return "unsure";
  }
}

const valueOf = ({ match }: Flow, word: number): number | undefined => match.values[match.shape.words.indexOf(word)];

const chassisOf = (scenario: Scenario, name: string): number =>
  scenario.chassis.findIndex((_, index) => chassisName(index) === name);

/** Whether somebody on a switch sends to an interface on another chassis by a tunnel. */
function usesTunnels(scenario: Scenario, network: number, chassis: number): boolean {
  const { physical } = scenario.switches[network]!;
  if (physical && scenario.chassis[chassis]!.bridged) return false;
  return scenario.ports.some(
    (plan) => isBound(plan) && plan.switch === network && mayTalk(scenario, chassis, plan.chassis),
  );
}

const isBound = ({ kind }: PortPlan): boolean => kind !== "localport";

/**
 * A port with a VTEP of its own, or on a chassis with a default one, must have its id. One without may leave by any
 * VTEP, so that another id does no harm; an id of no VTEP finds no flow.
 */
function ofEncapId(scenario: Scenario, { flow, instead, kind }: PlantedFault): Consequence {
  const name = flow.origin === undefined ? undefined : portOfFlow(scenario, flow);
  if (name === undefined || instead === undefined || kind === "no load") return "unsure";
  const plan = scenario.ports[name]!;
  const carrier = plan.parent === undefined ? plan : scenario.ports[plan.parent]!;
  if (!isBound(plan) || !usesTunnels(scenario, plan.switch, plan.chassis)) return "unsure";
  if (kind === "an id of no VTEP") return "harm";
  const isFree = carrier.vtep === undefined && typeof scenario.chassis[plan.chassis]!.defaultVtep !== "number";
  return isFree ? "no harm" : "harm";
}

/** The port that a flow of table 0 brings packets of, by the keys that it loads. */
function portOfFlow(scenario: Scenario, flow: Flow): number | undefined {
  const loaded = (field: (typeof FIELDS)["reg14"]): number | undefined => {
    for (const action of flow.actions)
      if (action.kind === "set_field" && action.field === field) return action.value.at(-1);
    return undefined;
  };
  const datapath = loaded(FIELDS.metadata);
  const key = loaded(FIELDS.reg14);
  const index = scenario.ports.findIndex((plan, at) => at + 1 === key && plan.switch + 2 === datapath);
  return index < 0 ? undefined : index;
}

/** A group's copy that is gone or doubled harms whoever sends to the group there; another tunnel to the same chassis does not. */
function ofMulticast(
  scenario: Scenario,
  { flow, instead, kind, chassis }: PlantedFault,
  compiled: CompiledChassis,
): Consequence {
  const network = (valueOf(flow, FIELDS.metadata.word + FIELDS.metadata.words - 1) ?? 0) - 2;
  const group = valueOf(flow, FIELDS.reg15.word);
  const home = chassisOf(scenario, chassis);
  const isUsed =
    group === 0x8004 &&
    scenario.ports.some((plan) => isBound(plan) && plan.switch === network && plan.chassis === home);
  if (flow.table !== compiled.view.profile.tables.remoteOutput || instead === undefined) return "unsure";
  if (kind === "copy dropped" || kind === "copy twice") return isUsed ? "harm" : "unsure";
  if (kind !== "another tunnel" || compiled.view.usesFlowTunnels) return "unsure";
  const ends = (one: Flow): string =>
    one.actions
      .flatMap((action) =>
        action.kind === "output" ? [compiled.view.tunnels.find(({ ofport }) => ofport === action.port)?.chassis] : [],
      )
      .join();
  if (ends(flow) === ends(instead)) return "no harm";
  return isUsed ? "harm" : "unsure";
}
