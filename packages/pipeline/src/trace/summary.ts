import type { Cluster, ClusterChassis, ClusterPort } from "@ovn-sim/model";
import { type PortKind, portKind } from "../chassis/index.ts";
import { describeUnassigned, explainPortVtep, type PortVtep } from "./explain-vtep.ts";

/** A port of a chassis with the VTEP that its traffic leaves by. */
export type PortSummary = {
  readonly name: string;
  readonly kind: PortKind;
  readonly datapath: string;
  /** The interface of the chassis that carries it; absent when the chassis's own database is, or has none. */
  readonly interface: string | undefined;
  readonly ofport: number | undefined;
  readonly vtep: PortVtep;
};

/** A port that belongs to no chassis: nobody has claimed it, or its kind is at home on every one. */
export type UnboundPort = { readonly name: string; readonly kind: PortKind; readonly datapath: string };

export type ChassisSummary = {
  readonly name: string;
  readonly hostname: string;
  readonly types: readonly string[];
  readonly transportZones: readonly string[];
  readonly isRemote: boolean;
  readonly hasOwnDatabase: boolean;
  readonly vteps: readonly { readonly ip: string; readonly encapId: number; readonly isDefault: boolean }[];
  /** What an interface without a VTEP of its own gets; absent on a chassis without VTEPs. */
  readonly unassigned: string | undefined;
  /** Tunnel ports present in the chassis's own database, by the chassis that they lead to. */
  readonly tunnels: readonly { readonly chassis: string; readonly type: string; readonly ports: number }[];
  readonly ports: readonly PortSummary[];
};

/** The cluster at a glance. */
export type ClusterSummary = {
  readonly release: string | undefined;
  readonly counts: { readonly chassis: number; readonly datapaths: number; readonly ports: number };
  readonly chassis: readonly ChassisSummary[];
  readonly unbound: readonly UnboundPort[];
};

/** Names as people sort them: `p2` before `p10`. */
const NAMES = new Intl.Collator("en", { numeric: true });

/** Everything is sorted by name. */
export function summariseCluster(cluster: Cluster): ClusterSummary {
  const ports = [...cluster.southbound.tables.Port_Binding.values()].map((row) => cluster.portOf(row));
  return {
    release: cluster.release,
    counts: {
      chassis: cluster.chassis.size,
      datapaths: cluster.southbound.tables.Datapath_Binding.size,
      ports: ports.length,
    },
    chassis: sortByName([...cluster.chassis.values()]).map((chassis) => summariseChassis(chassis, ports)),
    unbound: sortByName(ports.filter((port) => port.chassis === undefined)).map((port) => ({
      name: port.name,
      kind: portKind(port.row),
      datapath: port.datapath.name,
    })),
  };
}

function sortByName<T extends { readonly name: string }>(things: readonly T[]): readonly T[] {
  return things.toSorted((a, b) => NAMES.compare(a.name, b.name));
}

function summariseChassis(chassis: ClusterChassis, ports: readonly ClusterPort[]): ChassisSummary {
  const tunnels = new Map<string, { chassis: string; type: string; ports: number }>();
  for (const tunnel of chassis.ovs?.integrationBridge?.tunnels ?? []) {
    const to = tunnel.id.kind === "flow" ? "any chassis (flow-based)" : tunnel.id.chassis;
    const key = `${to} ${tunnel.type}`;
    const entry = tunnels.get(key) ?? { chassis: to, type: tunnel.type, ports: 0 };
    entry.ports++;
    tunnels.set(key, entry);
  }
  return {
    name: chassis.name,
    hostname: chassis.row.hostname,
    types: [...new Set(chassis.encaps.map((encap) => encap.type))],
    transportZones: [...chassis.transportZones],
    isRemote: chassis.isRemote,
    hasOwnDatabase: chassis.ovs !== undefined,
    vteps: chassis.vteps.list.map(({ ip, encapId, isDefault }) => ({ ip, encapId, isDefault })),
    unassigned: chassis.vteps.list.length === 0 ? undefined : describeUnassigned(chassis),
    tunnels: [...tunnels.values()].sort((a, b) => NAMES.compare(a.chassis, b.chassis)),
    ports: sortByName(ports.filter((port) => port.chassis?.name === chassis.name)).map((port) =>
      summarisePort(port, chassis),
    ),
  };
}

function summarisePort(port: ClusterPort, chassis: ClusterChassis): PortSummary {
  const carrier = port.parent?.logical_port ?? port.name;
  const owner = chassis.ovs?.integrationBridge?.byIfaceId.get(carrier)?.[0];
  const vtep = explainPortVtep(port);
  return {
    name: port.name,
    kind: portKind(port.row),
    datapath: port.datapath.name,
    interface: owner?.name,
    ofport: owner?.ofport,
    vtep: vtep ?? {
      chassis: chassis.name,
      encapId: 0,
      ip: undefined,
      reason: "no-vtep",
      text: "",
      assigned: false,
      asksFor: undefined,
      hasUnreadKey: false,
    },
  };
}
