import type { ClusterChassis, Cluster, Encap } from "@ovn-sim/model";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import type { FlowTunnel, Tunnel, TunnelType } from "./view.ts";

/** Tunnel types from the best to the least; two chassis use the best that both have. */
export const TUNNEL_TYPES = ["geneve", "stt", "vxlan"] as const satisfies readonly TunnelType[];

export function tunnelType(text: string): TunnelType | undefined {
  return TUNNEL_TYPES.find((type) => type === text);
}

/** A VTEP switch: it knows VNIs and no logical ports. */
export function isRampChassis(chassis: ClusterChassis): boolean {
  return chassis.row.other_config.get("is-vtep") === "true";
}

/** The best tunnel type that two chassis have in common. */
export function commonTunnelType(a: ClusterChassis, b: ClusterChassis): TunnelType | undefined {
  const has = (chassis: ClusterChassis, type: TunnelType) => chassis.encaps.some((encap) => encap.type === type);
  return TUNNEL_TYPES.find((type) => has(a, type) && has(b, type));
}

export type TunnelPorts = {
  readonly tunnels: readonly Tunnel[];
  readonly flowTunnels: ReadonlyMap<TunnelType, FlowTunnel>;
  readonly notes: readonly Diagnostic[];
};

/** The tunnel ports that the integration bridge has, in the order of `Bridge.ports`. */
export function readTunnels(chassis: ClusterChassis): TunnelPorts {
  const tunnels: Tunnel[] = [];
  const flowTunnels = new Map<TunnelType, FlowTunnel>();
  const notes: Diagnostic[] = [];
  for (const { name, type: text, ofport, id, interface: row } of chassis.ovs?.integrationBridge?.tunnels ?? []) {
    if (ofport === undefined) continue;
    const type = tunnelType(text);
    if (type === undefined) {
      notes.push(
        createDiagnostic(
          "OVN5011",
          { chassis: chassis.name, table: "Interface", row: row.uuid, column: "type" },
          `tunnel port ${name} has type ${JSON.stringify(text)}: expected ${TUNNEL_TYPES.join(", ")}; it gets no flows`,
        ),
      );
    } else if (id.kind === "flow") {
      if (!flowTunnels.has(type)) flowTunnels.set(type, { port: name, ofport, type });
    } else if (id.chassis !== chassis.name) {
      const isRamp = row.other_config.get("is-vtep") === "true";
      tunnels.push({
        port: name,
        ofport,
        type,
        chassis: id.chassis,
        remoteIp: id.remoteIp,
        localIp: id.localIp,
        isRamp,
      });
    }
  }
  return { tunnels, flowTunnels, notes };
}

/**
 * The tunnel ports that ovn-controller would make on a fresh bridge: for each other chassis by name, remote
 * by local address in the order of `Chassis.encaps`, with OpenFlow ports from `next` on.
 */
export function predictTunnels(cluster: Cluster, chassis: ClusterChassis, next: () => number): readonly Tunnel[] {
  const named = new Map<string, number>();
  const tunnels: Tunnel[] = [];
  for (const remote of [...cluster.chassis.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (remote === chassis || !isTunnelWanted(chassis, remote)) continue;
    const type = commonTunnelType(chassis, remote);
    const ofType = ({ type: text }: Encap) => text === type;
    for (const to of remote.encaps.filter(ofType)) {
      for (const from of chassis.encaps.filter(ofType)) {
        const port = tunnelName(chassis, remote.name, named);
        const isRamp = isRampChassis(remote);
        tunnels.push({
          port,
          ofport: next(),
          type: type!,
          chassis: remote.name,
          remoteIp: to.ip,
          localIp: from.ip,
          isRamp,
        });
      }
    }
  }
  return tunnels;
}

/** One port for each tunnel type of the chassis, by the order of their names. */
export function predictFlowTunnels(chassis: ClusterChassis, next: () => number): ReadonlyMap<TunnelType, FlowTunnel> {
  const types = [...new Set(chassis.encaps.map(({ type }) => type))].toSorted();
  return new Map(
    types.flatMap((text) => {
      const type = tunnelType(text);
      return type === undefined
        ? []
        : [[type, { port: `ovn${chassis.ovs?.chassisIndex ?? ""}-${type}`, ofport: next(), type }] as const];
    }),
  );
}

/** Whether transport zones and availability zones let two chassis have a tunnel (ovn-controller(8)). */
export function isTunnelWanted(chassis: ClusterChassis, remote: ClusterChassis): boolean {
  if (remote.isRemote && !chassis.isInterconn) return false;
  const { transportZones: mine } = chassis;
  const { transportZones: theirs } = remote;
  return mine.size === 0 && theirs.size === 0 ? true : [...theirs].some((zone) => mine.has(zone));
}

/** A stem and a number in hexadecimal; chassis whose names begin alike share a stem and its numbers. */
function tunnelName(chassis: ClusterChassis, remote: string, named: Map<string, number>): string {
  const index = chassis.ovs?.chassisIndex ?? "";
  const stem = `ovn${index}-${remote.slice(0, index === "" ? 6 : 5)}-`;
  const number = named.get(stem) ?? 0;
  named.set(stem, number + 1);
  return stem + number.toString(16);
}
