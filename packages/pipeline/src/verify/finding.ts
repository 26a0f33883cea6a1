import { createDiagnostic, type Diagnostic, type Place } from "@ovn-sim/model";
import { type FindingCode, RULE_OF_CODE, type RuleId } from "./rules.ts";

/** A place where what flows do is not what the rules and the configuration say. */
export type Finding = Diagnostic & {
  readonly code: FindingCode;
  readonly rule: RuleId;
  /** Index of the trace's tunnel crossing that it is about. */
  readonly tunnel?: number;
};

export type FindingDetails = { readonly place?: Place; readonly hint?: string; readonly tunnel?: number };

export function createFinding(code: FindingCode, message: string, details: FindingDetails = {}): Finding {
  const { place = {}, hint, tunnel } = details;
  const base = { ...createDiagnostic(code, place, message, hint), code, rule: RULE_OF_CODE[code] };
  return tunnel === undefined ? base : { ...base, tunnel };
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
