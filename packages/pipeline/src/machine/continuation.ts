import type { Action } from "../openflow/action.ts";
import type { Frame } from "./frame.ts";
import { enter } from "./handlers/table.ts";
import { type Machine, STACK_ITEM_WORDS } from "./machine.ts";
import type { Program } from "./operation.ts";
import type { Rule } from "./rule.ts";

/** A list of actions that was under way, and where it leads back to. */
type Suspended = {
  readonly program: Program;
  readonly pc: number;
  readonly table: number;
  readonly rule: Rule | undefined;
  readonly deepens: number;
};

/**
 * The rest of the way of a packet that `controller(pause)` stopped: what OpenFlow's NXT_RESUME hands back
 * (ovs-actions(7), "The controller action"). It is good for runs on the same bridge, and for the caller to keep, not to read.
 */
export type Continuation = {
  readonly lists: readonly Suspended[];
  readonly table: number;
  readonly rule: Rule | undefined;
  readonly depth: number;
  readonly conntracked: boolean;
  readonly stack: Int32Array;
  readonly stackBytes: number;
  readonly actionSet: readonly Action[];
  /** Its programs can be told of step by step. */
  readonly stepwise: boolean;
};

/** Keeps what is left to do, from the innermost list out to the copy that the packet is. */
export function suspend(m: Machine): Continuation {
  let first = m.top;
  while (m.frames[first]!.kind === "table" || m.frames[first]!.kind === "action-set") first--;
  return {
    lists: m.frames.slice(first, m.top + 1).map(keep),
    table: m.table,
    rule: m.rule,
    depth: m.depth,
    conntracked: m.conntracked,
    stack: m.stack.slice(m.stackBase * STACK_ITEM_WORDS, m.stackTop * STACK_ITEM_WORDS),
    stackBytes: m.stackBytes,
    actionSet: m.actionSet,
    stepwise: !m.lowering.fused,
  };
}

function keep({ program, pc, table, rule, deepens }: Frame): Suspended {
  return { program, pc, table, rule, deepens };
}

/** Makes what was left to do the lists of a pass that starts. */
export function takeUp(m: Machine, rest: Continuation): void {
  if (m.sink !== undefined && !rest.stepwise)
    throw new RangeError("a run without a sink cannot go on with one: its actions were joined");
  for (const [i, { program, pc, table, rule, deepens }] of rest.lists.entries()) {
    const frame = enter(m, i === 0 ? "root" : "table", program);
    frame.pc = pc;
    frame.table = table;
    frame.rule = rule;
    frame.deepens = deepens;
    frame.produced = 0;
  }
  m.table = rest.table;
  m.rule = rest.rule;
  m.depth = rest.depth;
  m.conntracked = rest.conntracked;
  m.stack = rest.stack.length > m.stack.length ? rest.stack.slice() : m.stack;
  m.stack.set(rest.stack);
  m.stackTop = rest.stack.length / STACK_ITEM_WORDS;
  m.stackBytes = rest.stackBytes;
  m.actionSet = rest.actionSet;
  if (m.sink !== undefined) m.sink.step({ kind: "table", depth: m.top, table: m.table, flow: m.rule?.flow }, m.key);
}
