import type { NatArgs } from "../../openflow/action.ts";
import type { FlowKey } from "../../openflow/match.ts";
import type { ConntrackState } from "../conntrack-state.ts";
import { judgeFirstPacket } from "../first-packet.ts";
import {
  CT_IPV6_DST_WORD,
  CT_IPV6_SRC_WORD,
  CT_LABEL_WORD,
  CT_LABEL_WORDS,
  CT_MARK_WORD,
  CT_NW_DST_WORD,
  CT_NW_PROTO,
  CT_NW_SRC_WORD,
  CT_STATE_BITS,
  CT_TP_DST,
  CT_TP_SRC,
  CT_ZONE,
  DL_TYPE,
  ETH_IPV4,
  ETH_IPV6,
  get,
  IPV6_DST_WORD,
  IPV6_SRC_WORD,
  IPV6_WORDS,
  isIp,
  NW_DST_WORD,
  NW_PROTO,
  NW_SRC_WORD,
  put,
  TP_DST,
  TP_SRC,
} from "../layout.ts";
import { assume, type Machine, STACK_ITEM_WORDS } from "../machine.ts";
import type { Operations } from "../operation.ts";
import { packetOf, translationsOf } from "../translation.ts";
import { move, readLow, set } from "./field.ts";

/**
 * Hands the packet to conntrack: ovs-actions(7), "The ct action". With a table, a copy comes back
 * there in a pass of its own, with everything that the packet carries; the packet itself goes on
 * untracked.
 */
export function ct(m: Machine, operation: Operations["ct"]): void {
  const { zoneSource, exec, table } = operation;
  const zone = zoneSource === undefined ? operation.zone : readLow(m.ints, zoneSource.segments) & 0xffff;
  for (let i = 0; i < exec.operations.length; i++) {
    const action = exec.actions[i]!;
    if (m.sink !== undefined) m.sink.step({ kind: "action", depth: m.top, action }, m.key);
    if (action.kind === "move") move(m, exec.operations[i] as Operations["move"]);
    else set(m, exec.operations[i] as Operations["set"]);
  }
  if (m.conntrack !== undefined && quotesAnother(m.ints)) assume(m, "icmp-error-new", 0);
  if (table >= 0) fork(m, operation, zone);
  else if (m.conntrack !== undefined) trackInPlace(m, m.conntrack, operation, zone);
  clearConntrack(m.ints);
  m.conntracked = false;
}

function quotesAnother(ints: Int32Array): boolean {
  return isIp(ints) && judgeFirstPacket(ints, get(ints, NW_PROTO)) === "quotes-another";
}

/** Without a table the packet is translated all the same, but flows see it as it was: ovs-actions(7), "The ct action". */
function trackInPlace(m: Machine, conntrack: ConntrackState, operation: Operations["ct"], zone: number): void {
  const before = packetOf(m);
  const after = before.slice();
  m.connection = conntrack.track(after, zone, operation, m.connection).connection;
  if (operation.nat !== undefined) m.translated = [...m.translated, ...translationsOf(before, after)];
}

const NO_STACK = new Int32Array(0);

function fork(m: Machine, operation: Operations["ct"], zone: number): void {
  const { nat, table } = operation;
  const key = packetOf(m);
  const tracked = m.conntrack?.track(key, zone, operation, m.connection);
  if (tracked === undefined && nat !== undefined) translateToFirst(m, key, nat);
  m.produced++;
  m.queue.push({
    from: m.pass,
    table,
    zone,
    key,
    stack:
      m.stackTop === m.stackBase
        ? NO_STACK
        : m.stack.slice(m.stackBase * STACK_ITEM_WORDS, m.stackTop * STACK_ITEM_WORDS),
    stackBytes: m.stackBytes,
    actionSet: m.actionSet,
    ctState: tracked?.state,
    connection: tracked?.connection,
  });
  if (m.sink !== undefined) m.sink.step({ kind: "fork", depth: m.top, table, zone }, m.key);
}

/** Writes the first address and port of the range, as `ofproto/trace` does to simulate translation. */
function translateToFirst(m: Machine, key: FlowKey, nat: NatArgs): void {
  const { direction, addressLow, addressHigh, portLow, portHigh } = nat;
  if (direction === undefined || addressLow === undefined) return;
  const source = direction === "src";
  if (addressLow.length === 1) key.set(addressLow, source ? NW_SRC_WORD : NW_DST_WORD);
  else key.set(addressLow, source ? IPV6_SRC_WORD : IPV6_DST_WORD);
  if (portLow !== undefined && portLow !== 0)
    put(new Int32Array(key.buffer, key.byteOffset, key.length), source ? TP_SRC : TP_DST, portLow);
  const oneAddress = addressHigh === undefined || addressHigh.join() === addressLow.join();
  const onePort = portHigh === undefined || portHigh === portLow;
  if (!oneAddress || !onePort) assume(m, "nat-first", 0);
}

/** A packet that has not been through conntrack in this bridge keeps what it came with. */
export function ctClear(m: Machine): void {
  if (!m.conntracked) return;
  m.connection = undefined;
  clearConntrack(m.ints);
  m.conntracked = false;
}

function clearConntrack(ints: Int32Array): void {
  put(ints, CT_STATE_BITS, 0);
  put(ints, CT_ZONE, 0);
  ints[CT_MARK_WORD] = 0;
  ints.fill(0, CT_LABEL_WORD, CT_LABEL_WORD + CT_LABEL_WORDS);
  put(ints, CT_NW_PROTO, 0);
  put(ints, CT_TP_SRC, 0);
  put(ints, CT_TP_DST, 0);
  const type = get(ints, DL_TYPE);
  if (type === ETH_IPV4) {
    ints[CT_NW_SRC_WORD] = 0;
    ints[CT_NW_DST_WORD] = 0;
  } else if (type === ETH_IPV6) {
    ints.fill(0, CT_IPV6_SRC_WORD, CT_IPV6_SRC_WORD + IPV6_WORDS);
    ints.fill(0, CT_IPV6_DST_WORD, CT_IPV6_DST_WORD + IPV6_WORDS);
  }
}
