import type { Action } from "../openflow/action.ts";
import { KEY_WORDS } from "../openflow/field-layout.ts";
import type { FlowKey } from "../openflow/match.ts";
import type { Assumption, AssumptionKind } from "./assumption.ts";
import type { Bridge } from "./bridge.ts";
import type { ConntrackState, PacketConnection } from "./conntrack-state.ts";
import type { DropReason } from "./drop.ts";
import { createFrame, type Frame } from "./frame.ts";
import { packetOf, type Translation } from "./translation.ts";
import type { BucketSelector } from "./group.ts";
import type { LearnedFlows } from "./learned-flows.ts";
import type { LoweringContext } from "./lower.ts";
import { LIMITS } from "./limits.ts";
import type { ControllerPunt, Drop, Output, Pass, Tie, Unsupported } from "./result.ts";
import type { Rule } from "./rule.ts";
import type { StepSink } from "./sink.ts";

/** A copy of the packet on its way through conntrack. */
export type Recirculation = {
  readonly from: number;
  readonly table: number;
  readonly zone: number;
  readonly key: FlowKey;
  readonly stack: Int32Array;
  readonly stackBytes: number;
  readonly actionSet: readonly Action[];
  /** The state that a {@link ConntrackState} gave the packet; undefined when there is none. */
  readonly ctState: number | undefined;
  readonly connection: PacketConnection | undefined;
};

/**
 * Everything that changes while a packet runs. One machine serves a bridge for run after run; what a
 * run returns is made afresh, and the rest is reset.
 */
export type Machine = {
  readonly bridge: Bridge;
  /** The packet and its registers; `ints` is the same memory, as signed words. */
  readonly key: FlowKey;
  readonly ints: Int32Array;
  readonly frames: Frame[];
  /** Index of the innermost frame; -1: the pass is over. */
  top: number;

  pass: number;
  table: number;
  rule: Rule | undefined;
  depth: number;
  resubmits: number;
  steps: number;
  /** The action `exit`, or a freeze, stops every list up to the enclosing bucket or branch. */
  exit: boolean;
  /** The rest of the way is left to a recirculation that the run does not follow, or to the controller. */
  freezing: boolean;
  error: DropReason | undefined;
  conntracked: boolean;
  /** The connection that the packet carries along. */
  connection: PacketConnection | undefined;
  /** What `ct(nat)` without a table has done to the packet behind the flows' back. */
  translated: readonly Translation[];

  /** Five words an item: its bytes, then its value, least significant word first. */
  stack: Int32Array;
  stackTop: number;
  /** Items below it belong to an enclosing copy. */
  stackBase: number;
  stackBytes: number;
  actionSet: readonly Action[];

  /** Counts outputs, punts and forks: a copy that made none is a drop. */
  produced: number;
  /** Why the copy would be a drop if it ended now, and where. */
  reason: DropReason;
  reasonTable: number;
  reasonRule: Rule | undefined;

  outputs: Output[];
  controllers: ControllerPunt[];
  drops: Drop[];
  passes: Pass[];
  assumptions: Assumption[];
  unsupported: Unsupported[];
  /** Absent in a run that does not look for ties. */
  ties: Tie[] | undefined;
  prefer: ReadonlySet<bigint> | undefined;
  queue: Recirculation[];

  sink: StepSink | undefined;
  lowering: LoweringContext;
  packetBytes: number | undefined;
  dpHash: number;
  deadPorts: ReadonlySet<number> | undefined;
  learned: LearnedFlows | undefined;
  conntrack: ConntrackState | undefined;
  selectBucket: BucketSelector | undefined;
  busy: boolean;
};

export const STACK_ITEM_WORDS = 5;
const STACK_ITEMS_AT_FIRST = 16;

export function createMachine(bridge: Bridge): Machine {
  const key = new Uint32Array(KEY_WORDS);
  return {
    bridge,
    key,
    ints: new Int32Array(key.buffer),
    frames: [createFrame()],
    top: -1,
    pass: 0,
    table: 0,
    rule: undefined,
    depth: 0,
    resubmits: 0,
    steps: 0,
    exit: false,
    freezing: false,
    error: undefined,
    conntracked: false,
    connection: undefined,
    translated: NOT_TRANSLATED,
    stack: new Int32Array(STACK_ITEMS_AT_FIRST * STACK_ITEM_WORDS),
    stackTop: 0,
    stackBase: 0,
    stackBytes: 0,
    actionSet: NO_ACTIONS,
    produced: 0,
    reason: "no-output",
    reasonTable: 0,
    reasonRule: undefined,
    outputs: [],
    controllers: [],
    drops: [],
    passes: [],
    assumptions: [],
    unsupported: [],
    ties: undefined,
    prefer: undefined,
    queue: [],
    sink: undefined,
    lowering: bridge.fused,
    packetBytes: undefined,
    dpHash: 0,
    deadPorts: undefined,
    learned: undefined,
    conntrack: undefined,
    selectBucket: undefined,
    busy: false,
  };
}

export const NOT_TRANSLATED: readonly Translation[] = Object.freeze([]);

export const NO_ACTIONS: readonly Action[] = Object.freeze([]);

/** Notes why the current copy of the packet would be a drop if nothing more came of it. */
export function stop(m: Machine, reason: DropReason): void {
  if (m.error !== undefined && m.error !== reason) return;
  m.reason = reason;
  m.reasonTable = m.table;
  m.reasonRule = m.rule;
  if (m.sink !== undefined) m.sink.step({ kind: "stop", depth: m.top, reason }, m.key);
}

/** Discards the pass. */
export function fail(m: Machine, reason: DropReason): void {
  m.error = reason;
  stop(m, reason);
}

/** Records what is taken for granted, once a run for each subject. */
export function assume(m: Machine, kind: AssumptionKind, subject: number): void {
  for (const known of m.assumptions) if (known.kind === kind && known.subject === subject) return;
  m.assumptions.push({ kind, subject });
}

/** Ends the list of actions that is running; lists around it go on. */
export function endList(m: Machine): void {
  const frame = m.frames[m.top]!;
  frame.pc = frame.program.codes.length;
}

export function pushOutput(m: Machine, ofPort: number, maxBytes: number): void {
  if (m.outputs.length >= LIMITS.outputs) return fail(m, "output-limit");
  m.produced++;
  const output = { ofPort, key: packetOf(m), pass: m.pass, table: m.table, flow: m.rule?.flow, step: m.steps };
  m.outputs.push(maxBytes === 0 ? output : { ...output, maxBytes });
  if (m.sink !== undefined) m.sink.step({ kind: "output", depth: m.top, ofPort }, m.key);
}
