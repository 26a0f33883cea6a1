import type { Cluster, ClusterChassis, MulticastGroup } from "@ovn-sim/model";
import type { LocalDatapath, ViewPort } from "../chassis/index.ts";
import { flagMask } from "../release/index.ts";
import type { Station } from "../trace/station.ts";
import { mayTunnel } from "./chassis-config.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import { detourOf, OTHER_GATEWAYS } from "./ports.ts";
import { headerFor, packetAt, type Place, readPlace, tunnelCopies, watch } from "./probe.ts";

const SOME_INPORT = 0x7ffe;

const FROM_PORT = "from a port";

/** Whether the flows of each multicast group make one copy for each chassis with members and one for each local member. */
export function checkFloods(cluster: Cluster, station: Station, book: FindingBook): void {
  const { view } = station;
  const keys = new Map(view.ports.map((port) => [port.port.row.uuid, port]));
  for (const [uuid, datapath] of view.localDatapaths) {
    if (!datapath.isSwitch || datapath.isTransitSwitch) continue;
    const detour = detourOf(cluster, uuid);
    if (detour !== undefined) {
      book.notJudged("bum-exactly-once", `${view.name} ${datapath.datapath.name}`, detour);
      continue;
    }
    for (const group of cluster.southbound.groupsOf(uuid)) checkGroup(station, datapath, group, keys, book);
  }
}

/** Packets that never leave the chassis (ovn-architecture(7), on the flags "local-only" and "from ramp"; ovn-nb(5), "localport"). */
function stayingHere({ view }: Station, datapath: LocalDatapath): readonly (readonly [string, Place])[] {
  const localports = view.ports.filter(({ port, kind, datapath: of }) => {
    return kind === "localport" && of === datapath && view.interfaces.has(port.name);
  });
  return [
    ["is for local ports only", { flags: flagMask("localOnly") }],
    ["came from a VTEP switch", { flags: flagMask("receivedFromRamp") }],
    ...localports.map(({ port, key }) => [`the localport ${port.name} sends`, { inport: key }] as const),
  ];
}

type Members = { readonly here: ReadonlyMap<number, ViewPort>; readonly away: ReadonlySet<ClusterChassis> };

function membersOf({ view }: Station, group: MulticastGroup, ports: ReadonlyMap<string, ViewPort>): Members | string {
  const here = new Map<number, ViewPort>();
  const away = new Set<ClusterChassis>();
  for (const uuid of group.ports) {
    const member = ports.get(uuid);
    if (member === undefined) continue;
    const { port, kind, key } = member;
    if (kind === "remote" || kind === "vtep") return `a member is of type ${kind}`;
    if (kind === "localport") {
      if (view.interfaces.has(port.name)) here.set(key, member);
      continue;
    }
    const isInterface = kind === "vif" || kind === "container";
    if (!isInterface && !OTHER_GATEWAYS.has(kind)) continue;
    for (const chassis of [port.chassis, ...port.additionalChassis]) {
      if (chassis === view.chassis && isInterface) here.set(key, member);
      else if (chassis !== undefined && chassis !== view.chassis && mayTunnel(view.chassis, chassis)) away.add(chassis);
    }
  }
  return { here, away };
}

function checkGroup(
  station: Station,
  datapath: LocalDatapath,
  group: MulticastGroup,
  ports: ReadonlyMap<string, ViewPort>,
  book: FindingBook,
): void {
  const { view } = station;
  const members = membersOf(station, group, ports);
  const name = `${datapath.datapath.name} ${group.name}`;
  if (typeof members === "string") return book.notJudged("bum-exactly-once", `${view.name} ${name}`, members);
  const { tables } = view.profile;
  const outport = group.tunnel_key;
  const tell = (what: string): void => {
    const message = `${view.name}: a packet for ${group.name} of ${datapath.datapath.name} ${what}`;
    const details = { place: { chassis: view.name } };
    book.add(createFinding("bum-exactly-once", `${view.name} ${name}`, message, details));
  };
  const place = { datapath: datapath.key, inport: SOME_INPORT, outport };
  const sent = watch(station, packetAt(place), tables.remoteOutput, [tables.checkLoopback]);
  book.judged("bum-exactly-once");
  const byNetwork = datapath.localnet !== undefined;
  checkCopies(station, sent.outputs, byNetwork ? new Set() : members.away, place, tell);
  checkMembers(station, sent.visits, datapath, members, FROM_PORT, tell);
  for (const [why, more] of stayingHere(station, datapath)) {
    const kept = watch(station, packetAt({ ...place, ...more }), tables.remoteOutput, [tables.checkLoopback]);
    if (tunnelCopies(station, kept.outputs).length > 0) tell(`that ${why} leaves by a tunnel`);
    checkMembers(station, kept.visits, datapath, members, `that ${why}`, tell);
  }
  const arrived = watch(station, packetAt(place), tables.localOutput, [tables.checkLoopback]);
  checkMembers(station, arrived.visits, datapath, members, "from a tunnel", tell);
  if (tunnelCopies(station, arrived.outputs).length > 0) tell("that came from a tunnel leaves by one again");
}

function checkCopies(
  station: Station,
  outputs: Parameters<typeof tunnelCopies>[1],
  away: ReadonlySet<ClusterChassis>,
  place: { readonly datapath: number; readonly inport: number; readonly outport: number },
  tell: (what: string) => void,
): void {
  const copies = tunnelCopies(station, outputs).filter(({ vni, type }) => {
    // Copies that a router makes for its other switches are of those.
    return type === "vxlan" ? (vni & 0xfff) === (place.datapath & 0xfff) : vni === place.datapath;
  });
  const others = tunnelCopies(station, outputs).length - copies.length;
  if (others > 0) tell(`leaves by a tunnel as one of another datapath, ${others} times`);
  for (const chassis of away) {
    const there = copies.filter(({ destinationIp }) => isOf(chassis, destinationIp));
    if (there.length !== 1) tell(`has ${there.length} copies for ${chassis.name}, expected 1`);
    for (const copy of there) {
      const { vni, option } = headerFor(copy.type, place.datapath, place.outport, place.inport);
      if (copy.vni === vni && (copy.type === "vxlan" || copy.option === option)) continue;
      tell(
        `has the header VNI ${copy.vni}, option 0x${copy.option.toString(16)}, expected ${vni}, 0x${option.toString(16)}`,
      );
    }
  }
  for (const { destinationIp, port } of copies) {
    if ([...away].some((chassis) => isOf(chassis, destinationIp))) continue;
    tell(`has a copy for ${destinationIp} by ${port}, where no member is`);
  }
}

const isOf = (chassis: ClusterChassis, ip: string): boolean =>
  chassis.vteps.byIp.has(ip) || chassis.encaps.some((encap) => encap.ip === ip);

/** What a group's flows do to the ports of its chassis: each member once, in its own zone, and no other interface. */
function checkMembers(
  { view }: Station,
  visits: ReturnType<typeof watch>["visits"],
  datapath: LocalDatapath,
  { here }: Members,
  way: string,
  tell: (what: string) => void,
): void {
  const times = new Map<number, number>();
  for (const { key } of visits) {
    if (readPlace(key, "datapath") !== datapath.key) continue;
    const outport = readPlace(key, "outport");
    times.set(outport, (times.get(outport) ?? 0) + 1);
    const member = here.get(outport);
    // OVN leaves the copy of a localport in the zone of the sender.
    if (member === undefined || member.kind === "localport" || times.get(outport) !== 1) continue;
    const zone = view.zones.get(member.port.name);
    const found = readPlace(key, "ctZone");
    if (zone === undefined || found === zone) continue;
    tell(`${way} goes out to ${member.port.name} in conntrack zone ${found}, expected ${zone}`);
  }
  for (const [key, { port, kind }] of here) {
    const found = times.get(key) ?? 0;
    times.delete(key);
    // A localport has a copy of what its own chassis sends to everybody, and none of anything else.
    const wanted = kind === "localport" && way !== FROM_PORT ? 0 : 1;
    if (found !== wanted) tell(`${way} has ${found} copies for ${port.name}, expected ${wanted}`);
  }
  for (const [key, found] of times) {
    const other = view.ports.find((one) => one.datapath === datapath && one.key === key);
    if (other === undefined) continue;
    const isInterface = other.kind === "vif" || other.kind === "container";
    if (isInterface) tell(`${way} has ${found} copies for ${other.port.name}, which is no member here`);
    else if (found > 1) tell(`${way} has ${found} copies for ${other.port.name}, expected 1`);
  }
}
