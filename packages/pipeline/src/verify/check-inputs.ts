import type { Cluster } from "@ovn-sim/model";
import { dnatZoneName, isActivated, snatZoneName, type ViewPort } from "../chassis/index.ts";
import { type FlowKey, readSubfield, subfield, VLAN_CFI_BIT, FIELDS, writeSubfield } from "../openflow/index.ts";
import { flagMask } from "../release/index.ts";
import type { Station } from "../trace/station.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import { packetAt, readPlace, watch } from "./probe.ts";
import { wantedVtep } from "./wanted-vtep.ts";

/** Whether table 0 takes what comes in by each interface to its port, with its zones and its encap id. */
export function checkInterfaceInputs(cluster: Cluster, station: Station, book: FindingBook): void {
  for (const port of station.view.ports) {
    const door = doorOf(cluster, station, port);
    if (door === undefined) continue;
    const { physicalToLogical, logicalIngress } = station.view.profile.tables;
    const { visits } = watch(station, door, physicalToLogical, [logicalIngress]);
    book.judged("interface-input");
    book.judged("encap-id-range");
    const subject = `${station.name} ${port.port.name}`;
    const details = { place: { chassis: station.name } };
    const tell = (rule: "interface-input" | "zone-loaded" | "encap-id-range" | "source-vtep", what: string): void => {
      book.add(createFinding(rule, subject, `${station.name}: what comes in by ${port.port.name} ${what}`, details));
    };
    if (visits.length !== 1) {
      tell("interface-input", `comes to the logical pipeline ${visits.length} times, expected once`);
      continue;
    }
    const { key } = visits[0]!;
    checkPlace(port, key, tell);
    checkZones(station, port, key, book, (what) => tell("zone-loaded", what));
    checkEncapId(station, port, key, tell);
  }
}

/** A packet at the interface of a port of this chassis; absent when it has none here. */
function doorOf(cluster: Cluster, { view }: Station, { port, kind }: ViewPort): FlowKey | undefined {
  if (kind === "localnet") {
    const inPort = view.patchOfports.get(port.name);
    return inPort === undefined ? undefined : tagged(inPort, port.row.tag);
  }
  if (kind !== "vif" && kind !== "container" && kind !== "localport") return undefined;
  if (kind !== "localport") {
    const isHere = port.chassis === view.chassis || port.additionalChassis.includes(view.chassis);
    const carrier = port.parent === undefined ? port : cluster.portOf(port.parent);
    if (!isHere || !isActivated(port, view.chassis) || !isActivated(carrier, view.chassis)) return undefined;
  }
  const inPort = view.interfaces.get(port.parent?.logical_port ?? port.name)?.ofport;
  return inPort === undefined ? undefined : tagged(inPort, port.parent === undefined ? undefined : port.row.tag);
}

function tagged(inPort: number, tag: number | undefined): FlowKey {
  const key = packetAt({ inPort });
  if (tag !== undefined && tag > 0) writeSubfield(key, VLAN, (VLAN_CFI_BIT >>> FIELDS.vlan_tci.shift) | tag);
  return key;
}

const VLAN = subfield("vlan_tci");

function checkPlace(
  { key: wanted, datapath, kind }: ViewPort,
  key: FlowKey,
  tell: (rule: "interface-input", what: string) => void,
): void {
  const [metadata, inport] = [readPlace(key, "datapath"), readPlace(key, "inport")];
  if (metadata !== datapath.key || inport !== wanted) {
    const message = `is taken for port ${inport} of datapath ${metadata}, expected ${wanted} of ${datapath.key}`;
    tell("interface-input", message);
  }
  if (readSubfield(key, VLAN) !== 0) tell("interface-input", "still has its VLAN tag");
  const flags = readPlace(key, "flags");
  const expected =
    kind === "localport" ? flagMask("localport") : kind === "container" ? flagMask("nestedContainer") : 0;
  if (((flags ^ expected) & flagMask("localport", "nestedContainer")) !== 0) {
    tell("interface-input", `has the flags 0x${flags.toString(16)}, expected 0x${expected.toString(16)}`);
  }
}

/** The zones of a packet at a port, where the zones of the chassis are known. */
export function checkZones(
  { view }: Station,
  { port, datapath }: ViewPort,
  key: FlowKey,
  book: FindingBook,
  tell: (what: string) => void,
): void {
  book.judged("zone-loaded");
  const of = datapath.zoneName;
  const wanted = [
    ["ctZone", view.zones.get(port.name)],
    ["dnatZone", of === undefined ? undefined : view.zones.get(dnatZoneName(of))],
    ["snatZone", of === undefined ? undefined : view.zones.get(snatZoneName(of))],
  ] as const;
  for (const [name, zone] of wanted) {
    const found = readPlace(key, name);
    if (zone === undefined || found === zone) continue;
    tell(`has ${ZONE_NAMES[name]} ${found}, expected ${zone}`);
  }
}

const ZONE_NAMES = { ctZone: "the conntrack zone", dnatZone: "the DNAT zone", snatZone: "the SNAT zone" } as const;

function checkEncapId(
  { view }: Station,
  { port, kind }: ViewPort,
  key: FlowKey,
  tell: (rule: "encap-id-range" | "source-vtep", what: string) => void,
): void {
  const encapId = readPlace(key, "encapId");
  const { list } = view.chassis.vteps;
  if (encapId >= Math.max(1, list.length)) {
    return tell("encap-id-range", `has encap id ${encapId}, and ${view.name} has ${list.length} VTEPs`);
  }
  if (kind === "localnet" || kind === "localport") return;
  const wanted = wantedVtep(port, view.chassis);
  if (wanted.kind !== "own" || list.length < 2 || port.encap?.ip !== wanted.ip) return;
  if (list[encapId]?.ip === wanted.ip) return;
  tell("source-vtep", `has encap id ${encapId} (${list[encapId]?.ip}), expected ${wanted.ip} (${wanted.says})`);
}
