import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import type { ChassisView } from "../chassis/index.ts";
import type { BridgePort } from "../machine/index.ts";
import type { PortsDesc } from "../openflow/index.ts";

/** The ports of a chassis's integration bridge, and what was odd about what is told of them. */
export type BridgePorts = {
  readonly names: ReadonlyMap<number, string>;
  readonly ports: readonly BridgePort[];
  readonly notes: readonly Diagnostic[];
};

/**
 * Joins what the databases say of a bridge's ports with what the bridge itself told. Names are those of the
 * databases; whether a port is alive is known from the bridge alone.
 */
export function createBridgePorts(view: ChassisView, desc: PortsDesc | undefined): BridgePorts {
  const names = namePorts(view, desc);
  const ports = [...names].map(([ofPort, name]): BridgePort => {
    const live = isSameName(name, desc?.byNumber.get(ofPort)) ? desc?.live.get(ofPort) : undefined;
    return live === undefined ? { ofPort, name } : { ofPort, name, live };
  });
  return { names, ports, notes: view.chassis.ovs === undefined ? [] : checkNames(view.name, names, desc) };
}

function namePorts(view: ChassisView, desc: PortsDesc | undefined): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [ofPort, { name }] of view.chassis.ovs?.integrationBridge?.byOfport ?? []) names.set(ofPort, name);
  for (const { ofport, name, logicalPort } of view.interfaces.values())
    if (!names.has(ofport)) names.set(ofport, name ?? logicalPort);
  for (const { ofport, port } of view.tunnels) if (!names.has(ofport)) names.set(ofport, port);
  for (const { ofport, port } of view.flowTunnels.values()) if (!names.has(ofport)) names.set(ofport, port);
  for (const [port, ofport] of view.patchOfports) if (!names.has(ofport)) names.set(ofport, `patch to ${port}`);
  for (const [ofport, name] of desc?.byNumber ?? []) if (!names.has(ofport)) names.set(ofport, name);
  return names;
}

/** OpenFlow cuts the names of ports here (OFP_MAX_PORT_NAME_LEN of the OpenFlow specification, less the null). */
const OPENFLOW_NAME_BYTES = 15;

function isSameName(name: string, told: string | undefined): boolean {
  return told === name || (told?.length === OPENFLOW_NAME_BYTES && name.startsWith(told));
}

/** The ports to which the bridge gives another name than the databases do. */
function checkNames(
  chassis: string,
  names: ReadonlyMap<number, string>,
  desc: PortsDesc | undefined,
): readonly Diagnostic[] {
  const notes: Diagnostic[] = [];
  for (const [ofPort, name] of desc?.byNumber ?? []) {
    const known = names.get(ofPort);
    if (known === undefined || isSameName(known, name)) continue;
    const message = `port ${ofPort} is ${name} in the dump of the ports, expected ${known} as in the database; its state is not used`;
    notes.push(createDiagnostic("OVN6510", { chassis }, message, "take both at the same moment"));
  }
  return notes;
}
