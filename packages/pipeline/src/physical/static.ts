import { type Action, FIELDS, type Match, subfield } from "../openflow/index.ts";
import { LOGICAL_REGISTERS } from "../release/index.ts";
import { drop, load, move, resubmit } from "./actions.ts";
import { type PhysicalContext, subfieldOf } from "./context.ts";

/** Conntrack state bits (ovs-fields(7), `ct_state`). */
const CT_NEW = 0x01;
const CT_ESTABLISHED = 0x02;
const CT_TRACKED = 0x20;

/** Clears the registers that are the logical pipeline's own. */
export function clearLogicalRegisters(): Action[] {
  return LOGICAL_REGISTERS.map((register) => load(0, subfieldOf(register)));
}

/** The flows that every chassis has, whatever is bound to it: the ways between the tables. */
export function lowerStatic(context: PhysicalContext): void {
  const { tables, registers, view } = context;
  const add = (table: number, priority: number, match: Match, actions: readonly Action[]) =>
    context.add(table, priority, match, actions);
  const all = context.matchAll();
  const dropped = (table: number) => add(table, 0, all, drop(view.dropSampling, table));

  dropped(tables.physicalToLogical);
  add(tables.ctZoneLookup, 0, all, [resubmit(tables.logicalIngress)]);
  add(tables.largePacketDetect, 0, all, [resubmit(tables.remoteOutput)]);
  const loopback = context.withFlags(context.match(), ["allowLoopback"]).build();
  add(tables.largePacketProcess, 10, loopback, [resubmit(tables.localOutput)]);
  add(tables.largePacketProcess, 0, all, [resubmit(tables.remoteOutput)]);

  const fromRamp = context.withFlags(context.match(), ["receivedFromRamp"], ["allowLoopback"]).build();
  add(tables.remoteOutput, 150, fromRamp, [resubmit(tables.localOutput)]);
  const localOnly = context.withFlags(context.match(), ["localOnly"]).build();
  add(tables.remoteOutput, 150, localOnly, [resubmit(tables.localOutput)]);
  add(tables.remoteOutput, 0, all, [resubmit(context.afterRemoteOutput)]);
  if (tables.remoteVtepOutput !== undefined) add(tables.remoteVtepOutput, 0, all, [resubmit(tables.localOutput)]);

  dropped(tables.localOutput);
  add(tables.checkLoopback, 0, all, [...clearLogicalRegisters(), resubmit(tables.logicalEgress)]);
  add(tables.saveInport, 0, all, [resubmit(tables.logicalToPhysical)]);
  dropped(tables.logicalToPhysical);

  lowerOriginalDestination(context);
  if (context.profile.physical.ctStateSave) {
    const save = move(subfield(FIELDS.ct_state, 0, 8), registers.ctSavedState);
    add(tables.ctStateSave, 0xfffe, all, [save]);
    const untracked = context.match().setMasked("ct_state", 0, CT_TRACKED).build();
    add(tables.ctStateSave, 0xffff, untracked, [load(0, registers.ctSavedState)]);
  }
  if (context.profile.physical.fdbDefaults) {
    add(tables.getFdb, 0, all, [load(0, registers.outport)]);
    if (tables.getRemoteFdb !== undefined && registers.remoteOutport !== undefined) {
      add(tables.getRemoteFdb, 0, all, [load(0, registers.remoteOutport)]);
    }
  }
}

/**
 * Looks up what a connection was first sent to. Flows for new connections came later and do their copy
 * twice, because they took over the actions of the flow before them.
 */
function lowerOriginalDestination(context: PhysicalContext): void {
  const { tables, registers } = context;
  const { ctOriginalDestination } = context.profile.physical;
  if (ctOriginalDestination === "none") return;
  const lookups = [
    { table: tables.ctOriginalTpDst, src: subfield(FIELDS.ct_tp_dst), dst: registers.ctOriginalTpDst },
    { table: tables.ctOriginalProto, src: subfield(FIELDS.ct_nw_proto), dst: registers.ctOriginalProto },
    { table: tables.ctOriginalNwDst, src: subfield(FIELDS.ct_nw_dst), dst: registers.ctOriginalNwDst, ip: "ip" },
    { table: tables.ctOriginalIp6Dst, src: subfield(FIELDS.ct_ipv6_dst), dst: registers.ctOriginalIp6Dst, ip: "ipv6" },
  ] as const;
  for (const lookup of lookups) {
    const { table, src, dst } = lookup;
    if (table === undefined || dst === undefined) continue;
    const matchState = (state: number) => {
      const builder = context.match().setMasked("ct_state", state, state);
      return ("ip" in lookup ? builder.protocol(lookup.ip) : builder).build();
    };
    const copy = move(src, dst);
    context.add(table, 100, matchState(CT_TRACKED | CT_ESTABLISHED), [copy]);
    if (ctOriginalDestination === "established-and-new") {
      context.add(table, 100, matchState(CT_TRACKED | CT_NEW), [copy, copy]);
    }
  }
}
