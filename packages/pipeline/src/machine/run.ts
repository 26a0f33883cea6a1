import type { Action } from "../openflow/action.ts";
import type { FlowKey } from "../openflow/match.ts";
import type { Bridge } from "./bridge.ts";
import { type ConntrackState, turnOriginal } from "./conntrack-state.ts";
import { type Continuation, takeUp } from "./continuation.ts";
import { DEFAULT_CT_STATE, CT_STATE } from "./ct-state.ts";
import { EMPTY_PROGRAM } from "./frame.ts";
import type { BucketSelector } from "./group.ts";
import { set } from "./handlers/field.ts";
import { HANDLERS } from "./handlers/index.ts";
import { enter, gotoTable, lookup } from "./handlers/table.ts";
import { CT_STATE_BITS, CT_ZONE, DP_HASH_WORD, get, put } from "./layout.ts";
import { leaveFrame, noteDrop } from "./leave.ts";
import type { LearnedFlows } from "./learned-flows.ts";
import { LIMITS } from "./limits.ts";
import { lowerActions } from "./lower.ts";
import {
  createMachine,
  fail,
  type Machine,
  NO_ACTIONS,
  NOT_TRANSLATED,
  type Recirculation,
  STACK_ITEM_WORDS,
  stop,
} from "./machine.ts";
import { OPERATION_CODES, type Operations, type Program } from "./operation.ts";
import type { Resumption, RunResult } from "./result.ts";
import type { StepSink } from "./sink.ts";

/** What a run may be told besides the packet. Everything left out is as in `ofproto/trace` without options. */
export type RunOptions = {
  /** The table to start in; 0. */
  readonly table?: number;
  readonly sink?: StepSink;
  /**
   * The `ct_state` bits with which the packet comes back from each `ct(table=…)` in turn. When the list is through, what
   * `conntrack` says, and without that new and tracked.
   */
  readonly ctNext?: readonly number[];
  /** Connections kept from packet to packet. */
  readonly conntrack?: ConntrackState;
  /** Flows that packets learn; without it nothing is learned. */
  readonly learned?: LearnedFlows;
  /** The datapath's hash of the packet, for select groups; 0 or absent: not known. */
  readonly dpHash?: number;
  /** Length of the Ethernet frame, for `check_pkt_larger`; absent: both ways are followed. */
  readonly packetBytes?: number;
  /** Ports that are down; given, all others are known to be alive. */
  readonly deadPorts?: ReadonlySet<number>;
  /** Takes the bucket of each select group that the packet meets. */
  readonly selectBucket?: BucketSelector;
  /** Start with these actions instead of a table, as a packet-out does: OpenFlow 1.5.1, 7.3.6 "Packet-Out Message". */
  readonly actions?: readonly Action[];
  /** Start with the rest of a way that `controller(pause)` stopped on this bridge. */
  readonly rest?: Continuation;
  /** Cookies of the flows that win where flows of equal priority select the packet; without, the one that the table has first. */
  readonly prefer?: ReadonlySet<bigint>;
};

const machines = new WeakMap<Bridge, Machine>();

/**
 * Runs a packet through the tables of a bridge, as Open vSwitch translates it: ovs-actions(7),
 * ovs-fields(7) and `ofproto/trace`. The key is only read. A run always ends: see {@link LIMITS}.
 */
export function runPacket(bridge: Bridge, key: FlowKey, options: RunOptions = {}): RunResult {
  const m = claimMachine(bridge);
  m.busy = true;
  m.sink = options.sink;
  m.lowering = options.sink === undefined ? bridge.fused : bridge.stepwise;
  m.packetBytes = options.packetBytes;
  m.deadPorts = options.deadPorts;
  m.learned = options.learned;
  m.conntrack = options.conntrack;
  m.selectBucket = options.selectBucket;
  m.prefer = options.prefer;
  m.ties = options.sink === undefined && options.prefer === undefined ? undefined : [];
  m.key.set(key);
  if (options.dpHash !== undefined) m.ints[DP_HASH_WORD] = options.dpHash;
  m.conntracked = (get(m.ints, CT_STATE_BITS) & CT_STATE.trk) !== 0;
  startPass(m, options.table ?? 0, undefined);
  runPass(m, options);
  for (let next = 0; next < m.queue.length; next++) {
    if (next >= LIMITS.recirculations) {
      noteDrop(m, "recirculation-limit");
      break;
    }
    resume(m, m.queue[next]!, options.ctNext?.[next]);
    runPass(m);
    if (m.error === "step-limit" || m.error === "output-limit") break;
  }
  return releaseMachine(m);
}

/** The bridge's machine, or another when that is busy with the run whose sink started this one (or left in the middle of it). */
function claimMachine(bridge: Bridge): Machine {
  const known = machines.get(bridge);
  if (known !== undefined && !known.busy) return known;
  const fresh = createMachine(bridge);
  machines.set(bridge, fresh);
  return fresh;
}

/** Hands out what the run has made. Lists that stayed empty stay with the machine. */
function releaseMachine(m: Machine): RunResult {
  const { outputs, controllers, drops, passes, assumptions, unsupported, ties, steps } = m;
  m.passes = [];
  if (outputs.length > 0) m.outputs = [];
  if (controllers.length > 0) m.controllers = [];
  if (drops.length > 0) m.drops = [];
  if (assumptions.length > 0) m.assumptions = [];
  if (unsupported.length > 0) m.unsupported = [];
  if (m.queue.length > 0) m.queue = [];
  m.steps = 0;
  m.sink = undefined;
  m.learned = undefined;
  m.conntrack = undefined;
  m.selectBucket = undefined;
  m.deadPorts = undefined;
  m.busy = false;
  return {
    outputs: listOrNone(outputs),
    controllers: listOrNone(controllers),
    drops: listOrNone(drops),
    passes,
    assumptions: listOrNone(assumptions),
    unsupported: listOrNone(unsupported),
    ties: ties ?? NONE,
    steps,
  };
}

const NONE: readonly never[] = Object.freeze([]);

function listOrNone<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list;
}

function startPass(m: Machine, table: number, resumed: Resumption | undefined): void {
  m.pass = m.passes.length;
  m.passes.push(resumed === undefined ? { table } : { table, resumed });
  m.top = -1;
  m.table = table;
  m.rule = undefined;
  m.depth = 0;
  m.resubmits = 0;
  m.exit = false;
  m.freezing = false;
  m.error = undefined;
  m.stackTop = 0;
  m.stackBase = 0;
  m.stackBytes = 0;
  m.actionSet = NO_ACTIONS;
  m.translated = NOT_TRANSLATED;
  m.connection = undefined;
  m.produced = 0;
  if (m.sink !== undefined) m.sink.step({ kind: "pass", pass: m.pass, table, resumed }, m.key);
}

/** What conntrack did to the packet, whatever state it is said to find. */
const TRANSLATED = CT_STATE.snat | CT_STATE.dnat;

function resume(m: Machine, recirculation: Recirculation, given: number | undefined): void {
  const { from, table, zone, key, stack } = recirculation;
  const found = recirculation.ctState;
  const known = given === undefined ? found : given | ((found ?? 0) & TRANSLATED);
  const ctState = known ?? DEFAULT_CT_STATE;
  m.key.set(key);
  if (found !== undefined && ((found ^ ctState) & CT_STATE.rpl) !== 0) turnOriginal(m.key);
  put(m.ints, CT_ZONE, zone);
  put(m.ints, CT_STATE_BITS, ctState);
  m.conntracked = true;
  startPass(m, table, { from, zone, ctState, assumed: known === undefined });
  if (stack.length > m.stack.length) m.stack = stack.slice();
  else m.stack.set(stack);
  m.stackTop = stack.length / STACK_ITEM_WORDS;
  m.stackBytes = recirculation.stackBytes;
  m.actionSet = recirculation.actionSet;
  m.connection = recirculation.connection;
}

/** `start` says how the first pass of a run begins when it does not look in a table. */
function runPass(m: Machine, start: Pick<RunOptions, "actions" | "rest"> = {}): void {
  const outputs = m.outputs.length;
  const controllers = m.controllers.length;
  const forks = m.queue.length;
  if (start.rest !== undefined) takeUp(m, start.rest);
  else if (start.actions !== undefined) enterRoot(m, lowerActions(start.actions, m.lowering));
  else {
    const rule = lookup(m, 0);
    m.rule = rule;
    const program = rule?.program(m.lowering) ?? EMPTY_PROGRAM;
    enterRoot(m, program);
    if (rule !== undefined && program.codes.length === 0) stop(m, "explicit-drop");
  }
  interpret(m);
  if (m.error !== undefined) {
    m.outputs.length = outputs;
    m.controllers.length = controllers;
    m.queue.length = forks;
    m.passes[m.pass] = { ...m.passes[m.pass]!, discarded: m.error };
    noteDrop(m, m.error);
  }
  if (m.sink !== undefined) m.sink.step({ kind: "end", pass: m.pass }, m.key);
}

function enterRoot(m: Machine, program: Program): void {
  enter(m, "root", program).produced = 0;
}

const GOTO_TABLE = OPERATION_CODES.goto_table;
const SET = OPERATION_CODES.set;

/** The fetch-execute loop: lists of actions run on frames of their own, so that no flow table can exhaust the stack of JavaScript. */
function interpret(m: Machine): void {
  while (m.top >= 0) {
    const frame = m.frames[m.top]!;
    const { program, pc } = frame;
    if (m.exit || m.error !== undefined || pc >= program.codes.length) {
      leaveFrame(m, frame);
      continue;
    }
    frame.pc = pc + 1;
    m.steps++;
    if (m.steps > LIMITS.steps) {
      fail(m, "step-limit");
      continue;
    }
    if (m.sink !== undefined) m.sink.step({ kind: "action", depth: m.top, action: program.actions[pc]! }, m.key);
    const code = program.codes[pc]!;
    const operation = program.operations[pc]!;
    // Most actions of OVN are one of these two: calling them by name lets them be inlined.
    if (code === GOTO_TABLE) gotoTable(m, operation as Operations["goto_table"]);
    else if (code === SET) set(m, operation as Operations["set"]);
    else HANDLERS[code]!(m, operation);
  }
}
