import { RESERVED_PORTS } from "../../openflow/port-text.ts";
import { createFrame } from "../frame.ts";
import {
  CT_IPV6_DST_WORD,
  CT_IPV6_SRC_WORD,
  CT_NW_DST_WORD,
  CT_NW_PROTO,
  CT_NW_SRC_WORD,
  CT_TP_DST,
  CT_TP_SRC,
  DL_TYPE,
  ETH_IPV4,
  FRAG_ANY,
  get,
  IN_PORT_WORD,
  IPV6_DST_WORD,
  IPV6_SRC_WORD,
  IPV6_WORDS,
  isIp,
  NW_DST_WORD,
  NW_FRAG,
  NW_PROTO,
  NW_SRC_WORD,
  put,
  type Slot,
  TP_DST,
  TP_SRC,
} from "../layout.ts";
import { LIMITS } from "../limits.ts";
import { CURRENT_TABLE } from "../lower.ts";
import { fail, type Machine, stop } from "../machine.ts";
import type { Operations, Program } from "../operation.ts";
import type { Frame, FrameKind } from "../frame.ts";
import type { Rule } from "../rule.ts";

/** Makes `program` the innermost list of actions. */
export function enter(m: Machine, kind: FrameKind, program: Program): Frame {
  m.top++;
  let frame = m.frames[m.top];
  if (frame === undefined) m.frames.push((frame = createFrame()));
  frame.kind = kind;
  frame.program = program;
  frame.pc = 0;
  frame.phase = 0;
  return frame;
}

export function resubmit(m: Machine, { table, inPort, ct }: Operations["resubmit"]): void {
  const port = inPort === RESERVED_PORTS.IN_PORT ? m.ints[IN_PORT_WORD]! : inPort;
  enterTable(m, table === CURRENT_TABLE ? m.table : table, port, ct);
}

export function gotoTable(m: Machine, { table }: Operations["goto_table"]): void {
  enterTable(m, table, m.ints[IN_PORT_WORD]!, false);
}

/**
 * Looks the packet up in a table and enters the flow found. `inPort` is what the packet seems to have
 * come in by, for the lookup alone; with `ct`, so are the addresses and ports that conntrack knows.
 */
function enterTable(m: Machine, table: number, inPort: number, ct: boolean): void {
  if (!mayResubmit(m)) return;
  const around = m.table;
  m.table = table;
  if (ct && (get(m.ints, CT_NW_PROTO) === 0 || !isIp(m.ints))) {
    stop(m, "untracked-resubmit");
    m.table = around;
    return;
  }
  const last = m.frames[m.top]!;
  // Nothing is left to do in the table around: its frame serves the new one.
  const isTail = last.kind === "table" && last.pc === last.program.codes.length;
  const realInPort = m.ints[IN_PORT_WORD]!;
  m.ints[IN_PORT_WORD] = inPort;
  if (ct) swapTuple(m.ints);
  const rule = lookup(m, isTail ? m.top : m.top + 1);
  if (ct) swapTuple(m.ints);
  m.ints[IN_PORT_WORD] = realInPort;
  m.resubmits++;
  if (rule === undefined) {
    m.table = around;
    return;
  }
  const program = rule.program(m.lowering);
  const deepens = table <= around ? 1 : 0;
  if (isTail) {
    last.program = program;
    last.pc = 0;
    last.deepens += deepens;
  } else {
    const frame = enter(m, "table", program);
    frame.table = around;
    frame.rule = m.rule;
    frame.deepens = deepens;
  }
  m.depth += deepens;
  m.rule = rule;
  if (program.codes.length === 0) stop(m, "explicit-drop");
}

/** Whether another table, or a group, may be entered; when not, the pass is discarded. */
export function mayResubmit(m: Machine): boolean {
  if (m.depth >= LIMITS.resubmitDepth) fail(m, "resubmit-depth");
  else if (m.resubmits >= LIMITS.resubmits) fail(m, "resubmit-count");
  else if (m.stackBytes >= LIMITS.stackBytes) fail(m, "stack-depth");
  else return true;
  return false;
}

/** The flow of the current table that the packet matches; tells the sink, and why not when there is none. */
export function lookup(m: Machine, depth: number): Rule | undefined {
  const { ints } = m;
  m.steps++;
  let rule: Rule | undefined;
  if ((get(ints, NW_FRAG) & FRAG_ANY) !== 0) {
    // A fragment has no transport ports to match: ovs-fields(7), "Fragments", mode normal.
    const source = get(ints, TP_SRC);
    const destination = get(ints, TP_DST);
    put(ints, TP_SRC, 0);
    put(ints, TP_DST, 0);
    rule = lookupIn(m);
    put(ints, TP_SRC, source);
    put(ints, TP_DST, destination);
  } else rule = lookupIn(m);
  if (m.sink !== undefined) m.sink.step({ kind: "table", depth, table: m.table, flow: rule?.flow }, m.key);
  if (rule === undefined) {
    const around = m.rule;
    m.rule = undefined;
    stop(m, "no-match");
    m.rule = around;
  }
  return rule;
}

function lookupIn(m: Machine): Rule | undefined {
  const rule = m.bridge.tables[m.table]?.lookup(m.ints);
  return m.learned === undefined ? rule : m.learned.lookup(m.table, m.ints, rule);
}

/** Exchanges the packet's addresses, protocol and ports with those of its connection's first direction. */
function swapTuple(ints: Int32Array): void {
  if (get(ints, DL_TYPE) === ETH_IPV4) {
    swapWords(ints, NW_SRC_WORD, CT_NW_SRC_WORD, 1);
    swapWords(ints, NW_DST_WORD, CT_NW_DST_WORD, 1);
  } else {
    swapWords(ints, IPV6_SRC_WORD, CT_IPV6_SRC_WORD, IPV6_WORDS);
    swapWords(ints, IPV6_DST_WORD, CT_IPV6_DST_WORD, IPV6_WORDS);
  }
  swapSlots(ints, TP_SRC, CT_TP_SRC);
  swapSlots(ints, TP_DST, CT_TP_DST);
  swapSlots(ints, NW_PROTO, CT_NW_PROTO);
}

function swapWords(ints: Int32Array, a: number, b: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const kept = ints[a + i]!;
    ints[a + i] = ints[b + i]!;
    ints[b + i] = kept;
  }
}

function swapSlots(ints: Int32Array, a: Slot, b: Slot): void {
  const kept = get(ints, a);
  put(ints, a, get(ints, b));
  put(ints, b, kept);
}
