import { portToNumber } from "../../openflow/port-text.ts";
import { listActionSet } from "../action-set.ts";
import { ACTSET_OUTPUT_WORD } from "../layout.ts";
import { lowerActions } from "../lower.ts";
import { type Machine, NO_ACTIONS } from "../machine.ts";
import type { Operations } from "../operation.ts";
import { enter } from "./table.ts";

/** No port: a packet's key is 0 there until something is written. */
const UNSET = 0;

/** Adds to the actions that run when the tables are through. */
export function writeActions(m: Machine, { actions }: Operations["write_actions"]): void {
  m.actionSet = [...m.actionSet, ...actions];
  m.ints[ACTSET_OUTPUT_WORD] = actsetOutput(m);
}

export function clearActions(m: Machine): void {
  m.actionSet = NO_ACTIONS;
  m.ints[ACTSET_OUTPUT_WORD] = UNSET;
}

/** The field `actset_output`: the port that the set would output to, unless it goes to a group. */
export function actsetOutput(m: Machine): number {
  let port = UNSET;
  for (const action of m.actionSet) {
    if (action.kind === "group") return UNSET;
    if (action.kind === "output") port = portToNumber(action.port, m.lowering.portNames) ?? UNSET;
  }
  return port;
}

/** Runs what `write_actions` has collected, if anything; true when there is something to run. */
export function enterActionSet(m: Machine): boolean {
  if (m.freezing || m.error !== undefined || m.actionSet.length === 0) return false;
  const actions = listActionSet(m.actionSet);
  m.actionSet = NO_ACTIONS;
  if (actions.length === 0) return false;
  enter(m, "action-set", lowerActions(actions, m.lowering));
  return true;
}
