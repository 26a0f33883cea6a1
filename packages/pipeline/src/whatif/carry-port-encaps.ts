import type { ClusterChassis, ClusterPort, DatabaseEdit, Encap } from "@ovn-sim/model";
import { type PortKind, portKind, TUNNEL_TYPES, tunnelType } from "../chassis/index.ts";
import type { CarryContext } from "./context.ts";

/** Kinds of port that some other program binds, or nobody. */
const NOT_BOUND: ReadonlySet<PortKind> = new Set(["localport", "localnet", "patch", "remote", "vtep"]);

/** A chassis with fewer Encap rows gives its ports none (ovn-controller's binding). */
const FEWEST_ENCAPS = 2;

/**
 * Gives the ports that a chassis has bound the Encap rows that their interfaces ask for, as its ovn-controller does; of
 * all ports, or of those that lie in the interfaces of some logical ports.
 */
export function carryPortEncaps(context: CarryContext, chassis: ClusterChassis, carriers?: ReadonlySet<string>): void {
  const { cluster, log, working } = context;
  const edits: DatabaseEdit[] = [];
  for (const row of cluster.southbound.tables.Port_Binding.values()) {
    const isMain = row.chassis === chassis.row.uuid;
    if (!isMain && !row.additional_chassis.includes(chassis.row.uuid)) continue;
    const port = cluster.portOf(row);
    const kind = portKind(row);
    const carrier = carrierOf(port, kind);
    if (NOT_BOUND.has(kind) || (carriers !== undefined && (carrier === undefined || !carriers.has(carrier)))) continue;
    const encap = chooseEncap(chassis, encapIpOf(chassis, carrier));
    const name = `Port_Binding[${port.name}]`;
    if (isMain) {
      if (encap?.uuid === row.encap) continue;
      edits.push({ kind: "cell", table: "Port_Binding", row: row.uuid, column: "encap", datum: encap?.uuid });
      log.carried(chassis.name, `${name}.encap = ${shown(encap)} (was ${shown(port.encap)})`);
    } else if (encap !== undefined && !row.additional_encap.includes(encap.uuid)) {
      const datum = [...row.additional_encap, encap.uuid];
      edits.push({ kind: "cell", table: "Port_Binding", row: row.uuid, column: "additional_encap", datum });
      const stays = port.additionalEncaps.some(({ chassis_name: owner }) => owner === chassis.name);
      log.carried(chassis.name, `${name}.additional_encap += ${shown(encap)}${stays ? "; what was there stays" : ""}`);
    }
  }
  working.edit(cluster.southbound.file, edits);
}

function shown(encap: Encap | undefined): string {
  return encap === undefined ? "(none)" : `${encap.type} ${encap.ip}`;
}

/** The logical port in whose interface a port lies; a port of a router or a gateway lies in none. */
function carrierOf(port: ClusterPort, kind: PortKind): string | undefined {
  switch (kind) {
    case "vif":
      return port.name;
    case "container":
      return port.row.parent_port;
    case "mirror":
      return port.row.mirror_port;
    case "virtual":
      return port.row.virtual_parent;
    default:
      return undefined;
  }
}

function encapIpOf(chassis: ClusterChassis, carrier: string | undefined): string | undefined {
  const found = carrier === undefined ? undefined : chassis.ovs?.integrationBridge?.byIfaceId.get(carrier);
  return found?.find(({ ofport }) => ofport !== undefined)?.encapIp;
}

/** The Encap row of an address, or of the default one where no address is asked for; of several the best type's. */
function chooseEncap({ encaps }: ClusterChassis, ip: string | undefined): Encap | undefined {
  if (encaps.length < FEWEST_ENCAPS) return undefined;
  const meant = encaps.filter((encap) =>
    ip === undefined ? encap.options.get("is_default") === "true" : encap.ip === ip,
  );
  const rank = ({ type }: Encap): number => {
    const known = tunnelType(type);
    return known === undefined ? TUNNEL_TYPES.length : TUNNEL_TYPES.indexOf(known);
  };
  return meant.toSorted((a, b) => rank(a) - rank(b))[0];
}
