import type { Action, BundleArgs, ControllerArgs, LearnArgs, NatArgs } from "../openflow/action.ts";
import type { Prerequisite } from "../openflow/field.ts";
import type { Subfield } from "../openflow/match.ts";
import type { Segment, Writes } from "./place.ts";

/** What the fields that an action reads or writes ask of the packet; undefined when nothing. */
export type Needs = Prerequisite | undefined;

/** A subfield with its place worked out. */
export type Place = { readonly sub: Subfield; readonly segments: readonly Segment[]; readonly needs: Needs };

/** Part of a `move` that stays within one word on both sides; a missing source reads as 0. */
export type MoveSegment = {
  readonly fromWord: number;
  readonly fromShift: number;
  readonly toWord: number;
  readonly toShift: number;
  readonly mask: number;
};

/** A list of actions, lowered. `codes[i]` selects the handler of `operations[i]`, which carries out `actions[i]`; a fused program has no actions. */
export type Program = {
  readonly codes: Uint8Array;
  readonly operations: readonly Operation[];
  readonly actions: readonly Action[];
  /** Whether a packet that comes to its end without an output ends here, rather than in what the last action led to. */
  readonly endsHere: boolean;
  /** The table that it ends with a jump to, when all before it only writes fields; -1 for any other. */
  readonly leadsTo: number;
};

/** What each operation of the machine holds. */
export type Operations = {
  /** `count` actions in one: more than one only where nobody listens to single steps. */
  set: { readonly writes: Writes; readonly needs: Needs; readonly dst: Subfield; readonly count: number };
  move: {
    readonly needs: Needs;
    readonly sourceNeeds: Needs;
    readonly segments: readonly MoveSegment[];
    readonly implied: Writes;
    readonly dst: Subfield;
  };
  push: { readonly source: Place; readonly bytes: number };
  pop: { readonly target: Place; readonly implied: Writes };
  resubmit: { readonly table: number; readonly inPort: number; readonly ct: boolean };
  goto_table: { readonly table: number };
  output: { readonly ofPort: number; readonly maxBytes: number };
  output_reg: { readonly source: Place };
  output_in_port: { readonly maxBytes: number };
  flood: { readonly all: boolean };
  output_none: Record<never, never>;
  controller: { readonly args: ControllerArgs };
  group: { readonly group: number };
  bundle: { readonly args: BundleArgs; readonly members: readonly number[]; readonly target: Place | undefined };
  clone: { readonly program: Program };
  push_vlan: Record<never, never>;
  pop_vlan: Record<never, never>;
  dec_ttl: { readonly controllers: readonly number[] };
  ct: {
    readonly commit: boolean;
    readonly force: boolean;
    readonly zone: number;
    readonly zoneSource: Place | undefined;
    /** The table to come back in; -1: none. */
    readonly table: number;
    readonly nat: NatArgs | undefined;
    readonly exec: Program;
  };
  ct_clear: Record<never, never>;
  check_pkt_larger: { readonly length: number; readonly target: Place; readonly implied: Writes };
  learn: { readonly args: LearnArgs };
  delete_field: { readonly writes: Writes };
  write_actions: { readonly actions: readonly Action[] };
  clear_actions: Record<never, never>;
  meter: { readonly meter: number };
  exit: Record<never, never>;
  /** Nothing that concerns the packet's way: `note`, `sample`, `set_queue`, and `conjunction` when it is executed. */
  nothing: Record<never, never>;
  /** `continues`: the packet itself stays as it is, so that the actions after it still tell the truth. */
  unsupported: { readonly action: string; readonly continues: boolean };
};

export type OperationName = keyof Operations;
export type Operation = Operations[OperationName];

/** The operations in the order of their codes. */
const OPERATION_NAMES = [
  "unsupported",
  "set",
  "move",
  "push",
  "pop",
  "resubmit",
  "goto_table",
  "output",
  "output_reg",
  "output_in_port",
  "flood",
  "output_none",
  "controller",
  "group",
  "bundle",
  "clone",
  "push_vlan",
  "pop_vlan",
  "dec_ttl",
  "ct",
  "ct_clear",
  "check_pkt_larger",
  "learn",
  "delete_field",
  "write_actions",
  "clear_actions",
  "meter",
  "exit",
  "nothing",
] as const satisfies readonly OperationName[];

export const OPERATION_CODES: Readonly<Record<OperationName, number>> = Object.fromEntries(
  OPERATION_NAMES.map((name, code) => [name, code]),
) as Record<OperationName, number>;

/** How many handlers there is room for; those without an operation are filled with `unsupported`. */
export const OPERATION_ROOM = 64;
