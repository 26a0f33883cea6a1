import type { Tunnel, TunnelType } from "../chassis/index.ts";
import { type Action, FIELDS, subfield } from "../openflow/index.ts";
import { load, move } from "./actions.ts";
import { LOGICAL_FIELDS } from "../release/index.ts";
import { type PhysicalContext, subfieldOf } from "./context.ts";
import { FIRST_MULTICAST_KEY } from "./multicast-match.ts";

const TUN_ID = FIELDS.tun_id;
const METADATA = FIELDS.metadata;

/** The one Geneve option of OVN: class 0x0102, type 0x80. */
export const GENEVE_OPTION = FIELDS.tun_metadata0;
const GENEVE = subfield(GENEVE_OPTION);
export const GENEVE_INPORT = subfield(GENEVE_OPTION, 16, 15);
const GENEVE_OUTPORT = subfield(GENEVE_OPTION, 0, 16);

/** The parts of the logical ports' registers that the wires have room for. */
const INPORT = subfieldOf(LOGICAL_FIELDS.inport).field;
const OUTPORT = subfieldOf(LOGICAL_FIELDS.outport).field;
const INPORT_15 = subfield(INPORT, 0, 15);
const INPORT_12 = subfield(INPORT, 0, 12);
const OUTPORT_16 = subfield(OUTPORT, 0, 16);
const OUTPORT_12 = subfield(OUTPORT, 0, 12);
const OUTPORT_11 = subfield(OUTPORT, 0, 11);
const OUTPORT_15TH = subfield(OUTPORT, 15, 1);

/** Where Geneve carries the input port. */
export const INPORT_TO_GENEVE = move(INPORT_15, GENEVE_INPORT);

/** A VNI and a logical datapath key have 24 bits on the wire. */
const VNI = subfield(TUN_ID, 0, 24);
const DATAPATH_24 = subfield(METADATA, 0, 24);

const VNI_TO_DATAPATH = move(VNI, DATAPATH_24);
const INPORT_FROM_GENEVE = move(GENEVE_INPORT, INPORT_15);
const OUTPORT_FROM_GENEVE = move(GENEVE_OUTPORT, OUTPORT_16);

/** VXLAN's VNI holds the datapath in its low half and the port in its high half. */
const VXLAN_DATAPATH = subfield(TUN_ID, 0, 12);
const VXLAN_PORT = subfield(TUN_ID, 12, 12);
const DATAPATH_12 = subfield(METADATA, 0, 12);

/** A group's key on a VXLAN wire: this bit, and the low 11 bits of its key. */
export const VXLAN_MULTICAST_BIT = 0x800;

/** The key of a logical output port as VXLAN carries it. */
export function vxlanPortKey(key: number): number {
  return key < FIRST_MULTICAST_KEY ? key : VXLAN_MULTICAST_BIT | (key & (VXLAN_MULTICAST_BIT - 1));
}

/**
 * Puts a packet's logical place on the wire: datapath, output port and, where the encapsulation has room,
 * the input port. A VTEP switch (`isRamp`) is told the datapath alone.
 */
export function encapsulate(type: TunnelType, datapathKey: number, outportKey: number, isRamp: boolean): Action[] {
  switch (type) {
    case "geneve":
      return [datapathToVni(datapathKey), outportToGeneve(outportKey), INPORT_TO_GENEVE];
    case "stt":
      return [
        load(BigInt(datapathKey) | (BigInt(outportKey) << 24n), subfield(TUN_ID)),
        move(INPORT_15, subfield(TUN_ID, 40, 15)),
      ];
    case "vxlan":
      return [load(isRamp ? datapathKey : (datapathKey | (vxlanPortKey(outportKey) << 12)) >>> 0, VNI)];
  }
}

export function datapathToVni(datapathKey: number): Action {
  return load(datapathKey, VNI);
}

/** One object for each key of a port, which has 15 bits: every chassis and every encap id loads the same. */
export function outportToGeneve(key: number): Action {
  return key < GENEVE_OUTPORTS.length ? (GENEVE_OUTPORTS[key] ??= load(key, GENEVE)) : load(key, GENEVE);
}

const GENEVE_OUTPORTS: (Action | undefined)[] = new Array<undefined>(FIRST_MULTICAST_KEY).fill(undefined);

/** Takes the logical place from the wire. VXLAN carries no input port. */
export function decapsulate(context: PhysicalContext, { type, ofport }: Pick<Tunnel, "type" | "ofport">): Action[] {
  const { tunnelOfport } = context.registers;
  switch (type) {
    case "geneve":
      return tunnelOfport === undefined
        ? [VNI_TO_DATAPATH, INPORT_FROM_GENEVE, OUTPORT_FROM_GENEVE]
        : [VNI_TO_DATAPATH, INPORT_FROM_GENEVE, OUTPORT_FROM_GENEVE, load(ofport, tunnelOfport)];
    case "stt":
      return [
        move(subfield(TUN_ID, 40, 15), INPORT_15),
        move(subfield(TUN_ID, 24, 16), OUTPORT_16),
        move(VNI, DATAPATH_24),
      ];
    case "vxlan":
      return [move(VXLAN_PORT, OUTPORT_12), move(VXLAN_DATAPATH, DATAPATH_12)];
  }
}

/** As {@link encapsulate} with the packet's own datapath and no output port: for floods to other zones. */
export function encapsulateFlood(type: TunnelType): Action[] {
  switch (type) {
    case "geneve":
      return [move(DATAPATH_24, VNI), load(0, GENEVE), INPORT_TO_GENEVE];
    case "stt":
      return [move(INPORT_15, subfield(TUN_ID, 40, 15)), load(0, subfield(TUN_ID, 24, 16)), move(DATAPATH_24, VNI)];
    case "vxlan":
      return [move(INPORT_12, VXLAN_PORT), move(DATAPATH_12, VXLAN_DATAPATH)];
  }
}

/** Takes a multicast key from a VXLAN wire: bit 15, and the low 11 bits. */
export function decapsulateVxlanMulticast(): Action[] {
  return [load(1, OUTPORT_15TH), move(subfield(TUN_ID, 12, 11), OUTPORT_11), move(VXLAN_DATAPATH, DATAPATH_12)];
}

/** Takes the datapath alone, from a VTEP switch, and names the port that stands for it. */
export function decapsulateRamp(inportKey: number): Action[] {
  return [move(VNI, DATAPATH_24), load(inportKey, INPORT_15)];
}
