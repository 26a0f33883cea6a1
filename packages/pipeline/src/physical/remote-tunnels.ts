import { createDiagnostic, type ClusterPort } from "@ovn-sim/model";
import type { PhysicalContext, TunnelSelection } from "./context.ts";
import { selectTunnel } from "./select-tunnel.ts";

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
  const localIp = encapId === undefined ? undefined : view.encapIps[encapId];
  const own = port.additionalEncaps.find((encap) => encap.chassis_name === view.name);
  const targets = [
    ...(port.chassis === undefined ? [] : [{ chassis: port.chassis, remoteIp: port.encap?.ip }]),
    ...port.additionalChassis.map((chassis) => ({ chassis, remoteIp: own?.ip })),
  ];
  return targets.flatMap(({ chassis, remoteIp }) => {
    if (chassis === view.chassis) return [];
    const choice = selectTunnel(view.tunnelsTo.get(chassis.name) ?? [], { remoteIp, localIp });
    if (choice === undefined) {
      noteMissing(context, port, chassis.name);
      return [];
    }
    return [{ ...choice, logicalPort: port.name, chassis: chassis.name, encapId }];
  });
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
