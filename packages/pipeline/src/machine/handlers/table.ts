import type { Action } from "../../openflow/action.ts";
import { formatActions } from "../../openflow/action-text.ts";
import { RESERVED_PORTS } from "../../openflow/port-text.ts";
import { TABLES } from "../bridge.ts";
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
import { MOST_COUNTED, type PacketClass } from "../packet-class.ts";
import type { ClassTable } from "../class-table.ts";
import { BEST, CONJUNCTIVE, LEAD, MORE, nextPassed, nextRecord, SHARED, STAYS, TO } from "../tape.ts";
import { NONE } from "../flat-index.ts";
import { LIMITS } from "../limits.ts";
import { CURRENT_TABLE, MOST_STRAIGHT } from "../lower.ts";
import { fail, type Machine, stop } from "../machine.ts";
import { OPERATION_CODES, type Operations, type Program } from "../operation.ts";
import { move, set } from "./field.ts";
import type { Frame, FrameKind } from "../frame.ts";
import type { Rule } from "../rule.ts";

const SET = OPERATION_CODES.set;

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

/**
 * Looks the packet up in a table and enters the flow found. A flow that does nothing but send the
 * packet on to another table, as most of OVN's do, is passed through without a frame of its own.
 */
export function gotoTable(m: Machine, { table }: Operations["goto_table"]): void {
  const around = m.table;
  const ruleAround = m.rule;
  const tail = isTail(m);
  let next = table;
  let deepens = 0;
  for (;;) {
    if (!mayResubmit(m)) break;
    const from = m.table;
    m.table = next;
    const depth = tail ? m.top : m.top + 1;
    const known = m.learned?.isEmpty === false ? undefined : classOf(m);
    const part = known?.visit(next);
    let rule: Rule | undefined;
    if (known === undefined || part === undefined) rule = lookup(m, depth);
    else if (m.ties === undefined) rule = lookupAhead(m, known, part);
    else rule = lookupAheadAloud(m, known, part, depth);
    m.resubmits++;
    if (rule === undefined) break;
    if (next <= from) {
      deepens++;
      m.depth++;
    }
    m.rule = rule;
    if (m.sink === undefined && rule.hop >= 0) {
      m.steps++;
      next = rule.hop;
      continue;
    }
    const program = rule.program(m.lowering);
    if (program.leadsTo < 0 || m.sink !== undefined || m.steps + MOST_STRAIGHT >= LIMITS.steps) {
      return enterProgram(m, program, tail, around, ruleAround, deepens);
    }
    runStraight(m, program);
    next = program.leadsTo;
  }
  m.table = around;
  m.rule = ruleAround;
  m.depth -= deepens;
}

/** Runs actions that change nothing but the packet, up to the jump that they end with. */
function runStraight(m: Machine, { codes, operations }: Program): void {
  const last = operations.length - 1;
  for (let i = 0; i < last; i++) {
    const operation = operations[i]!;
    if (codes[i] === SET) set(m, operation as Operations["set"]);
    else move(m, operation as Operations["move"]);
  }
  m.steps += last + 1;
}

/**
 * For the lookup alone the packet seems to have come in by `inPort` and, with `ct`, to have the
 * addresses and ports of its connection.
 */
export function resubmit(m: Machine, { table, inPort, ct }: Operations["resubmit"]): void {
  if (!mayResubmit(m)) return;
  const { ints } = m;
  const around = m.table;
  if (table !== CURRENT_TABLE) m.table = table;
  if (ct && (get(ints, CT_NW_PROTO) === 0 || !isIp(ints))) {
    stop(m, "untracked-resubmit");
    m.table = around;
    return;
  }
  const realInPort = ints[IN_PORT_WORD]!;
  if (inPort !== RESERVED_PORTS.IN_PORT) ints[IN_PORT_WORD] = inPort;
  if (ct) swapTuple(ints);
  const tail = isTail(m);
  const rule = lookup(m, tail ? m.top : m.top + 1);
  if (ct) swapTuple(ints);
  ints[IN_PORT_WORD] = realInPort;
  m.resubmits++;
  if (rule === undefined) {
    m.table = around;
    return;
  }
  const deepens = m.table <= around ? 1 : 0;
  const ruleAround = m.rule;
  m.depth += deepens;
  m.rule = rule;
  enterProgram(m, rule.program(m.lowering), tail, around, ruleAround, deepens);
}

/** Whether nothing is left to do in the innermost table: its frame can then serve the one that it goes to. */
function isTail(m: Machine): boolean {
  const frame = m.frames[m.top]!;
  return frame.kind === "table" && frame.pc === frame.program.codes.length;
}

/** Makes the actions of the flow found in the current table the innermost list; `around` and `ruleAround` are where they lead back to. */
function enterProgram(
  m: Machine,
  program: Program,
  tail: boolean,
  around: number,
  ruleAround: Rule | undefined,
  deepens: number,
): void {
  if (tail) {
    const frame = m.frames[m.top]!;
    frame.program = program;
    frame.pc = 0;
    frame.deepens += deepens;
  } else {
    const frame = enter(m, "table", program);
    frame.table = around;
    frame.rule = ruleAround;
    frame.deepens = deepens;
  }
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

/** More tables than a packet can be sent on through without going back. */
const MOST_AHEAD = TABLES;
/** The most that each of them takes: a lookup, a jump and what is done on the way. */
const STEPS_OF_EACH = 2 + MOST_COUNTED;

/** The packet's class, when it may be led on through tables without a look at the limits. */
function classOf(m: Machine): PacketClass | undefined {
  if ((get(m.ints, NW_FRAG) & FRAG_ANY) !== 0) return undefined;
  if (m.depth + 1 >= LIMITS.resubmitDepth || m.resubmits + MOST_AHEAD >= LIMITS.resubmits) return undefined;
  if (m.steps + STEPS_OF_EACH * MOST_AHEAD >= LIMITS.steps) return undefined;
  return m.bridge.classes.of(m.ints);
}

/**
 * Looks the packet up in `first`, which is of the current table, and as long as the flow found does nothing but lead it on to a
 * later table, there. Counts as the lookups one by one would, but for the resubmit to the first.
 */
function lookupAhead(m: Machine, known: PacketClass, first: ClassTable): Rule | undefined {
  const { ints } = m;
  let { code } = known.tape;
  let at = first.start;
  for (;;) {
    m.steps++;
    let best = NONE;
    let rule: Rule | undefined;
    at = nextPassed(code, at, ints);
    if (code[at + MORE]! < 0) {
      const part = known.partOf(m.table);
      if (code[at + MORE] === CONJUNCTIVE) rule = part.lookup(ints);
      else {
        do {
          best = Math.min(best, part.findShared(code, at, ints));
          at = nextPassed(code, nextRecord(code, at), ints);
        } while (code[at + MORE] === SHARED && code[at + BEST]! < best);
      }
    }
    if (code[at + BEST]! < best) {
      if (code[at + TO]! < 0) {
        rule = known.partOf(m.table).ruleOf(code[at + BEST]!);
        if (code[at + TO] === STAYS || !known.lead(at, m.table, rule.program(m.lowering))) return rule;
        ({ code } = known.tape);
      }
      follow(m, code, code[at + LEAD]!);
      at = code[at + TO]!;
      continue;
    }
    if (best !== NONE) rule = known.partOf(m.table).ruleOf(best);
    if (rule === undefined) {
      missed(m);
      return undefined;
    }
    const next = rule.hop > m.table ? known.reach(rule.hop) : undefined;
    if (next === undefined) return rule;
    ({ code } = known.tape);
    at = next.start;
    m.table = rule.hop;
    m.steps++;
    m.resubmits++;
  }
}

/** Does on the way to the next table what is on the tape. */
function follow(m: Machine, code: Int32Array, lead: number): void {
  const { ints } = m;
  m.table = code[lead]!;
  m.steps += code[lead + 1]!;
  m.resubmits++;
  const end = lead + 3 + code[lead + 2]!;
  for (let at = lead + 3; at < end; at += 3) {
    const word = code[at]!;
    ints[word] = (ints[word]! & ~code[at + 1]!) | code[at + 2]!;
  }
}

/** The same for a run that looks for ties, and whose sink is told of each lookup and each jump. */
function lookupAheadAloud(m: Machine, known: PacketClass, first: ClassTable, depth: number): Rule | undefined {
  const { ints, bridge, sink, top } = m;
  const tellsLeads = sink !== undefined && sink.skipsLeads !== true;
  let part = first;
  for (;;) {
    m.steps++;
    let rule = part.lookup(ints);
    if (rule !== undefined && part.isContested(rule)) {
      rule = breakTie(m, rule, bridge.tables[m.table]!.rivals(ints, rule));
    }
    if (sink !== undefined) sink.step({ kind: "table", depth, table: m.table, flow: rule?.flow }, m.key);
    if (rule === undefined) {
      if (part !== first) m.top = depth;
      missed(m);
      m.top = top;
      return undefined;
    }
    if (rule.hop <= m.table) return rule;
    const next = known.reach(rule.hop);
    if (next === undefined) return rule;
    m.steps++;
    if (tellsLeads) sink.step({ kind: "action", depth, action: rule.flow.actions[0]! }, m.key);
    part = next;
    m.table = rule.hop;
    m.resubmits++;
  }
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
  if (rule === undefined) missed(m);
  return rule;
}

function missed(m: Machine): void {
  const around = m.rule;
  m.rule = undefined;
  stop(m, "no-match");
  m.rule = around;
}

function lookupIn(m: Machine): Rule | undefined {
  const { ints } = m;
  const table = m.bridge.tables[m.table];
  const part = m.bridge.classes.of(ints)?.visit(m.table);
  let rule = part === undefined ? table?.lookup(ints) : part.lookup(ints);
  if (m.ties !== undefined && rule !== undefined && part?.isContested(rule) !== false) {
    rule = breakTie(m, rule, table!.rivals(ints, rule));
  }
  return m.learned === undefined ? rule : m.learned.lookup(m.table, ints, rule);
}

/** The flow that wins of those with the same priority; notes the tie unless all of them do the same. */
function breakTie(m: Machine, found: Rule, rivals: readonly Rule[]): Rule {
  if (rivals.length < 2) return found;
  const { actions } = found.flow;
  if (rivals.every(({ flow }) => flow.actions === actions || textOf(flow.actions) === textOf(actions))) return found;
  const preferred = rivals.find(({ flow }) => m.prefer?.has(BigInt(flow.cookie)) === true) ?? found;
  const isKnown = m.ties!.some((tie) => tie.taken === preferred.flow && tie.flows.length === rivals.length);
  if (!isKnown) m.ties!.push({ table: m.table, flows: rivals.map(({ flow }) => flow), taken: preferred.flow });
  return preferred;
}

/** Ties are met with each packet of a kind, and what actions say does not change. */
const TEXTS = new WeakMap<readonly Action[], string>();

function textOf(actions: readonly Action[]): string {
  let text = TEXTS.get(actions);
  if (text === undefined) TEXTS.set(actions, (text = formatActions(actions)));
  return text;
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
