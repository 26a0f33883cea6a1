import { type Frame, saveKey } from "../frame.ts";
import { assume, type Machine, NO_ACTIONS, stop } from "../machine.ts";
import type { Operations } from "../operation.ts";
import { applyWrites, writeLow } from "./field.ts";
import { enter } from "./table.ts";

/** Runs the actions on a copy of the packet with a stack and an action set of its own. */
export function clone(m: Machine, { program }: Operations["clone"]): void {
  const frame = enter(m, "copy", program);
  saveCopy(m, frame);
  if (program.codes.length === 0) stop(m, "explicit-drop");
}

/** Keeps the packet and everything that the actions of a copy may change. */
function saveCopy(m: Machine, frame: Frame): void {
  saveKey(frame, m.key);
  frame.stackBase = m.stackBase;
  frame.stackBytes = m.stackBytes;
  frame.actionSet = m.actionSet;
  frame.conntracked = m.conntracked;
  frame.translated = m.translated;
  frame.connection = m.connection;
  frame.produced = m.produced;
  m.stackBase = m.stackTop;
  m.stackBytes = 0;
  m.actionSet = NO_ACTIONS;
}

/** Goes back to the packet that the copy was made of. */
export function restoreCopy(m: Machine, frame: Frame): void {
  m.key.set(frame.saved);
  m.stackTop = m.stackBase;
  m.stackBase = frame.stackBase;
  m.stackBytes = frame.stackBytes;
  m.actionSet = frame.actionSet;
  m.conntracked = frame.conntracked;
  m.translated = frame.translated;
  m.connection = frame.connection;
}

/**
 * Without the packet's length both answers are followed: first the rest of the actions with the bit
 * set, then once more with it cleared, each on a copy of its own.
 */
export function checkPacketLarger(m: Machine, operation: Operations["check_pkt_larger"]): void {
  if (m.packetBytes !== undefined) return answer(m, operation, m.packetBytes > operation.length ? 1 : 0);
  assume(m, "both-lengths", operation.length);
  const around = m.frames[m.top]!;
  const frame = enter(m, "branches", around.program);
  frame.pc = around.pc;
  frame.branchPc = around.pc;
  frame.branch = operation;
  around.pc = around.program.codes.length;
  saveCopy(m, frame);
  answer(m, operation, 1);
}

/** Starts the second branch, after the first. */
export function enterShorterBranch(m: Machine, frame: Frame): void {
  m.key.set(frame.saved);
  m.conntracked = frame.conntracked;
  m.translated = frame.translated;
  m.connection = frame.connection;
  frame.exit = m.exit;
  frame.produced = m.produced;
  frame.pc = frame.branchPc;
  m.exit = false;
  answer(m, frame.branch!, 0);
}

function answer(m: Machine, { target, implied }: Operations["check_pkt_larger"], larger: number): void {
  writeLow(m.ints, target.segments, larger);
  applyWrites(m.ints, implied);
  if (m.sink !== undefined) m.sink.step({ kind: "branch", depth: m.top, larger: larger === 1 }, m.key);
}
