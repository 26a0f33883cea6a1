import type { DropReason } from "./drop.ts";
import type { Frame } from "./frame.ts";
import { enterActionSet } from "./handlers/action-set.ts";
import { enterShorterBranch, restoreCopy } from "./handlers/copy.ts";
import { startBucket } from "./handlers/group.ts";
import type { Machine } from "./machine.ts";

/** Ends a list of actions: undoes what was for its time alone, and goes on with what comes next. */
export function leaveFrame(m: Machine, frame: Frame): void {
  if (frame.program.endsHere && frame.pc >= frame.program.codes.length && !m.exit && m.error === undefined) noteEnd(m);
  switch (frame.kind) {
    case "table":
      m.table = frame.table;
      m.rule = frame.rule;
      m.depth -= frame.deepens;
      m.top--;
      return;
    case "action-set":
      m.top--;
      return;
    case "root":
      if (frame.phase++ === 0 && enterActionSet(m)) return;
      m.freezing = false;
      noteBarrenCopy(m, frame);
      m.top--;
      return;
    case "copy":
      if (frame.phase++ === 0 && enterActionSet(m)) return;
      m.freezing = false;
      noteBarrenCopy(m, frame);
      restoreCopy(m, frame);
      m.top--;
      return;
    case "buckets":
      leaveBucket(m, frame);
      return;
    case "branches":
      leaveBranch(m, frame);
      return;
  }
}

/** `exit` and freezing end a bucket, not the actions after the group. */
function leaveBucket(m: Machine, frame: Frame): void {
  m.freezing = false;
  m.exit = false;
  noteBarrenCopy(m, frame);
  m.key.set(frame.saved);
  m.translated = frame.translated;
  m.connection = frame.connection;
  frame.phase++;
  if (frame.phase < frame.buckets.length) startBucket(m, frame);
  else {
    m.depth--;
    m.top--;
  }
}

/** Phases: 0 and 1 the branch of the larger packet and its action set, 2 and 3 that of the smaller. */
function leaveBranch(m: Machine, frame: Frame): void {
  const running = frame.phase++;
  if ((running === 0 || running === 2) && enterActionSet(m)) return;
  m.freezing = false;
  noteBarrenCopy(m, frame);
  if (running < 2) {
    frame.phase = 2;
    enterShorterBranch(m, frame);
    return;
  }
  m.exit = frame.exit;
  restoreCopy(m, frame);
  m.top--;
}

function noteEnd(m: Machine): void {
  m.reason = "no-output";
  m.reasonTable = m.table;
  m.reasonRule = m.rule;
}

/** A copy that came to nothing is a drop. */
function noteBarrenCopy(m: Machine, frame: Frame): void {
  if (m.produced !== frame.produced || m.error !== undefined) return;
  pushDrop(m, m.reason, frame.kind !== "root");
}

/** Records that the packet itself ended for a reason. */
export function noteDrop(m: Machine, reason: DropReason): void {
  pushDrop(m, reason, false);
}

function pushDrop(m: Machine, reason: DropReason, copy: boolean): void {
  const drop = { reason, copy, pass: m.pass, table: m.reasonTable, flow: m.reasonRule?.flow, step: m.steps };
  const action = reason === "unsupported-action" ? m.unsupported.at(-1)?.action : undefined;
  m.drops.push(action === undefined ? drop : { ...drop, action });
}
