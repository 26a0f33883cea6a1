import type { Cluster, Diagnostic, Parsed } from "@ovn-sim/model";
import {
  type ChassisView,
  createChassisView,
  type FlowTunnel,
  type Tunnel,
  type ViewOptions,
} from "../chassis/index.ts";
import { type ChassisOnDemand, compileChassis, compileOnDemand } from "../compile/index.ts";
import type { FlowSet } from "../diff/diff-flows.ts";
import { type Bridge, createBridge } from "../machine/index.ts";
import { type PortNames, type PortsDesc, RESERVED_PORTS } from "../openflow/index.ts";
import { createBridgePorts } from "./bridge-ports.ts";

/** What is behind an OpenFlow port of the integration bridge. */
export type PortEnd =
  | { readonly kind: "tunnel"; readonly tunnel: Tunnel }
  | { readonly kind: "flow-tunnel"; readonly tunnel: FlowTunnel }
  | { readonly kind: "interface"; readonly logicalPort: string; readonly name: string }
  | { readonly kind: "bridge"; readonly localnet: string; readonly name: string }
  | { readonly kind: "other"; readonly name: string };

/** A chassis ready to run packets: its view, its flows, and what its ports lead to. */
export type Station = {
  readonly name: string;
  readonly view: ChassisView;
  readonly bridge: Bridge;
  /** What the bridge was made of: all flows, or those that are there from the start where the others are made on demand. */
  readonly flows: FlowSet;
  /** What was lost or assumed in `flows`. */
  readonly flowNotes: readonly Diagnostic[];
  /** What was found in flows that were made on demand. */
  readonly lateNotes: readonly Diagnostic[];
  readonly endOf: (ofPort: number) => PortEnd;
  readonly portName: (ofPort: number) => string;
  /** For microflows that name their ports. */
  readonly portNames: PortNames;
};

/** The flows that a chassis has installed, instead of those compiled for it. */
export type InstalledFlows = (chassis: string) => Parsed<FlowSet>;

/** The ports of a chassis's integration bridge as it told them; absent when it was not asked. */
export type InstalledPorts = (chassis: string) => Parsed<PortsDesc> | undefined;

export type StationOptions = {
  /**
   * Compile the flows of a table and a datapath when a packet comes to them: the way for few packets. Default: false, all
   * flows are compiled at once, and everything that is odd about them is told.
   */
  readonly onDemand?: boolean;
  /** `X.Y` of OVN. Default: as the Southbound says. */
  readonly release?: string;
  /** Run these flows instead of compiled ones. */
  readonly installed?: InstalledFlows;
  /** Which ports are alive. Default: all are taken to be, and traces say so where it counts. */
  readonly ports?: InstalledPorts;
  /** Cookies of the flows that win where flows of equal priority select a packet. Default: the one that the table has first. */
  readonly prefer?: ReadonlySet<bigint>;
};

/** What stands behind reserved ports. */
const RESERVED_NAMES: ReadonlyMap<number, string> = new Map([
  [RESERVED_PORTS.CONTROLLER, "ovn-controller"],
  [RESERVED_PORTS.LOCAL, "LOCAL"],
  [RESERVED_PORTS.ANY, "no port"],
]);

export function createStation(cluster: Cluster, chassis: string, options: StationOptions): Parsed<Station> {
  const source =
    options.installed === undefined
      ? compile(cluster, chassis, options)
      : take(cluster, chassis, options, options.installed);
  if (!source.ok) return source;
  const { view, flows, demand } = source.value;
  const notes: Diagnostic[] = [...source.notes];
  const told = options.ports?.(chassis);
  if (told?.ok === false) return told;
  const { names, ports, notes: odd } = createBridgePorts(view, told?.value);
  notes.push(...(told?.notes ?? []), ...odd);
  const portNames = { byNumber: names, byName: new Map([...names].map(([ofPort, name]) => [name, ofPort])) };
  const bridge = createBridge({
    flows: flows.flows,
    areDistinct: options.installed === undefined,
    groups: flows.groups,
    meters: flows.meters,
    ...(demand === undefined ? {} : { demand }),
    ports,
  });
  const lateNotes = demand?.diagnostics ?? [];
  notes.push(...bridge.notes);
  const ends = portEnds(view, names);
  const portName = (ofPort: number): string => names.get(ofPort) ?? RESERVED_NAMES.get(ofPort) ?? `port ${ofPort}`;
  const endOf = (ofPort: number): PortEnd => ends.get(ofPort) ?? { kind: "other", name: portName(ofPort) };
  const value: Station = {
    name: chassis,
    view,
    bridge,
    flows,
    flowNotes: source.notes,
    lateNotes,
    endOf,
    portName,
    portNames,
  };
  return { ok: true, value, notes };
}

type Source = {
  readonly view: ChassisView;
  /** The flows that are there from the start. */
  readonly flows: FlowSet;
  readonly demand?: ChassisOnDemand["demand"];
};

function viewOptions({ release }: StationOptions): ViewOptions {
  return release === undefined ? {} : { release };
}

function compile(cluster: Cluster, chassis: string, options: StationOptions): Parsed<Source> {
  if (options.onDemand === true) return compileLater(cluster, chassis, options);
  const compiled = compileChassis(cluster, chassis, viewOptions(options));
  if (!compiled.ok) return compiled;
  const { value: flows, notes } = compiled;
  return { ok: true, value: { view: flows.view, flows }, notes };
}

function compileLater(cluster: Cluster, chassis: string, options: StationOptions): Parsed<Source> {
  const started = compileOnDemand(cluster, chassis, viewOptions(options));
  if (!started.ok) return started;
  const { view, flows, demand, notes } = started.value;
  const some = { flows, groups: demand.groups, meters: demand.meters };
  return { ok: true, value: { view, flows: some, demand }, notes };
}

/** The flows that the chassis has, and of the databases only what its ports lead to. */
function take(cluster: Cluster, chassis: string, options: StationOptions, installed: InstalledFlows): Parsed<Source> {
  const view = createChassisView(cluster, chassis, viewOptions(options));
  if (!view.ok) return view;
  const flows = installed(chassis);
  if (!flows.ok) return flows;
  const { value, notes } = flows;
  return { ok: true, value: { view: view.value, flows: value }, notes };
}

function portEnds(view: ChassisView, names: ReadonlyMap<number, string>): ReadonlyMap<number, PortEnd> {
  const ends = new Map<number, PortEnd>();
  const nameOf = (ofport: number): string => names.get(ofport) ?? `port ${ofport}`;
  for (const { ofport, logicalPort } of view.interfaces.values())
    ends.set(ofport, { kind: "interface", logicalPort, name: nameOf(ofport) });
  for (const [localnet, ofport] of view.patchOfports)
    ends.set(ofport, { kind: "bridge", localnet, name: nameOf(ofport) });
  for (const tunnel of view.tunnels) ends.set(tunnel.ofport, { kind: "tunnel", tunnel });
  for (const tunnel of view.flowTunnels.values()) ends.set(tunnel.ofport, { kind: "flow-tunnel", tunnel });
  return ends;
}
