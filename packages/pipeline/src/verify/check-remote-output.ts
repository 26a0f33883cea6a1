import type { Cluster, ClusterChassis } from "@ovn-sim/model";
import type { ViewPort } from "../chassis/index.ts";
import { runPacket } from "../machine/index.ts";
import type { Station } from "../trace/station.ts";
import { bestType, mayTunnel } from "./chassis-config.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import { headerFor, packetAt, type TunnelCopy, tunnelCopies } from "./probe.ts";

/** Kinds of ports that are one interface on a chassis, behind a tunnel for the others. */
const KINDS: ReadonlySet<string> = new Set(["vif", "container", "virtual", "remote"]);

/** A key that no port has: the packet comes in by none that is treated otherwise. */
const SOME_INPORT = 0x7ffe;

/**
 * For each port of another chassis, whether a packet with each encap id leaves by the tunnel from its own VTEP to the
 * port's: also for those ids that no interface has today.
 */
export function checkRemoteOutput(cluster: Cluster, station: Station, book: FindingBook): void {
  const { view } = station;
  for (const port of view.ports) {
    if (!KINDS.has(port.kind) || port.datapath.localnet !== undefined) continue;
    const homes = homesOf(port);
    if (homes.length === 0 || homes.includes(view.chassis)) continue;
    const reached = homes.filter((home) => mayTunnel(view.chassis, home));
    if (reached.length < homes.length) continue;
    for (const encapId of view.encapIps.keys()) {
      book.judged("every-encap-id");
      checkOne(cluster, station, port, reached, encapId, book);
    }
  }
}

function homesOf({ port }: ViewPort): readonly ClusterChassis[] {
  return [...(port.chassis === undefined ? [] : [port.chassis]), ...port.additionalChassis];
}

function checkOne(
  cluster: Cluster,
  station: Station,
  { port, key, datapath }: ViewPort,
  homes: readonly ClusterChassis[],
  encapId: number,
  book: FindingBook,
): void {
  const { view } = station;
  const place = { datapath: datapath.key, outport: key, inport: SOME_INPORT, encapId };
  const run = runPacket(station.bridge, packetAt(place), { table: view.profile.tables.remoteOutput });
  const copies = tunnelCopies(station, run.outputs);
  const faults: string[] = [];
  for (const home of homes) {
    const there = copies.filter(({ destinationIp }) => hasAddress(home, destinationIp));
    if (there.length !== 1) {
      faults.push(`${there.length} copies go to ${home.name}, expected 1`);
      continue;
    }
    faults.push(...faultsOf(station, there[0]!, home, encapId, addressesFor(cluster, port, home)));
    const header = headerFor(there[0]!.type, datapath.key, key, SOME_INPORT);
    if (header.vni === there[0]!.vni && (there[0]!.type === "vxlan" || header.option === there[0]!.option)) continue;
    faults.push(`the header says ${formatHeader(there[0]!)}, expected ${formatHeader(header)}`);
  }
  const strays = copies.filter(({ destinationIp }) => !homes.some((home) => hasAddress(home, destinationIp)));
  for (const { port: name, destinationIp } of strays) faults.push(`a copy goes to ${destinationIp} by ${name}`);
  if (run.outputs.length > copies.length) faults.push("a copy leaves by a port that is no tunnel");
  for (const fault of faults) {
    const message = `${view.name}: a packet for ${port.name} with encap id ${encapId} (${view.encapIps[encapId]}): ${fault}`;
    const replay = ["flows", "--chassis", view.name];
    book.add(
      createFinding("every-encap-id", `${view.name} -> ${port.name}`, message, {
        place: { chassis: view.name },
        replay,
      }),
    );
  }
}

const formatHeader = ({ vni, option }: { readonly vni: number; readonly option: number }): string =>
  `VNI ${vni}, option 0x${option.toString(16)}`;

function hasAddress(chassis: ClusterChassis, ip: string): boolean {
  return chassis.vteps.byIp.has(ip) || chassis.encaps.some((encap) => encap.ip === ip);
}

/** The addresses that a port may be sent to on a chassis; none: any of the chassis's. */
function addressesFor(cluster: Cluster, port: ViewPort["port"], home: ClusterChassis): readonly string[] {
  if (home === port.chassis) return port.encap === undefined ? [] : [port.encap.ip];
  return port.additionalEncaps.filter((encap) => home.encaps.includes(encap)).map(({ ip }) => ip);
}

function faultsOf(
  station: Station,
  copy: TunnelCopy,
  home: ClusterChassis,
  encapId: number,
  addresses: readonly string[],
): readonly string[] {
  const { view } = station;
  const type = bestType(view.chassis, home);
  const wanted = view.encapIps[encapId]!;
  const faults: string[] = [];
  if (copy.type !== type) faults.push(`it leaves by ${copy.port}, a ${copy.type} tunnel, expected ${type ?? "none"}`);
  const isRight = copy.sourceIp === wanted && (addresses.length === 0 || addresses.includes(copy.destinationIp));
  // A pair that has no port is told as a missing tunnel, and what is taken instead as a fallback.
  if (isRight || !hasTunnel(station, wanted, home, addresses)) return faults;
  const expected = `${wanted} ==> ${addresses.length === 0 ? `any VTEP of ${home.name}` : addresses.join(" or ")}`;
  return [...faults, `it leaves by ${copy.port}, ${copy.sourceIp} ==> ${copy.destinationIp}, expected ${expected}`];
}

function hasTunnel({ view }: Station, local: string, home: ClusterChassis, addresses: readonly string[]): boolean {
  if (view.usesFlowTunnels) return true;
  return view.tunnels.some(
    ({ chassis, localIp, remoteIp }) =>
      chassis === home.name && localIp === local && (addresses.length === 0 || addresses.includes(remoteIp)),
  );
}
