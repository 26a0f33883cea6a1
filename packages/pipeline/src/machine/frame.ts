import { KEY_WORDS } from "../openflow/field-layout.ts";
import type { Action } from "../openflow/action.ts";
import type { PacketConnection } from "./conntrack-state.ts";
import type { BridgeBucket } from "./group.ts";
import type { Operations, Program } from "./operation.ts";
import type { Rule } from "./rule.ts";
import type { Translation } from "./translation.ts";

/** What to do when a list of actions is through: see {@link leaveFrame}. */
export type FrameKind = "root" | "table" | "copy" | "buckets" | "branches" | "action-set";

/**
 * A list of actions under way, and what its end has to restore. Frames are kept and used again, so
 * that entering a table allocates nothing.
 */
export type Frame = {
  kind: FrameKind;
  program: Program;
  pc: number;
  /** What of a frame with several parts is running; counts up. */
  phase: number;

  /** Of the table around it. */
  table: number;
  rule: Rule | undefined;
  /** How much deeper than the list around it; more than 1 after several tables in a row. */
  deepens: number;

  /** Of a copy, a bucket or a branch: what the packet was before. */
  saved: Uint32Array;
  stackBase: number;
  stackBytes: number;
  actionSet: readonly Action[];
  conntracked: boolean;
  translated: readonly Translation[];
  connection: PacketConnection | undefined;
  exit: boolean;
  /** How much had been produced when the copy was made. */
  produced: number;

  buckets: readonly BridgeBucket[];
  group: number;
  branch: Operations["check_pkt_larger"] | undefined;
  branchPc: number;
};

export const EMPTY_PROGRAM: Program = {
  codes: new Uint8Array(0),
  operations: [],
  actions: [],
  endsHere: false,
  leadsTo: -1,
};
const NOT_SAVED = new Uint32Array(0);

export function createFrame(): Frame {
  return {
    kind: "root",
    program: EMPTY_PROGRAM,
    pc: 0,
    phase: 0,
    table: 0,
    rule: undefined,
    deepens: 0,
    saved: NOT_SAVED,
    stackBase: 0,
    stackBytes: 0,
    actionSet: [],
    conntracked: false,
    translated: [],
    connection: undefined,
    exit: false,
    produced: 0,
    buckets: [],
    group: 0,
    branch: undefined,
    branchPc: 0,
  };
}

/** Keeps the packet as it is now for the end of the frame. */
export function saveKey(frame: Frame, key: Uint32Array): void {
  if (frame.saved === NOT_SAVED) frame.saved = new Uint32Array(KEY_WORDS);
  frame.saved.set(key);
}
