import type { ControllerArgs } from "../openflow/action.ts";
import type { Flow } from "../openflow/flow.ts";
import type { FlowKey } from "../openflow/match.ts";
import type { Assumption } from "./assumption.ts";
import type { Continuation } from "./continuation.ts";
import type { DropReason } from "./drop.ts";

/** Where in a run something happened. */
export type Where = {
  /** The pass, counted from 0: a packet that conntrack sends round again starts another. */
  readonly pass: number;
  readonly table: number;
  /** The flow whose action it was; absent in a group's bucket or when no flow matched. */
  readonly flow: Flow | undefined;
  /** Actions and lookups of the run before it. */
  readonly step: number;
};

/** The packet left the bridge by a port. */
export type Output = Where & {
  readonly ofPort: number;
  /** The packet and its registers as they were; the reader must not write to it. */
  readonly key: FlowKey;
  /** Bytes that `output(…,max_len=…)` cuts the packet to. */
  readonly maxBytes?: number;
};

/** The packet went to the controller. */
export type ControllerPunt = Where & {
  readonly reason: "action" | "invalid_ttl";
  readonly args: ControllerArgs;
  readonly key: FlowKey;
  /** Whether packets of more bytes than this alone come here, because `check_pkt_larger` was followed both ways. */
  readonly ifLargerThan?: number;
  /** With `pause`: the rest of the way, which is the controller's to resume. */
  readonly rest?: Continuation;
};

/** A copy of the packet ended without leaving. */
export type Drop = Where & {
  readonly reason: DropReason;
  /** True for the copy of a `clone`, bucket or branch, false for the packet itself. */
  readonly copy: boolean;
  /** The name of the action for `unsupported-action`. */
  readonly action?: string;
};

/** One way through the tables, up to the end or the next recirculation. */
export type Pass = {
  readonly table: number;
  /** Why the whole pass was discarded: none of its outputs and recirculations took place. */
  readonly discarded?: DropReason;
  /** What conntrack made of the packet; absent in the first pass. */
  readonly resumed?: Resumption;
};

/** How a packet came back from conntrack. */
export type Resumption = {
  /** The pass that sent it. */
  readonly from: number;
  readonly zone: number;
  /** The bits of `ct_state`: ovs-fields(7). */
  readonly ctState: number;
  /** Whether `ctState` is the default, new and tracked, for want of anything better. */
  readonly assumed: boolean;
};

/** An action that the machine cannot carry out; what the packet met after it may be wrong. */
export type Unsupported = Where & { readonly action: string };

/**
 * Flows of one table that select the packet with the same priority and do different things. OpenFlow leaves open
 * which of them wins.
 */
export type Tie = {
  readonly table: number;
  /** In the order of the table. */
  readonly flows: readonly Flow[];
  /** The one that the run took. */
  readonly taken: Flow;
};

/** What became of a packet on one bridge. */
export type RunResult = {
  /** What left, in order. */
  readonly outputs: readonly Output[];
  readonly controllers: readonly ControllerPunt[];
  readonly drops: readonly Drop[];
  readonly passes: readonly Pass[];
  readonly assumptions: readonly Assumption[];
  readonly unsupported: readonly Unsupported[];
  /** Each once, in a run with a sink or with `prefer`; others do not look. */
  readonly ties: readonly Tie[];
  /** Actions and lookups that the run took. */
  readonly steps: number;
};
