import type { Cluster, ClusterChassis, ClusterPort } from "@ovn-sim/model";
import type { ReleaseProfile } from "../release/index.ts";
import { bindingRight, isBoundTo } from "./binding.ts";
import { isHaMember } from "./ha-group.ts";
import { type PortKind, portKind } from "./port-kind.ts";
import type { LocalInterface } from "./view.ts";

export type ClaimContext = {
  readonly cluster: Cluster;
  readonly chassis: ClusterChassis;
  readonly profile: ReleaseProfile;
  /** Interfaces of this chassis by logical port. */
  readonly interfaces: ReadonlyMap<string, LocalInterface>;
};

/**
 * Whether a port makes its datapath local: ovn-controller(8) binds it here, or could after a failover.
 * Kinds that are on every chassis (localport, localnet, patch) make none local.
 */
export function isClaimed(context: ClaimContext, port: ClusterPort, kind: PortKind): boolean {
  const { cluster, chassis, interfaces } = context;
  switch (kind) {
    case "vif":
      return interfaces.has(port.name) && bindingRight(chassis, port.row) !== "none";
    case "container":
    case "mirror":
      return isCarried(context, port, kind);
    case "virtual": {
      const parent = port.row.virtual_parent;
      const carrier = parent === undefined ? undefined : cluster.southbound.portByName.get(parent);
      return carrier !== undefined && interfaces.has(carrier.logical_port) && isBoundTo(carrier, chassis);
    }
    case "l2gateway":
      return port.row.options.get("l2gateway-chassis") === chassis.name;
    case "l3gateway":
      return port.row.options.get("l3gateway-chassis") === chassis.name;
    case "chassisredirect":
    case "external":
      return isHaMember(cluster, port.haChassisGroup, chassis);
    default:
      return false;
  }
}

/**
 * A container or mirror port lives in the interface of another port, which must be a VIF of this chassis. Where that is
 * an additional one of the VIF, ovn-controller at times does not claim the container for good (a VIF that it claimed
 * twice in a row stays postponed): the Southbound tells whether it did.
 */
function isCarried({ cluster, chassis, interfaces }: ClaimContext, port: ClusterPort, kind: PortKind): boolean {
  const name = kind === "mirror" ? port.row.mirror_port : port.row.parent_port;
  const carrier = name === undefined ? undefined : cluster.southbound.portByName.get(name);
  if (carrier === undefined || portKind(carrier) !== "vif" || !interfaces.has(carrier.logical_port)) return false;
  const right = bindingRight(chassis, carrier);
  if (right === "additional" && !isBoundTo(port.row, chassis)) return false;
  return bindingRight(chassis, port.row) !== "none" && right !== "none";
}

/** Whether logical flows that name a port of a local datapath matter on this chassis. */
export function isRelated(context: ClaimContext, port: ClusterPort, kind: PortKind): boolean {
  switch (kind) {
    case "patch":
    case "vtep":
    case "localnet":
      return true;
    case "remote":
      return context.profile.physical.remotePortsRelated;
    case "localport":
      return context.interfaces.has(port.name);
    default:
      return isClaimed(context, port, kind);
  }
}
