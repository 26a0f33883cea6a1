import type { ClusterPort } from "@ovn-sim/model";
import { bindingRight, orderHaMembers, type ViewPort } from "../chassis/index.ts";
import type { PhysicalContext } from "./context.ts";
import { isNetworkFunction } from "./network-function.ts";

/** How this chassis reaches a port. */
export type PortAccess =
  | {
      readonly kind: "local";
      readonly ofport: number;
      /** The VLAN of a container, or of a localnet or l2gateway port; 0 for none. */
      readonly tag: number;
      /** The port whose interface a container or mirror port shares. */
      readonly parent: ClusterPort | undefined;
    }
  /** By the physical network that the switch's localnet port leads to. */
  | { readonly kind: "localnet"; readonly localnet: ClusterPort }
  | { readonly kind: "remote" }
  /** By whichever member of its HA group is alive. */
  | { readonly kind: "ha-remote" }
  /** Not at all: it gets no flows. */
  | { readonly kind: "none" };

type Local = Extract<PortAccess, { kind: "local" }>;

const REMOTE: PortAccess = { kind: "remote" };
const HA_REMOTE: PortAccess = { kind: "ha-remote" };
const NONE: PortAccess = { kind: "none" };

export function portAccess(context: PhysicalContext, viewPort: ViewPort): PortAccess {
  const { view } = context;
  const { datapath, facts } = viewPort;
  const own = ownInterface(context, viewPort);
  if (own === "unusable") return NONE;
  if (own !== undefined) return own;

  const { localnet } = datapath;
  if (localnet !== undefined && !facts.isMultichassis && !isNetworkFunction(context, facts)) {
    return view.patchOfports.has(localnet.name) ? { kind: "localnet", localnet } : NONE;
  }
  const group = facts.haChassisGroup;
  return group === undefined || orderHaMembers(view.cluster, group).length < 2 ? REMOTE : HA_REMOTE;
}

/** The interface that a port has on this chassis; `unusable` when it may have none anywhere. */
function ownInterface(context: PhysicalContext, { kind, facts }: ViewPort): Local | "unusable" | undefined {
  const { view, profile } = context;
  const isMirror = kind === "mirror" && profile.physical.mirrorPorts;
  if (isMirror || facts.parent !== undefined) {
    const { row } = facts.port;
    if (!isMirror && row.tag === undefined) return "unusable";
    const parentName = (isMirror ? row.mirror_port : facts.parent) ?? "";
    const ofport = view.interfaces.get(parentName)?.ofport;
    if (ofport === undefined) return undefined;
    const parent = view.cluster.port(parentName);
    const right = parent === undefined ? "main" : bindingRight(view.chassis, parent.row);
    const { unbindableContainer, containerOnFurtherChassis } = profile.physical;
    if (right === "none" && unbindableContainer === "remote") return undefined;
    if (right === "none" && unbindableContainer === "dropped") return "unusable";
    if (right === "additional" && containerOnFurtherChassis === "dropped") return "unusable";
    return { kind: "local", ofport, tag: isMirror ? 0 : (row.tag ?? 0), parent };
  }
  if (kind === "localnet" || kind === "l2gateway") {
    const ofport = view.patchOfports.get(facts.name);
    return ofport === undefined
      ? undefined
      : { kind: "local", ofport, tag: facts.port.row.tag ?? 0, parent: undefined };
  }
  const ofport = view.interfaces.get(facts.name)?.ofport;
  if (ofport === undefined || bindingRight(view.chassis, facts.port.row) === "none") return undefined;
  return { kind: "local", ofport, tag: 0, parent: undefined };
}
