import type { Action, Words } from "../openflow/action.ts";
import type { Field } from "../openflow/field.ts";
import type { Flow } from "../openflow/flow.ts";
import type { FlowKey, Subfield } from "../openflow/match.ts";
import type { DropReason } from "./drop.ts";
import type { Resumption } from "./result.ts";

/**
 * One thing that happened in a run. `depth` counts the lists of actions around it; a table that a list ends with is no deeper
 * than the table that it is entered from.
 */
export type Step =
  | { readonly kind: "pass"; readonly pass: number; readonly table: number; readonly resumed: Resumption | undefined }
  | { readonly kind: "table"; readonly depth: number; readonly table: number; readonly flow: Flow | undefined }
  | { readonly kind: "action"; readonly depth: number; readonly action: Action }
  /** The field that the action before it wrote now holds this. */
  | { readonly kind: "value"; readonly depth: number; readonly dst: Subfield; readonly value: Words }
  | { readonly kind: "bucket"; readonly depth: number; readonly group: number; readonly bucket: number }
  /** What `check_pkt_larger` answered: without the packet's length it answers twice, each time for a copy. */
  | { readonly kind: "branch"; readonly depth: number; readonly larger: boolean }
  /** The packet left by a port. */
  | { readonly kind: "output"; readonly depth: number; readonly ofPort: number }
  /** The action before it had no effect, or ended something, for this reason. */
  | { readonly kind: "stop"; readonly depth: number; readonly reason: DropReason }
  /** The set_field, load or move before it was ignored: the packet has no such field. */
  | { readonly kind: "ignored"; readonly depth: number; readonly field: string }
  /** A copy of the packet goes to conntrack and comes back in `table`. */
  | { readonly kind: "fork"; readonly depth: number; readonly table: number; readonly zone: number }
  /** The pass is over; the key is its final one. */
  | { readonly kind: "end"; readonly pass: number };

/** Is told of each step of a run as it happens. A run without a sink pays nothing for it. */
export type StepSink = {
  /** The fields of which steps of the kind `value` are wanted. Default: all. */
  readonly wanted?: ReadonlySet<Field>;
  /**
   * Whether the action of a flow that does nothing but lead the packet on may be left out: the step of the table that it leads
   * to then comes right after the step of its own, in the same depth. Default: false.
   */
  readonly skipsLeads?: boolean;
  /** `key` is the live key after the step (before it, for `action`): copy what is to be kept. */
  step(step: Step, key: FlowKey): void;
};
