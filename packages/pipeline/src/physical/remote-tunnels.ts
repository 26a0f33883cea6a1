import { type ClusterChassis, type ClusterPort, createDiagnostic } from "@ovn-sim/model";
import type { PhysicalContext, TunnelSelection } from "./context.ts";
import { factsOf } from "./port-facts.ts";

/**
 * A tunnel to each chassis that a port is bound to, besides this one, for one local address. An additional
 * chassis is reached at whatever address the tunnels there have: ovn-controller looks for the port's
 * additional Encap under its own name and not under the other's.
 */
export function remoteTunnels(
  context: PhysicalContext,
  port: ClusterPort,
  encapId: number | undefined,
): readonly TunnelSelection[] {
  const { view } = context;
  const found: TunnelSelection[] = [];
  const add = (chassis: ClusterChassis, remoteIp: string | undefined): void => {
    if (chassis === view.chassis) return;
    const choice = context.choices.choose(chassis, remoteIp, encapId);
    if (choice === undefined) return noteMissing(context, port, chassis.name);
    const { tunnel, reason, wanted } = choice;
    found.push({ tunnel, reason, wanted, logicalPort: port.name, chassis: chassis.name, encapId });
  };
  if (port.chassis !== undefined) add(port.chassis, factsOf(port).encapIp);
  if (port.additionalChassis.length > 0) {
    const own = port.additionalEncaps.find((encap) => encap.chassis_name === view.name);
    for (const chassis of port.additionalChassis) add(chassis, own?.ip);
  }
  return found;
}

/** Says once for each chassis that nothing can be sent there. */
function noteMissing(context: PhysicalContext, port: ClusterPort, chassis: string): void {
  const { name } = context.view;
  context.noteOnce(`tunnel to ${chassis}`, () =>
    createDiagnostic(
      "OVN5012",
      { table: "Chassis", row: chassis, chassis: name },
      `${name} has no tunnel to ${chassis}: packets to its ports, such as ${port.name}, are dropped`,
      "the two need a tunnel type and a transport zone in common",
    ),
  );
}
