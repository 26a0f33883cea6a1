import type { Cluster, Parsed } from "@ovn-sim/model";
import { type Action, compileChassis, type Flow, profileFor, type TracerOptions } from "@ovn-sim/pipeline";

type FlowSet = Extract<ReturnType<NonNullable<TracerOptions["installed"]>>, { readonly ok: true }>["value"];

/**
 * The compiled flows of a chassis as far as ovn-trace(8) knows what makes them:
 * - it reads no Static_MAC_Binding, so it asks by ARP for addresses that such a row gives;
 * - it goes on with a packet whose next hop is being asked for, where a real one waits in ovn-controller for the answer;
 * - it asks for no packet's length, and leaves what it would answer as it is;
 * - it does not clear the state of the connection where a packet goes through a patch port into another datapath, so the
 *   next datapath's first stages find the packet tracked;
 * - nor where a packet's connection is committed, after which Open vSwitch has the packet untracked
 *   (ofproto/ofproto-dpif-xlate.c, compose_conntrack_action).
 */
export function flowsOfOvnTrace(cluster: Cluster): (chassis: string) => Parsed<FlowSet> {
  const profile = profileFor(cluster.release ?? "");
  return (chassis) => {
    if (!profile.ok) return profile;
    const compiled = compileChassis(cluster, chassis);
    if (!compiled.ok) return compiled;
    const { flows, groups, meters } = compiled.value;
    const { logicalToPhysical } = profile.value.tables;
    const kept = flows
      .filter(({ origin }) => origin?.table !== "Static_MAC_Binding")
      .map((flow) => ({
        ...flow,
        actions: flow.actions.filter((action) => action.kind !== "check_pkt_larger" && !isMereCommit(action)).map(goOn),
      }))
      .map((flow) => (flow.table === logicalToPhysical ? keepConnection(flow) : flow));
    return { ok: true, value: { flows: kept, groups, meters }, notes: compiled.notes };
  };
}

/** The opcodes of `arp` and `nd_ns`: the first four bytes of the userdata. */
const QUESTIONS: ReadonlySet<number> = new Set([0, 9]);
const OPCODE_BYTES = 4;

function goOn(action: Action): Action {
  if (action.kind !== "controller" || action.args.pause !== true) return action;
  const opcode = action.args.userdata?.slice(0, OPCODE_BYTES).reduce((value, byte) => value * 0x100 + byte, 0);
  return QUESTIONS.has(opcode ?? -1) ? { ...action, args: { ...action.args, pause: false } } : action;
}

function isMereCommit(action: Action): boolean {
  return action.kind === "ct" && action.args.commit === true && action.args.table === undefined;
}

function keepConnection(flow: Flow): Flow {
  return { ...flow, actions: flow.actions.map(withoutClear) };
}

function withoutClear(action: Action): Action {
  if (action.kind !== "clone") return action;
  return { ...action, actions: action.actions.filter(({ kind }) => kind !== "ct_clear") };
}
