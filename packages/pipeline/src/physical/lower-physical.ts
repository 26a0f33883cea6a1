import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import { type ChassisView, type ViewPort, viewPort } from "../chassis/index.ts";
import type { Flow } from "../openflow/index.ts";
import type { ReleaseProfile } from "../release/index.ts";
import { lowerBridgedRedirect } from "./bridged-redirect.ts";
import { lowerChassisMacs } from "./chassis-macs.ts";
import { PhysicalContext, type TunnelSelection } from "./context.ts";
import { noteEvpn } from "./evpn.ts";
import { lowerMulticastGroups } from "./multicast-group.ts";
import { portAccess } from "./port-access.ts";
import { lowerByLocalnet } from "./port-localnet-remote.ts";
import { lowerLocalPort } from "./port-local.ts";
import { isPatch, lowerPatch } from "./port-patch.ts";
import { isRedirectHere, lowerRedirect } from "./port-redirect.ts";
import { lowerHaRemotePort, lowerLater, lowerRemotePort } from "./port-remote.ts";
import { findNamed, PortsElsewhere } from "./ports-elsewhere.ts";
import { type PortLater, PortsLater } from "./ports-later.ts";
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
    lower: (context) => lowerPorts(context),
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

/** The flows of {@link lowerPhysical}, those that a large switch has one of for each port when they are asked for. */
export type PhysicalOnDemand = Pick<PhysicalFlows, "flows" | "notes"> & {
  /** The flows of remote output that match a datapath and an outport: the same array for the same two. */
  flowsTo(datapathKey: number, outportKey: number): readonly Flow[];
  /** The flows of the lookup of zones that match a datapath and an inport: the same array for the same two. */
  zoneLookupsOf(datapathKey: number, inportKey: number): readonly Flow[];
};

/** A large cluster has flows of tens of thousands of ports, of which a packet meets those of two. */
export function lowerPhysicalOnDemand(view: ChassisView, profile: ReleaseProfile = view.profile): PhysicalOnDemand {
  const later = { outputs: new PortsLater(), zoneLookups: new PortsLater() };
  const context = new PhysicalContext(view, profile, later);
  lowerAll(context);
  const { flows, notes } = context;
  const makeBy = (ports: PortsLater, lower: (port: PortLater) => void) => {
    const known = new Map<readonly PortLater[], readonly Flow[]>();
    return (datapathKey: number, portKey: number): readonly Flow[] => {
      const found = ports.find(context.book, datapathKey, portKey);
      let made = known.get(found);
      if (made === undefined) {
        const start = flows.length;
        for (const port of found) lower(port);
        known.set(found, (made = flows.splice(start)));
      }
      return made;
    };
  };
  return {
    flows: flows.slice(),
    notes,
    flowsTo: makeBy(later.outputs, (port) => lowerLater(context, port)),
    zoneLookupsOf: makeBy(later.zoneLookups, ({ datapath, number }) =>
      lowerZoneLookup(context, viewPort(context.book.at(number), datapath)),
    ),
  };
}

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
  const { tunnelled, view, book } = context;
  return tunnelled.flatMap((number) => {
    const facts = book.at(number);
    const routes = remoteRoutes(context, facts);
    return view.encapIps.flatMap((_, encapId) =>
      routes.map((route) => selectionOf(facts, route, route.byEncapId[encapId]!, encapId)),
    );
  });
}

/**
 * A mirror port wants its target's arrival; where nothing tells which of them is read later, the target keeps it. With
 * `isEachLookedAt` every port goes the plain way, which gives the same flows.
 */
export function lowerPorts(context: PhysicalContext, isEachLookedAt = false): void {
  const { view, book } = context;
  const named = findNamed(context);
  const mirrors: ViewPort[] = [];
  for (const datapath of view.localDatapaths.values()) {
    const elsewhere = isEachLookedAt ? undefined : PortsElsewhere.on(context, datapath, named);
    const { numbers } = book.onDatapath(datapath.datapath.row.uuid);
    for (
      let at = elsewhere?.lower(numbers, 0) ?? 0;
      at < numbers.length;
      at = elsewhere?.lower(numbers, at + 1) ?? at + 1
    ) {
      const port = viewPort(book.at(numbers[at]!), datapath);
      if (port.kind === "mirror") mirrors.push(port);
      else lowerPort(context, port);
    }
  }
  for (const port of mirrors) lowerPort(context, port);
}

/** The flows of one port, by how this chassis reaches it. */
function lowerPort(context: PhysicalContext, port: ViewPort): void {
  const { kind, facts } = port;
  if (kind === "vif") lowerZoneLookupOrLater(context, port);
  if (kind === "unknown") noteUnknownKind(context, port);
  if (isPatch(context, port)) return lowerPatch(context, port);
  if (isRedirectHere(context, port)) return lowerRedirect(context, port);

  const access = portAccess(context, port);
  if (access.kind === "none") return;
  if (access.kind === "local") lowerLocalPort(context, port, access);
  if (access.kind === "localnet" && !context.view.alwaysTunnel) {
    lowerByLocalnet(context, port, access.localnet);
    return;
  }
  if (facts.isBridged) lowerBridgedRedirect(context, port);
  else if (access.kind === "ha-remote") lowerHaRemotePort(context, port);
  else lowerRemotePort(context, port);
}

function lowerZoneLookupOrLater(context: PhysicalContext, port: ViewPort): void {
  if (context.later === undefined) lowerZoneLookup(context, port);
  else context.later.zoneLookups.add(port.datapath, port.facts.number);
}

/** Finds the zone of a port again for an ICMP error that the kernel made of its packet. */
function lowerZoneLookup(context: PhysicalContext, port: ViewPort): void {
  const { key, datapath, facts } = port;
  const match = context.matchInport(datapath.key, key).build();
  context.addOfPort(context.tables.ctZoneLookup, 100, match, zoneLookup(context, port), facts);
}

function noteUnknownKind(context: PhysicalContext, { port }: ViewPort): void {
  const place = { table: "Port_Binding", row: port.row.uuid, column: "type", chassis: context.view.name };
  const message = `port ${port.name} has type ${JSON.stringify(port.row.type)}, which is not known: it is treated as a port elsewhere`;
  context.notes.push(createDiagnostic("OVN5010", place, message));
}
