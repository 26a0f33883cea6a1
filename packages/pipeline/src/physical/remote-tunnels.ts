import { createDiagnostic } from "@ovn-sim/model";
import type { PortFacts } from "../chassis/index.ts";
import type { PhysicalContext, TunnelSelection } from "./context.ts";
import type { TunnelChoice } from "./select-tunnel.ts";
import type { Route } from "./tunnel-choices.ts";

/**
 * A route to each chassis that a port is bound to, besides this one. An additional chassis is reached at whatever address
 * the tunnels there have: ovn-controller looks for the port's additional Encap under its own name and not under the
 * other's.
 */
export function remoteRoutes(context: PhysicalContext, facts: PortFacts): readonly Route[] {
  const { view, choices } = context;
  const { bound, encapIp, chassis: main } = facts;
  const only = bound.length === 1 ? main : undefined;
  if (only !== undefined && only !== view.chassis) {
    const routes = choices.routesTo(only, encapIp);
    if (routes.length === 0) noteMissing(context, facts, only.name);
    return routes;
  }
  const own = facts.port.additionalEncaps.find((encap) => encap.chassis_name === view.name);
  return bound.flatMap((chassis, at) => {
    if (chassis === view.chassis) return [];
    const isMain = at === 0 && main !== undefined;
    const routes = choices.routesTo(chassis, isMain ? encapIp : own?.ip);
    if (routes.length === 0) noteMissing(context, facts, chassis.name);
    return routes;
  });
}

/** A choice as it is told of. */
export function selectionOf(
  { name }: PortFacts,
  { chassis }: Route,
  { tunnel, reason, wanted }: TunnelChoice,
  encapId: number | undefined,
): TunnelSelection {
  return { tunnel, reason, wanted, logicalPort: name, chassis: chassis.name, encapId };
}

/** Says once for each chassis that nothing can be sent there. */
function noteMissing(context: PhysicalContext, { name: port }: PortFacts, chassis: string): void {
  const { name } = context.view;
  context.noteOnce(`tunnel to ${chassis}`, () =>
    createDiagnostic(
      "OVN5012",
      { table: "Chassis", row: chassis, chassis: name },
      `${name} has no tunnel to ${chassis}: packets to its ports, such as ${port}, are dropped`,
      "the two need a tunnel type and a transport zone in common",
    ),
  );
}
