import type { ClusterPort } from "@ovn-sim/model";
import type { ViewPort } from "../chassis/index.ts";
import { type Action, FIELDS } from "../openflow/index.ts";
import { lowerActivation } from "./activation.ts";
import { load, output, resubmit } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { enterPortWithEncapId } from "./ingress-metadata.ts";
import { lowerLocalOutput } from "./local-output.ts";
import { lowerLocalnet } from "./localnet.ts";
import { isNetworkFunction, lowerNetworkFunctionReturn } from "./network-function.ts";
import type { PortAccess } from "./port-access.ts";
import { popVlan, pushVlan } from "./vlan.ts";

type LocalAccess = Extract<PortAccess, { kind: "local" }>;

/**
 * A port with an interface of this chassis: a VIF, a container in one, a localport, or the patch port of a
 * localnet or l2gateway port.
 */
export function lowerLocalPort(context: PhysicalContext, viewPort: ViewPort, access: LocalAccess): void {
  const { tables } = context;
  const { port, kind, key, datapath } = viewPort;
  const source = portSource(port.row);
  lowerLocalOutput(context, port, access.parent);
  lowerActivation(context, viewPort, access.ofport);
  lowerArrival(context, viewPort, access);

  const toWire = [output(access.ofport)];
  const tagged = [...pushVlan(access.tag, tagProtocolOption(datapath.localnet)), ...toWire, popVlan];
  const out = context.matchOutport(datapath.key, key).build();
  context.add(tables.logicalToPhysical, 100, out, access.tag === 0 ? toWire : tagged, source);

  if (kind === "localnet") lowerLocalnet(context, viewPort, access);
  if (kind === "localport") {
    const match = context.matchInport(datapath.key, key).build();
    context.add(tables.remoteOutput, 150, match, [resubmit(tables.localOutput)], source);
  }
  if (datapath.localnet !== undefined && isNetworkFunction(context, viewPort.facts))
    lowerNetworkFunctionReturn(context, viewPort);
}

/** The EtherType that the switch's physical network wants for its tags. */
export function tagProtocolOption(localnet: ClusterPort | undefined): string | undefined {
  return localnet?.row.options.get("ethtype");
}

/** Table 0: a packet from the interface becomes one from the logical port. */
function lowerArrival(context: PhysicalContext, { port, kind }: ViewPort, access: LocalAccess): void {
  const { tables } = context;
  const { ofport, tag, parent } = access;
  const source = portSource(port.row);
  const isPhysical = kind === "localnet" || kind === "l2gateway";
  const match = context.match().set("in_port", ofport);
  const before: Action[] = [];
  if (tag !== 0 || isPhysical) {
    if (parent !== undefined) before.push(load(1, context.flag("nestedContainer")));
    if (tag !== 0 || port.row.options.get("vlan-passthru") !== "true") {
      match.set(FIELDS.dl_vlan, tag);
      before.push(popVlan);
    }
  }
  const arrived = match.build();
  const entered = [
    ...enterPortWithEncapId(context, port),
    ...(kind === "localport" ? [load(1, context.flag("localport"))] : []),
    resubmit(tables.logicalIngress),
  ];
  // A mirror port wants the flow of the port whose interface it shares.
  context.addShared(tables.physicalToLogical, tag === 0 ? 100 : 150, arrived, [...before, ...entered], source);
  if (tag === 0 && isPhysical) {
    const untagged = context.match().set("in_port", ofport).tagged(false).build();
    context.add(tables.physicalToLogical, 100, untagged, entered, source);
  }
}
