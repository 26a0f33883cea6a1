import { type Cluster, type ClusterChassis, createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { profileFor, type ReleaseProfile } from "../release/index.ts";
import { type ClaimContext, isRelated } from "./claims.ts";
import {
  pluggedNetworks,
  predictInterfaces,
  predictPatchOfports,
  readInterfaces,
  readPatchOfports,
} from "./interfaces.ts";
import { hashString, hashTableOrder } from "./hash-order.ts";
import { findLocalDatapaths } from "./local-datapaths.ts";
import { claimable, portBook } from "./port-book.ts";
import { predictFlowTunnels, predictTunnels, readTunnels } from "./tunnels.ts";
import type { ChassisView, DropSampling, LocalDatapath, Prediction, Tunnel, ViewPort } from "./view.ts";
import { viewPort } from "./view-port.ts";
import { predictZones, readZones } from "./zones.ts";

export type ViewOptions = {
  /** `X.Y` or `X.Y.Z`; what the Southbound says when absent. */
  readonly release?: string;
};

/**
 * Gathers what one chassis needs to be compiled. Where its Open_vSwitch database is not at hand, OpenFlow
 * ports, tunnels and zones are predicted in a fixed order: VIFs by name, patch ports by name, tunnels by
 * chassis; `predictions` and the notes say so.
 */
export function createChassisView(
  cluster: Cluster,
  chassisName: string,
  options: ViewOptions = {},
): Parsed<ChassisView> {
  const chassis = cluster.chassis.get(chassisName);
  if (chassis === undefined) return { ok: false, errors: [unknownChassis(cluster, chassisName)] };
  const profile = profileOf(cluster, options.release);
  if (!profile.ok) return profile;

  const notes: Diagnostic[] = [];
  const predictions: Prediction[] = [];
  const predict = (kind: Prediction["kind"], code: "OVN5004" | "OVN5005" | "OVN5006" | "OVN5007", message: string) => {
    predictions.push({ kind, message });
    notes.push(createDiagnostic(code, { chassis: chassisName }, message, "add this chassis's Open_vSwitch database"));
  };
  const isKnown = chassis.ovs?.integrationBridge !== undefined;
  let lastOfport = 0;
  const nextOfport = () => ++lastOfport;

  const interfaces = isKnown ? readInterfaces(cluster, chassis) : predictInterfaces(cluster, chassis, nextOfport);
  const context: ClaimContext = { cluster, chassis, profile: profile.value, interfaces };
  const { localDatapaths, monitoredPorts, notes: chances } = findLocalDatapaths(context, pluggedNetworks(chassis));
  notes.push(...chances);
  const datapaths = [...localDatapaths.values()];
  const patchOfports = isKnown
    ? readPatchOfports(chassis)
    : predictPatchOfports(cluster, chassis, datapaths, nextOfport);
  if (!isKnown) {
    predict(
      "ofports",
      "OVN5005",
      `OpenFlow ports of ${chassisName} are not at hand: numbered from 1 on, VIFs by name, then patch ports by name, then tunnels`,
    );
  }

  const usesFlowTunnels = profile.value.physical.flowBasedTunnels && chassis.flowBasedTunnels;
  const read = readTunnels(chassis);
  notes.push(...read.notes);
  let { tunnels, flowTunnels } = read;
  if (!isKnown) {
    if (usesFlowTunnels) flowTunnels = predictFlowTunnels(chassis, nextOfport);
    else tunnels = predictTunnels(cluster, chassis, nextOfport);
    predict(
      "tunnels",
      "OVN5004",
      `tunnel ports of ${chassisName} are not at hand: made from Chassis.encaps, one for each pair of addresses`,
    );
  }

  let zones = readZones(chassis, datapaths);
  if (zones === undefined) {
    zones = predictZones(context, datapaths);
    predict("zones", "OVN5006", `conntrack zones of ${chassisName} are not at hand: numbered from 1 on by name`);
  }
  if (chassis.vteps.source === "southbound") {
    predict(
      "encap-ids",
      "OVN5007",
      `ovn-encap-ip of ${chassisName} is not at hand: its encap ids follow the addresses of Chassis.encaps`,
    );
  }

  let ports: readonly ViewPort[] | undefined;
  const relatedPorts = new Set<string>();
  for (const { port, kind, datapath } of claimable(cluster, interfaces.keys())) {
    if (localDatapaths.has(datapath) && isRelated(context, port, kind)) relatedPorts.add(port.name);
  }
  const view: ChassisView = {
    cluster,
    chassis,
    name: chassisName,
    profile: profile.value,
    localDatapaths,
    monitoredPorts,
    localDatapathByKey: new Map(datapaths.map((datapath) => [datapath.key, datapath])),
    get ports() {
      return (ports ??= listPorts(cluster, datapaths));
    },
    relatedPorts,
    interfaces,
    patchOfports,
    zones,
    encapIps: encapIpsOf(chassis, profile.value),
    tunnels,
    tunnelsTo: groupByChassis(tunnels),
    flowTunnels: usesFlowTunnels ? flowTunnels : new Map(),
    usesFlowTunnels,
    alwaysTunnel: profile.value.physical.alwaysTunnel && sbOption(cluster, "always_tunnel") === "true",
    dropSampling: dropSamplingOf(cluster, chassis),
    predictions,
  };
  return { ok: true, value: view, notes: [...profile.notes, ...notes] };
}

/**
 * The profile of the release that is asked for, else of the one that wrote the Southbound. Its patch level is taken
 * from the Southbound when the two are of one release.
 */
function profileOf(cluster: Cluster, asked: string | undefined): Parsed<ReleaseProfile> {
  const written = sbOption(cluster, "northd_internal_version") ?? cluster.release;
  if (asked !== undefined) return profileFor(written?.startsWith(`${asked}.`) === true ? written : asked);
  if (written !== undefined) return profileFor(written);
  const place = { file: cluster.southbound.file, table: "SB_Global", column: "options" };
  const message = "the Southbound does not say which OVN wrote it: expected northd_internal_version";
  return { ok: false, errors: [createDiagnostic("OVN5001", place, message, "name the release with --ovn-release")] };
}

function sbOption(cluster: Cluster, key: string): string | undefined {
  return cluster.southbound.global?.options.get(key);
}

function unknownChassis(cluster: Cluster, name: string): Diagnostic {
  const known = [...cluster.chassis.keys()];
  const shown = known.slice(0, 8).join(", ") + (known.length > 8 ? `, and ${known.length - 8} more` : "");
  return createDiagnostic(
    "OVN5002",
    { file: cluster.southbound.file, table: "Chassis" },
    `no chassis is named ${JSON.stringify(name)}`,
    known.length === 0 ? "the Southbound has no chassis" : `chassis in the Southbound: ${shown}`,
  );
}

/** The VTEP addresses by encap id. Releases that know no default VTEP keep the plain order of strings. */
function encapIpsOf(chassis: ClusterChassis, profile: ReleaseProfile): readonly string[] {
  const ips = chassis.vteps.list.map(({ ip }) => ip);
  return profile.physical.defaultVtep ? ips : ips.toSorted();
}

function listPorts(cluster: Cluster, datapaths: readonly LocalDatapath[]): readonly ViewPort[] {
  const book = portBook(cluster);
  return datapaths.flatMap((datapath) =>
    book.onDatapath(datapath.datapath.row.uuid).all.map((facts) => viewPort(facts, datapath)),
  );
}

/** The tunnels to each chassis, the one that ovn-controller finds first in front. */
function groupByChassis(tunnels: readonly Tunnel[]): ReadonlyMap<string, readonly Tunnel[]> {
  const groups = new Map<string, Tunnel[]>();
  const hashes = new Map<string, number>();
  const hashOf = ({ chassis }: Tunnel): number => {
    let hash = hashes.get(chassis);
    if (hash === undefined) hashes.set(chassis, (hash = hashString(chassis)));
    return hash;
  };
  for (const tunnel of hashTableOrder(tunnels, hashOf)) {
    const group = groups.get(tunnel.chassis);
    if (group === undefined) groups.set(tunnel.chassis, [tunnel]);
    else group.push(tunnel);
  }
  return groups;
}

/** Drops are sampled when the options name a collector set that the integration bridge has. */
function dropSamplingOf(cluster: Cluster, chassis: ClusterChassis): DropSampling | undefined {
  const collectorSet = Number(sbOption(cluster, "debug_drop_collector_set") ?? 0);
  const domain = Number(sbOption(cluster, "debug_drop_domain_id") ?? 0);
  if (!Number.isInteger(collectorSet) || collectorSet <= 0) return undefined;
  const { ovs } = chassis;
  const bridge = ovs?.integrationBridge?.row.uuid;
  const sets = [...(ovs?.tables.Flow_Sample_Collector_Set.values() ?? [])];
  const isInstalled = sets.some((set) => set.id === collectorSet && set.bridge === bridge);
  return isInstalled ? { collectorSet, domain: Number.isInteger(domain) ? domain : 0 } : undefined;
}
