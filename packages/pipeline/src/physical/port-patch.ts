import type { ClusterPort } from "@ovn-sim/model";
import type { ViewPort } from "../chassis/index.ts";
import { load, resubmit } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { enterPort } from "./ingress-metadata.ts";
import { lowerLocalOutput } from "./local-output.ts";
import { clearLogicalRegisters } from "./static.ts";

/** Whether a port is one side of a pair that joins two datapaths on this chassis. */
export function isPatch(context: PhysicalContext, { kind, facts }: ViewPort): boolean {
  return kind === "patch" || (kind === "l3gateway" && facts.chassis === context.view.chassis);
}

/**
 * A patch port, or a gateway router's port on its own chassis: output to it enters the other datapath by its
 * peer, as a clone with a clean slate. The encap id stays: routed packets keep the VTEP that they came with.
 */
export function lowerPatch(context: PhysicalContext, { port, key, datapath }: ViewPort): void {
  const { tables, registers } = context;
  const peer = peerOf(context, port);
  if (peer === undefined) return;
  lowerLocalOutput(context, port);
  const actions = [
    { kind: "ct_clear" } as const,
    load(0, registers.dnatZone),
    load(0, registers.snatZone),
    load(0, registers.ctZone),
    ...enterPort(context, peer),
    load(0, registers.flags),
    load(0, registers.outport),
    ...clearLogicalRegisters(),
    resubmit(tables.logicalIngress),
  ];
  const match = context.matchOutport(datapath.key, key).build();
  context.add(tables.logicalToPhysical, 100, match, [{ kind: "clone", actions }], portSource(port.row));
}

/** The other side, when each side names the other and their types go together. */
function peerOf(context: PhysicalContext, port: ClusterPort): ClusterPort | undefined {
  if (port.peer === undefined) return undefined;
  const peer = context.view.cluster.portOf(port.peer);
  if (peer.row.options.get("peer") !== port.name) return undefined;
  if (peer.row.type === port.row.type) return peer;
  const types = new Set([peer.row.type, port.row.type]);
  const isMixed = types.has("patch") && types.has("l3gateway");
  return context.profile.physical.mixedPeers && isMixed ? peer : undefined;
}
