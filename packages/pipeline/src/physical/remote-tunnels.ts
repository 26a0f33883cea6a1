import { type ClusterChassis, createDiagnostic } from "@ovn-sim/model";
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
  const { view } = context;
  const { bound, encapIp, chassis: main } = facts;
  const only = bound.length === 1 ? main : undefined;
  if (only !== undefined && only !== view.chassis) return routesOrNote(context, facts.number, only, encapIp);
  const own = facts.port.additionalEncaps.find((encap) => encap.chassis_name === view.name);
  return bound.flatMap((chassis, at) => {
    if (chassis === view.chassis) return [];
    const isMain = at === 0 && main !== undefined;
    return routesOrNote(context, facts.number, chassis, isMain ? encapIp : own?.ip);
  });
}

/** The routes to a chassis for a port; that there are none is said once for each chassis. */
export function routesOrNote(
  context: PhysicalContext,
  port: number,
  chassis: ClusterChassis,
  remoteIp: string | undefined,
): readonly Route[] {
  const routes = context.choices.routesTo(chassis, remoteIp);
  if (routes.length === 0) noteMissing(context, context.book.at(port), chassis.name);
  return routes;
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
