import { parseLogicalAddress, type Words } from "@ovn-sim/model";
import type { ViewPort } from "../chassis/index.ts";
import { load, resubmit, setField } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";

/**
 * A gateway port with `redirect-type=bridged` (ovn-nb(5), Logical_Router_Port): packets reach the gateway
 * chassis by the localnet port of the router's switch, with the gateway's MAC address as their source.
 */
export function lowerBridgedRedirect(context: PhysicalContext, { port, kind, key, datapath }: ViewPort): void {
  const { view, tables, registers } = context;
  const mac = firstMac(port.row.mac);
  if (kind !== "chassisredirect" || mac === undefined) return;
  const distributed = port.row.options.get("distributed-port");
  const side = datapath.peers.find(({ remote }) => remote.row.options.get("peer") === distributed)?.remote;
  const switched = side === undefined ? undefined : view.localDatapaths.get(side.row.datapath);
  if (switched?.localnet === undefined) return;
  const actions = [
    setField("dl_src", mac),
    setField("metadata", switched.key),
    load(switched.localnet.row.tunnel_key, registers.outport),
    resubmit(tables.logicalToPhysical),
  ];
  context.add(tables.localOutput, 100, context.matchOutport(datapath.key, key).build(), actions, portSource(port.row));
}

function firstMac(addresses: readonly string[]): Words | undefined {
  const first = parseLogicalAddress(addresses[0] ?? "");
  return first?.kind === "static" ? first.mac : undefined;
}
