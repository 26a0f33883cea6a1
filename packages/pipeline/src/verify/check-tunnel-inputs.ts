import type { Cluster } from "@ovn-sim/model";
import type { ViewPort } from "../chassis/index.ts";
import { FIELDS, type FlowKey, readSubfield, subfield, writeSubfield } from "../openflow/index.ts";
import { flagMask } from "../release/index.ts";
import type { Station } from "../trace/station.ts";
import { checkZones } from "./check-inputs.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import { detourOf } from "./ports.ts";
import { headerFor, packetAt, readPlace, subfieldOf, watch } from "./probe.ts";

/** A key that no port has, as the sender's; it tells whether all its bits come through. */
const SOME_INPORT = 0x5abc;

type TunnelPort = { readonly port: string; readonly ofport: number; readonly type: string };

/** An error that a router on the underlay sends back for a packet too big: ovn-controller takes it back to its sender, too. */
const ERRORS = [
  { dl_type: 0x0800, nw_proto: 1, type: 3, code: 4 },
  { dl_type: 0x86dd, nw_proto: 58, type: 2, code: 0 },
] as const;

/** Whether each tunnel port takes a packet to the datapath and ports that its header names, and each local port gets it. */
export function checkTunnelInputs(cluster: Cluster, station: Station, book: FindingBook): void {
  const { view } = station;
  const tunnels: readonly TunnelPort[] = [
    ...view.tunnels.filter(({ isRamp }) => !isRamp),
    ...view.flowTunnels.values(),
  ];
  const locals = view.ports.filter((port) => isLocal(station, port));
  const [first] = tunnels;
  if (first === undefined || locals.length === 0) return;
  for (const tunnel of tunnels) checkTunnel(station, tunnel, locals[0]!, book);
  for (const port of locals) {
    const detour = detourOf(cluster, port.port.row.datapath);
    if (detour === undefined) checkDelivery(station, first, port, book);
    else book.notJudged("decapsulation", `${station.name} ${port.port.name}`, detour);
  }
}

function isLocal({ view }: Station, { port, kind }: ViewPort): boolean {
  if (kind !== "vif" && kind !== "container") return false;
  if (port.chassis !== view.chassis) return false;
  return view.interfaces.has(port.parent?.logical_port ?? port.name);
}

function packetFrom({ ofport, type }: TunnelPort, { datapath, key }: ViewPort, inport: number): FlowKey {
  const { vni, option } = headerFor(type, datapath.key, key, inport);
  return packetAt({ inPort: ofport, vni, ...(type === "vxlan" ? {} : { option }) });
}

function checkTunnel(station: Station, tunnel: TunnelPort, port: ViewPort, book: FindingBook): void {
  const { tables, registers } = station.view.profile;
  const packet = packetFrom(tunnel, port, SOME_INPORT);
  const tell = (what: string): void => {
    const message = `${station.name}: what comes by ${tunnel.port} for ${port.port.name} ${what}`;
    const details = { place: { chassis: station.name } };
    book.add(createFinding("decapsulation", `${station.name} ${tunnel.port}`, message, details));
  };
  const inport = tunnel.type === "vxlan" ? undefined : SOME_INPORT;
  const kept = registers.tunnelOfport;
  for (const error of [undefined, ...ERRORS]) {
    const what = error === undefined ? "" : " (an ICMP error)";
    book.judged("decapsulation");
    const { visits } = watch(station, withError(packet, error), tables.physicalToLogical, [
      tables.localOutput,
      tables.ctZoneLookup,
    ]);
    // Of an error, a copy goes back to its sender after it was delivered, and may come to local output again on its way.
    const backAt = visits.findIndex(({ table }) => table === tables.ctZoneLookup);
    const delivered = error === undefined || backAt < 0 ? visits : visits.slice(0, backAt);
    const arrived = delivered.filter(
      ({ table, key }) => table === tables.localOutput && !isMirrored(station, port, key),
    );
    if (arrived.length !== 1) {
      tell(`comes to local output ${arrived.length} times, expected once${what}`);
      continue;
    }
    const { key } = arrived[0]!;
    const wanted = { datapath: port.datapath.key, outport: port.key, ...(inport !== undefined && { inport }) };
    for (const [name, value] of Object.entries(wanted)) {
      const found = readPlace(key, name as keyof typeof wanted);
      if (found !== value) tell(`has ${name} ${found}, expected ${value}${what}`);
    }
    if (kept !== undefined && inport !== undefined && readSubfield(key, subfieldOf(kept)) !== tunnel.ofport) {
      tell(`is kept as from port ${readSubfield(key, subfieldOf(kept))}, expected ${tunnel.ofport}${what}`);
    }
    if (error === undefined || inport === undefined) continue;
    const back = visits[backAt];
    if (back === undefined) tell(`is not looked up for its sender${what}`);
    else if ((readPlace(back.key, "flags") & flagMask("receivedFromTunnel")) === 0)
      tell(`is not marked as received from a tunnel${what}`);
  }
}

/** Whether a packet is the copy that a mirror sends to another port. */
function isMirrored({ view }: Station, { datapath }: ViewPort, key: FlowKey): boolean {
  return view.cluster.southbound.portByKey(datapath.datapath.row.uuid, readPlace(key, "outport"))?.type === "mirror";
}

function withError(packet: FlowKey, error: (typeof ERRORS)[number] | undefined): FlowKey {
  if (error === undefined) return packet;
  const key = packet.slice();
  writeSubfield(key, subfield("dl_type"), error.dl_type);
  writeSubfield(key, subfield("nw_proto"), error.nw_proto);
  const isV4 = error.nw_proto === 1;
  writeSubfield(key, subfield(isV4 ? FIELDS.icmp_type : FIELDS.icmpv6_type), error.type);
  writeSubfield(key, subfield(isV4 ? FIELDS.icmp_code : FIELDS.icmpv6_code), error.code);
  return key;
}

function checkDelivery(station: Station, tunnel: TunnelPort, port: ViewPort, book: FindingBook): void {
  const { tables } = station.view.profile;
  const packet = packetFrom(tunnel, port, SOME_INPORT);
  const { visits } = watch(station, packet, tables.physicalToLogical, [tables.checkLoopback]);
  const subject = `${station.name} ${port.port.name}`;
  const details = { place: { chassis: station.name } };
  book.judged("decapsulation");
  const [visit] = visits;
  const found = visit === undefined ? undefined : readPlace(visit.key, "outport");
  if (visit === undefined || visits.length !== 1 || found !== port.key) {
    const what = visit === undefined ? "is not taken to it" : `is taken to port ${found}, ${visits.length} times`;
    const message = `${station.name}: what comes by a tunnel for ${port.port.name} ${what}, expected once to ${port.key}`;
    book.add(createFinding("decapsulation", subject, message, details));
    return;
  }
  checkZones(station, port, visit.key, book, (what) => {
    const message = `${station.name}: what goes out to ${port.port.name} ${what}`;
    book.add(createFinding("zone-loaded", subject, message, details));
  });
}
