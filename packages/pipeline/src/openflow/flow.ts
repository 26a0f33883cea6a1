import type { Action, PortRef } from "./action.ts";
import type { Match } from "./match.ts";

/** Where a compiled flow comes from: the database row, and for a logical flow its stage. */
export type FlowOrigin = {
  readonly table: string;
  readonly uuid: string;
};

/**
 * One OpenFlow flow. `cookie` is a number up to 2^53 - 1 and a bigint above. OVN writes the first
 * 32 bits of the row's UUID there.
 */
export type Flow = {
  readonly table: number;
  readonly priority: number;
  readonly cookie: number | bigint;
  readonly match: Match;
  readonly actions: readonly Action[];
  readonly origin?: FlowOrigin;
  /** What other rows want under the same match: which row's wish is installed is left to the order of a hash table. */
  readonly rivals?: readonly Rival[];
  readonly attributes?: FlowAttributes;
};

/** What another row wants under a flow's match. */
export type Rival = { readonly cookie: number; readonly actions: readonly Action[] };

/** What a dump may say besides: statistics and timeouts, all absent on a compiled flow. */
export type FlowAttributes = {
  readonly duration?: string;
  readonly packets?: number | bigint;
  readonly bytes?: number | bigint;
  readonly idleTimeout?: number;
  readonly hardTimeout?: number;
  readonly idleAge?: number;
  readonly hardAge?: number;
  readonly importance?: number;
  readonly flags?: readonly string[];
};

export type Bucket = {
  readonly id?: number;
  readonly weight?: number;
  readonly watchPort?: PortRef;
  readonly watchGroup?: number;
  readonly actions: readonly Action[];
};

export type Group = {
  readonly id: number;
  readonly type: "all" | "select" | "indirect" | "ff";
  readonly selectionMethod?: string;
  readonly selectionParam?: number | bigint;
  readonly fields?: string;
  readonly buckets: readonly Bucket[];
};

export type Meter = {
  readonly id: number;
  readonly flags: readonly string[];
  readonly bands: readonly {
    readonly type: "drop" | "dscp_remark";
    readonly rate: number;
    readonly burst?: number;
    readonly precLevel?: number;
  }[];
};
