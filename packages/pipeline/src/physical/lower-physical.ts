import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import type { ChassisView, ViewPort } from "../chassis/index.ts";
import type { Flow } from "../openflow/index.ts";
import type { ReleaseProfile } from "../release/index.ts";
import { lowerBridgedRedirect } from "./bridged-redirect.ts";
import { lowerChassisMacs } from "./chassis-macs.ts";
import { PhysicalContext, PortsLater, type TunnelSelection } from "./context.ts";
import { noteEvpn } from "./evpn.ts";
import { lowerMulticastGroups } from "./multicast-group.ts";
import { portAccess } from "./port-access.ts";
import { lowerByLocalnet } from "./port-localnet-remote.ts";
import { lowerLocalPort } from "./port-local.ts";
import { isPatch, lowerPatch } from "./port-patch.ts";
import { isRedirectHere, lowerRedirect } from "./port-redirect.ts";
import { lowerHaRemotePort, lowerLater, lowerRemotePort } from "./port-remote.ts";
import { lowerRemoteChassis } from "./remote-chassis.ts";
import { lowerStatic } from "./static.ts";
import { lowerTunnelIngress } from "./tunnel-ingress.ts";
import { selectionOf, remoteRoutes } from "./remote-tunnels.ts";
import { zoneLookup } from "./zones.ts";

export type PhysicalFlows = {
  readonly flows: readonly Flow[];
  /** Which tunnel each flow of remote output takes, and why. */
  readonly selections: readonly TunnelSelection[];
  readonly notes: readonly Diagnostic[];
};

/** The families of physical flows, in the order in which ovn-controller makes them. */
const FAMILIES: readonly { readonly name: string; readonly lower: (context: PhysicalContext) => void }[] = [
  { name: "MAC addresses of other chassis", lower: lowerChassisMacs },
  {
    name: "ports of local datapaths",
    lower: (context) => mirrorsLast(context.view.ports).forEach((port) => lowerPort(context, port)),
  },
  { name: "multicast groups", lower: (context) => lowerMulticastGroups(context) },
  { name: "arrival by tunnels", lower: lowerTunnelIngress },
  { name: "ways between tables", lower: lowerStatic },
  { name: "chassis of other availability zones", lower: lowerRemoteChassis },
];

/** Every flow of a chassis that does not come from a logical flow or a table of learned addresses. */
export function lowerPhysical(view: ChassisView, profile: ReleaseProfile = view.profile): PhysicalFlows {
  return lowerAll(new PhysicalContext(view, profile));
}

/** The flows of {@link lowerPhysical}, those that send to a port elsewhere when they are asked for. */
export type PhysicalOnDemand = Pick<PhysicalFlows, "flows" | "notes"> & {
  /** The flows of remote output that match a datapath and an outport: the same array for the same two. */
  flowsTo(datapathKey: number, outportKey: number): readonly Flow[];
};

/** A large cluster has flows to tens of thousands of ports elsewhere, of which a packet meets those of one. */
export function lowerPhysicalOnDemand(view: ChassisView, profile: ReleaseProfile = view.profile): PhysicalOnDemand {
  const later = new PortsLater();
  const context = new PhysicalContext(view, profile, later);
  lowerAll(context);
  const { flows, notes } = context;
  const known = new Map<readonly ViewPort[], readonly Flow[]>();
  return {
    flows: flows.slice(),
    notes,
    flowsTo: (datapathKey, outportKey) => {
      const ports = later.find(datapathKey, outportKey);
      if (ports === undefined) return NO_FLOWS;
      let made = known.get(ports);
      if (made === undefined) {
        const start = flows.length;
        for (const port of ports) lowerLater(context, port);
        known.set(ports, (made = flows.splice(start)));
      }
      return made;
    },
  };
}

const NO_FLOWS: readonly Flow[] = [];

function lowerAll(context: PhysicalContext): PhysicalFlows {
  for (const { lower } of FAMILIES) lower(context);
  context.noteChances();
  noteEvpn(context);
  const { flows, notes } = context;
  let selections: readonly TunnelSelection[] | undefined;
  return {
    flows,
    notes,
    get selections() {
      return (selections ??= selectionsOf(context));
    },
  };
}

/** They are told when they are asked for: there is one for each of tens of thousands of flows, and few readers want them. */
function selectionsOf(context: PhysicalContext): readonly TunnelSelection[] {
  const { tunnelled, view } = context;
  return tunnelled.flatMap((facts) => {
    const routes = remoteRoutes(context, facts);
    return view.encapIps.flatMap((_, encapId) =>
      routes.map((route) => selectionOf(facts, route, route.byEncapId[encapId]!, encapId)),
    );
  });
}

/** A mirror port wants its target's arrival; where nothing tells which of them is read later, the target keeps it. */
function mirrorsLast(ports: readonly ViewPort[]): readonly ViewPort[] {
  const isMirror = ({ kind }: ViewPort): boolean => kind === "mirror";
  if (!ports.some(isMirror)) return ports;
  return [...ports.filter((port) => !isMirror(port)), ...ports.filter(isMirror)];
}

/** The flows of one port, by how this chassis reaches it. */
function lowerPort(context: PhysicalContext, viewPort: ViewPort): void {
  const { kind, facts } = viewPort;
  if (kind === "vif") lowerZoneLookup(context, viewPort);
  if (kind === "unknown") noteUnknownKind(context, viewPort);
  if (isPatch(context, viewPort)) return lowerPatch(context, viewPort);
  if (isRedirectHere(context, viewPort)) return lowerRedirect(context, viewPort);

  const access = portAccess(context, viewPort);
  if (access.kind === "none") return;
  if (access.kind === "local") lowerLocalPort(context, viewPort, access);
  if (access.kind === "localnet" && !context.view.alwaysTunnel) {
    lowerByLocalnet(context, viewPort, access.localnet);
    return;
  }
  if (facts.isBridged) lowerBridgedRedirect(context, viewPort);
  else if (access.kind === "ha-remote") lowerHaRemotePort(context, viewPort);
  else lowerRemotePort(context, viewPort);
}

/** Finds the zone of a port again for an ICMP error that the kernel made of its packet. */
function lowerZoneLookup(context: PhysicalContext, viewPort: ViewPort): void {
  const { key, datapath, facts } = viewPort;
  const match = context.fromPort(datapath.key, key);
  context.addOfPort(context.tables.ctZoneLookup, 100, match, zoneLookup(context, viewPort), facts);
}

function noteUnknownKind(context: PhysicalContext, { port }: ViewPort): void {
  const place = { table: "Port_Binding", row: port.row.uuid, column: "type", chassis: context.view.name };
  const message = `port ${port.name} has type ${JSON.stringify(port.row.type)}, which is not known: it is treated as a port elsewhere`;
  context.notes.push(createDiagnostic("OVN5010", place, message));
}
