import { OPCODES } from "../../logical/actions/control.ts";
import { decodeActions } from "../../logical/wire/decode-actions.ts";
import type { Action, FlowKey } from "../../openflow/index.ts";
import type { Call, Deed } from "./punt.ts";
import { runAhead } from "./run-ahead.ts";

/** Fields of ovn-controller's own, among the actions for the packet that it makes: they tell it, not the switch. */
const OWN_FIELDS: ReadonlySet<number> = new Set([OPCODES.put_icmp4_frag_mtu, OPCODES.put_icmp6_frag_mtu]);
/** The first bytes of a note that holds such a field, and the bytes before its value. */
const NOTE_MAGIC = "111,118,110,0";
const NOTE_HEAD = 8;
const USERDATA_HEAD = 8;

/** The actions in the data, and the MTU that the ICMP error is to tell. */
export function readNested(data: readonly number[]): {
  readonly actions: readonly Action[];
  readonly mtu: number | undefined;
  readonly unreadable: string | undefined;
} {
  const { actions, unreadable } = decodeActions(data);
  const mtus = actions.map(mtuOf);
  return {
    actions: actions.filter((_, i) => mtus[i] === undefined),
    mtu: mtus.find((mtu) => mtu !== undefined),
    unreadable,
  };
}

function mtuOf(action: Action): number | undefined {
  if (action.kind === "note" && action.bytes.slice(0, 4).join() === NOTE_MAGIC) {
    const isIcmpv6 = action.bytes[5] === 1;
    return numberOf(action.bytes.slice(NOTE_HEAD, NOTE_HEAD + (isIcmpv6 ? 4 : 2)));
  }
  const userdata = action.kind === "controller" ? action.args.userdata : undefined;
  if (userdata === undefined || !OWN_FIELDS.has(numberOf(userdata.slice(0, 4)))) return undefined;
  return numberOf(userdata.slice(USERDATA_HEAD));
}

function numberOf(bytes: readonly number[]): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** Sends a packet of ovn-controller's own with the actions in the data; `tell` describes it as it will be sent. */
export function sendMade(call: Call, key: FlowKey, tell: (sent: FlowKey, mtu: number | undefined) => string): Deed {
  const { actions, mtu, unreadable } = readNested(call.data);
  const text = tell(runAhead(key, actions), mtu);
  if (unreadable !== undefined) return { text: `${text} (with ${unreadable}, which is not followed)` };
  return { text, sent: { kind: "packet-out", key, actions, isAnother: true } };
}
