import type { Diagnostic, Underlay } from "@ovn-sim/model";
import type { TracerOptions } from "../trace/tracer.ts";
import type { Finding } from "./finding.ts";
import type { RuleId } from "./rules.ts";
import type { PairSelection } from "./sources.ts";

/** How often a rule was held against something. */
export type RuleTally = { readonly findings: number; readonly judged: number; readonly notJudged: number };

/** What a rule had no word on, and why; `count` times for the same reason. */
export type NotJudged = {
  readonly rule: RuleId;
  readonly subject: string;
  readonly why: string;
  readonly count: number;
  /** Of a part of the work alone: the step at which it was first met, as `PartMark` counts them. */
  readonly step?: number | undefined;
};

/** What a verification looked at. */
export type Checked = {
  readonly chassis: number;
  readonly ports: number;
  /** Ordered pairs of ports. */
  readonly pairs: number;
  /** Packets followed from their first chassis to the ends of their ways. */
  readonly traces: number;
  readonly flows: number;
};

export type VerifyReport = {
  /** The most severe first. */
  readonly findings: readonly Finding[];
  readonly checked: Checked;
  readonly rules: Readonly<Record<RuleId, RuleTally>>;
  readonly notJudged: readonly NotJudged[];
  /** What the answer rests on that the files do not say. */
  readonly assumptions: readonly string[];
  /** What of the databases came into no flow, or only in part, and why: an error where packets may go otherwise than is said. */
  readonly notes: readonly Diagnostic[];
};

/** How each host routes its encapsulated packets, by the name of its chassis. */
export type UnderlayByChassis = ReadonlyMap<string, Underlay>;

/**
 * One of `count` parts of the work: a run of its steps, which go chassis by chassis, each port that sends being one. Rules of rows alone are
 * of part 0.
 */
export type WorkShard = { readonly index: number; readonly count: number };

export type VerifyOptions = TracerOptions & {
  /** Without it the rules of the underlay are not judged. */
  readonly underlay?: UnderlayByChassis;
  /** The rules to hold; all of them by default. */
  readonly rules?: readonly RuleId[];
  readonly shard?: WorkShard;
  /** Between which ports packets are followed. Default: `all`. */
  readonly pairs?: PairSelection;
  /** Told now and then how many packets and chassis are done. */
  readonly onProgress?: (done: number, total: number) => void;
};
