import type { Cluster } from "@ovn-sim/model";
import { OPCODES, type Opcode } from "../../logical/actions/control.ts";
import { createByteReader } from "../../logical/wire/byte-reader.ts";
import { readHeader } from "../../logical/wire/decode-actions.ts";
import type { ControllerPunt } from "../../machine/index.ts";
import type { Action, FlowKey, Subfield } from "../../openflow/index.ts";

/** A packet that came to ovn-controller, and what the flow asks it to do. */
export type Call = {
  readonly cluster: Cluster;
  /** The packet and its registers. */
  readonly key: FlowKey;
  /** What follows the head of the userdata. */
  readonly data: readonly number[];
};

/** What ovn-controller sends back to the switch: a packet with actions, or the packet that waits. */
export type Sent =
  | {
      readonly kind: "packet-out";
      readonly key: FlowKey;
      readonly actions: readonly Action[];
      readonly isAnother: boolean;
    }
  | { readonly kind: "resume"; readonly key: FlowKey; readonly isAnother: boolean };

/** What ovn-controller does, in words, and the packet that comes of it. */
export type Deed = {
  readonly text: string;
  readonly sent?: Sent;
  /** ovn-controller only takes notice: what becomes of the packet is for the flows to say. */
  readonly isNotice?: boolean;
  /** What `sent` rests on that the packet does not say. */
  readonly assumption?: string;
};

const NAMES: ReadonlyMap<number, Opcode> = new Map(
  (Object.keys(OPCODES) as Opcode[]).map((name) => [OPCODES[name], name]),
);
const HEAD_BYTES = 8;

/** The name and the arguments in the userdata of `controller(userdata=…)`; the number where it has no name. */
export function readUserdata(punt: ControllerPunt): {
  readonly opcode: Opcode | number | undefined;
  readonly data: readonly number[];
} {
  const { userdata } = punt.args;
  if (userdata === undefined || userdata.length < HEAD_BYTES) return { opcode: undefined, data: [] };
  const number = createByteReader(userdata).u32();
  return { opcode: NAMES.get(number) ?? number, data: userdata.slice(HEAD_BYTES) };
}

/** The bit in which an answer is expected, and the bytes behind its name. */
export function readAnswerPlace(
  data: readonly number[],
): { readonly place: Subfield; readonly rest: readonly number[] } | undefined {
  const reader = createByteReader(data);
  const header = readHeader(reader);
  const lo = reader.u32();
  if (header === undefined || reader.isShort || lo >= header.field.bits) return undefined;
  return { place: { field: header.field, lo, bits: 1 }, rest: reader.take(reader.left) };
}
