import type { Diagnostic, Place } from "@ovn-sim/model";
import type { PartMark } from "./part-mark.ts";
import { type FindingCode, type RuleId, RULES } from "./rules.ts";

/** A place where what flows do, or what the databases say, is not what the rules and the configuration say. */
export type Finding = Diagnostic & {
  /** Of a part of the work alone. */
  readonly part?: PartMark;
  readonly code: FindingCode;
  readonly rule: RuleId;
  /** What it is about, the same from run to run: for baselines and exceptions. */
  readonly subject: string;
  /** The arguments of the command `ovn-sim` that show it, without the snapshot, which comes after the first. */
  readonly replay?: readonly string[];
  /** Index of the trace's tunnel crossing that it is about. */
  readonly tunnel?: number;
  /** How many pairs of ports or flows it stands for, when it was found several times. */
  readonly count?: number;
};

export type FindingDetails = Partial<Pick<Finding, "hint" | "replay" | "tunnel" | "count">> & {
  readonly place?: Place;
};

export function createFinding(rule: RuleId, subject: string, message: string, details: FindingDetails = {}): Finding {
  const { place = {}, ...rest } = details;
  const { code, severity } = RULES[rule];
  return { code, severity, place, message, rule, subject, ...rest };
}

/**
 * What came of checking a trace. `not-judged` says why the rules have no word on it: it is neither good nor
 * bad, and must not be counted as either.
 */
export type Verdict =
  | { readonly kind: "judged"; readonly findings: readonly Finding[] }
  | { readonly kind: "not-judged"; readonly why: string };

export const judged = (findings: readonly Finding[]): Verdict => ({ kind: "judged", findings });

export const notJudged = (why: string): Verdict => ({ kind: "not-judged", why });
