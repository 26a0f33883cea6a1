import { type Output, runPacket, type Step, type StepSink } from "../machine/index.ts";
import {
  FIELDS,
  type FieldName,
  type FlowKey,
  KEY_WORDS,
  readSubfield,
  type Subfield,
  subfield,
  writeSubfield,
} from "../openflow/index.ts";
import { LOGICAL_FIELDS, type Slice } from "../release/index.ts";
import type { PortEnd, Station } from "../trace/station.ts";
import { tunnelKeyOf, type Wire, wireOf } from "../trace/wire.ts";

/** A slice of a register as the key has it. */
export function subfieldOf({ field, lo, bits }: Slice): Subfield {
  return subfield(field as FieldName, lo, bits);
}

/** Where the logical place of a packet, and what belongs to it, lies in a key. */
export const PLACE = {
  datapath: subfield("metadata", 0, 32),
  inport: subfieldOf(LOGICAL_FIELDS.inport),
  outport: subfieldOf(LOGICAL_FIELDS.outport),
  encapId: subfieldOf(LOGICAL_FIELDS.encapId),
  ctZone: subfieldOf(LOGICAL_FIELDS.ctZone),
  dnatZone: subfieldOf(LOGICAL_FIELDS.dnatZone),
  snatZone: subfieldOf(LOGICAL_FIELDS.snatZone),
  flags: subfieldOf(LOGICAL_FIELDS.flags),
  inPort: subfield(FIELDS.in_port),
  vni: subfield("tun_id", 0, 24),
  /** Geneve's option with both port keys (ovn-architecture(7), "Tunnel Encapsulations"). */
  option: subfield("tun_metadata0", 0, 32),
} as const;

export type Place = { readonly [K in keyof typeof PLACE]?: number };

/** A packet of nothing but its place. */
export function packetAt(place: Place): FlowKey {
  const key = new Uint32Array(KEY_WORDS);
  for (const [name, value] of Object.entries(place)) writeSubfield(key, PLACE[name as keyof Place], value);
  return key;
}

export function readPlace(key: FlowKey, name: keyof typeof PLACE): number {
  return readSubfield(key, PLACE[name]);
}

/** A packet that came to a table that is watched. */
export type Visit = { readonly table: number; readonly key: FlowKey };

class Watcher implements StepSink {
  readonly visits: Visit[] = [];
  readonly #tables: readonly number[];

  constructor(tables: readonly number[]) {
    this.#tables = tables;
  }

  step(step: Step, key: FlowKey): void {
    if (step.kind === "table" && this.#tables.includes(step.table)) {
      this.visits.push({ table: step.table, key: key.slice() });
    }
  }
}

/** Runs a packet from a table on, and tells each time that it comes to one of the watched ones. */
export function watch(
  station: Station,
  key: FlowKey,
  table: number,
  watched: readonly number[],
): { readonly visits: readonly Visit[]; readonly outputs: readonly Output[] } {
  const sink = new Watcher(watched);
  const { outputs } = runPacket(station.bridge, key, { table, sink });
  return { visits: sink.visits, outputs };
}

/** A copy that leaves by a tunnel: its outer addresses, and what its header names. */
export type TunnelCopy = Wire & {
  readonly vni: number;
  readonly option: number;
};

/** The copies of a run that leave by tunnels. */
export function tunnelCopies(station: Station, outputs: readonly Output[]): readonly TunnelCopy[] {
  return outputs.flatMap(({ ofPort, key }) => {
    const end = station.endOf(ofPort);
    return isTunnel(end)
      ? [{ ...wireOf(end, key, station).wire, vni: tunnelKeyOf(key), option: readPlace(key, "option") }]
      : [];
  });
}

function isTunnel(end: PortEnd): end is PortEnd & { readonly kind: "tunnel" | "flow-tunnel" } {
  return end.kind === "tunnel" || end.kind === "flow-tunnel";
}

/** Keys of multicast groups begin here; VXLAN has eleven bits of them, behind a bit of their own. */
export const FIRST_GROUP = 0x8000;
const VXLAN_GROUP = 0x800;

/** What the header of a packet for a port or a group carries, by the type of the tunnel (OVN-FACTS, "What the wire carries"). */
export function headerFor(
  type: string,
  datapath: number,
  outport: number,
  inport: number,
): { readonly vni: number; readonly option: number } {
  if (type !== "vxlan") return { vni: datapath, option: ((inport << 16) | outport) >>> 0 };
  const port = outport >= FIRST_GROUP ? VXLAN_GROUP | (outport & (VXLAN_GROUP - 1)) : outport;
  return { vni: ((port << 12) | (datapath & 0xfff)) >>> 0, option: 0 };
}
