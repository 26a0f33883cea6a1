import type { Tunnel, TunnelType } from "../chassis/index.ts";
import { type Action, FIELDS, subfield } from "../openflow/index.ts";
import { load, move } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";
import { FIRST_MULTICAST_KEY } from "./multicast-match.ts";

const TUN_ID = FIELDS.tun_id;
const METADATA = FIELDS.metadata;

/** A VNI and a logical datapath key have 24 bits on the wire. */
const VNI = subfield(TUN_ID, 0, 24);
const DATAPATH_24 = subfield(METADATA, 0, 24);

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
export function encapsulate(
  context: PhysicalContext,
  type: TunnelType,
  datapathKey: number,
  outportKey: number,
  isRamp: boolean,
): Action[] {
  const { geneve, registers } = context;
  const inport = { field: registers.inport.field, lo: 0, bits: 15 };
  switch (type) {
    case "geneve":
      return [load(datapathKey, VNI), load(outportKey, subfield(geneve)), move(inport, subfield(geneve, 16, 15))];
    case "stt":
      return [
        load(BigInt(datapathKey) | (BigInt(outportKey) << 24n), subfield(TUN_ID)),
        move(inport, subfield(TUN_ID, 40, 15)),
      ];
    case "vxlan":
      return [load(isRamp ? datapathKey : (datapathKey | (vxlanPortKey(outportKey) << 12)) >>> 0, VNI)];
  }
}

/** Takes the logical place from the wire. VXLAN carries no input port. */
export function decapsulate(context: PhysicalContext, tunnel: Pick<Tunnel, "type" | "ofport">): Action[] {
  const { geneve, registers } = context;
  const { inport, outport, tunnelOfport } = registers;
  const part = (register: typeof inport, bits: number) => ({ field: register.field, lo: 0, bits });
  switch (tunnel.type) {
    case "geneve":
      return [
        move(VNI, DATAPATH_24),
        move(subfield(geneve, 16, 15), part(inport, 15)),
        move(subfield(geneve, 0, 16), part(outport, 16)),
        ...(tunnelOfport === undefined ? [] : [load(tunnel.ofport, tunnelOfport)]),
      ];
    case "stt":
      return [
        move(subfield(TUN_ID, 40, 15), part(inport, 15)),
        move(subfield(TUN_ID, 24, 16), part(outport, 16)),
        move(VNI, DATAPATH_24),
      ];
    case "vxlan":
      return [move(VXLAN_PORT, part(outport, 12)), move(VXLAN_DATAPATH, DATAPATH_12)];
  }
}

/** As {@link encapsulate} with the packet's own datapath and no output port: for floods to other zones. */
export function encapsulateFlood(context: PhysicalContext, type: TunnelType): Action[] {
  const { geneve, registers } = context;
  const part = (bits: number) => ({ field: registers.inport.field, lo: 0, bits });
  switch (type) {
    case "geneve":
      return [move(DATAPATH_24, VNI), load(0, subfield(geneve)), move(part(15), subfield(geneve, 16, 15))];
    case "stt":
      return [move(part(15), subfield(TUN_ID, 40, 15)), load(0, subfield(TUN_ID, 24, 16)), move(DATAPATH_24, VNI)];
    case "vxlan":
      return [move(part(12), VXLAN_PORT), move(DATAPATH_12, VXLAN_DATAPATH)];
  }
}

/** Takes a multicast key from a VXLAN wire: bit 15, and the low 11 bits. */
export function decapsulateVxlanMulticast(context: PhysicalContext): Action[] {
  const { field } = context.registers.outport;
  return [
    load(1, { field, lo: 15, bits: 1 }),
    move(subfield(TUN_ID, 12, 11), { field, lo: 0, bits: 11 }),
    move(VXLAN_DATAPATH, DATAPATH_12),
  ];
}

/** Takes the datapath alone, from a VTEP switch. */
export function decapsulateRamp(): Action[] {
  return [move(VNI, DATAPATH_24)];
}
