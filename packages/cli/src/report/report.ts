import type { Diagnostic } from "@ovn-sim/model";
import type {
  Checked,
  Finding,
  NotJudged,
  PairSelection,
  PartMark,
  RuleId,
  RuleTally,
  VerifyReport,
} from "@ovn-sim/pipeline";
import { RULE_IDS } from "@ovn-sim/pipeline";
import type { FlowSource } from "../config/config-schema.ts";
import { applyPolicy, type Judged, type Policy } from "../config/policy.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** A finding as verify found it, before anybody's configuration. */
export type RawFinding = Pick<Finding, "code" | "severity" | "place" | "message" | "rule" | "subject"> & {
  readonly hint?: string | undefined;
  readonly replay?: readonly string[] | undefined;
  /** How many pairs of ports or flows it stands for. */
  readonly count: number;
  /** Of a part of the work alone: what joins it with the others. */
  readonly part?: PartMark | undefined;
};

export type ReportFinding = Judged<RawFinding> & {
  /** The same for the same rule and subject in every run; the second of the same ends in `:2`. */
  readonly fingerprint: string;
};

export type Shard = {
  /** Counted from 1. */
  readonly index: number;
  readonly count: number;
};

/** What a report is about. */
export type ReportHead = {
  readonly tool: "ovn-sim";
  /** The version of ovn-sim. */
  readonly version: string;
  readonly snapshot: {
    /** As they were named on the command line. */
    readonly paths: readonly string[];
    /** The Southbound's file: the place of what has no file of its own. */
    readonly southbound: string;
    /** SHA-256 over the content of all files. */
    readonly digest: string;
  };
  /** The OVN release of the cluster, as asked for or as the Southbound says. */
  readonly release?: string | undefined;
  readonly flows: FlowSource;
  /** Between which ports packets were followed. */
  readonly pairs: PairSelection;
  /** The options of the run that every command needs to see what it saw. */
  readonly options: readonly string[];
  /** Absent when the whole cluster was verified. */
  readonly shard?: Shard | undefined;
  readonly policy: Policy;
};

/** What was found, in the form that is made of a run or of the runs of all shards. */
export type ReportBody = {
  readonly checked: Checked;
  /** The rules that were held. */
  readonly rules: { readonly [R in RuleId]?: RuleTally | undefined };
  readonly findings: readonly RawFinding[];
  readonly notJudged: readonly NotJudged[];
  readonly assumptions: readonly string[];
  /** What was lost or assumed while the input was read. */
  readonly diagnostics: readonly Diagnostic[];
};

export type Summary = {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly known: number;
  readonly excepted: number;
};

export type Report = ReportHead &
  Omit<ReportBody, "findings"> & {
    readonly summary: Summary;
    readonly findings: readonly ReportFinding[];
    /** What is to be said of the configuration and the baseline themselves. */
    readonly remarks: readonly Diagnostic[];
  };

const RANKS = { error: 0, warning: 1, note: 2 } as const;
const RULE_ORDER = new Map(RULE_IDS.map((id, at) => [id, at]));

/** Judges what was found by the policy, and puts all of it into an order that no way of running it can change. */
export function createReport(head: ReportHead, body: ReportBody): Report {
  const rules = new Set(RULE_IDS.filter((id) => body.rules[id] !== undefined));
  const ordered = body.findings.toSorted(
    (a, b) =>
      compareRules(a.rule, b.rule) ||
      compareText(a.subject, b.subject) ||
      compareText(a.message, b.message) ||
      compareText(JSON.stringify(a.place), JSON.stringify(b.place)),
  );
  const { findings, remarks } = applyPolicy(head.policy, ordered, { rules, whole: head.shard === undefined });
  const seen = new Map<string, number>();
  const marked = findings.map((finding): ReportFinding => {
    const print = fingerprintOf(finding);
    const times = (seen.get(print) ?? 0) + 1;
    seen.set(print, times);
    return { ...finding, fingerprint: times === 1 ? print : `${print}:${times}` };
  });
  return {
    ...head,
    ...body,
    summary: summarise(marked),
    findings: marked.sort((a, b) => RANKS[a.severity] - RANKS[b.severity]),
    notJudged: body.notJudged.toSorted(
      (a, b) => compareRules(a.rule, b.rule) || compareText(a.why, b.why) || compareText(a.subject, b.subject),
    ),
    assumptions: body.assumptions.toSorted(compareText),
    diagnostics: body.diagnostics.toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))),
    remarks,
  };
}

/** What a run of verify found, in the form that reports are made of. */
export function toReportBody(
  found: VerifyReport,
  held: readonly RuleId[],
  diagnostics: readonly Diagnostic[],
): ReportBody {
  return {
    checked: found.checked,
    rules: Object.fromEntries(held.map((id) => [id, found.rules[id]])),
    findings: found.findings.map(toRawFinding),
    notJudged: found.notJudged,
    assumptions: found.assumptions,
    diagnostics,
  };
}

function toRawFinding(finding: Finding): RawFinding {
  const { code, severity, place, message, rule, subject, hint, replay, count = 1, part } = finding;
  return { code, severity, place, message, rule, subject, hint, replay, count, part };
}

/** Whether a report fails a pipeline: by a finding of level error or warning that is neither known nor excepted. */
export function hasFailed({ errors, warnings }: Summary): boolean {
  return errors + warnings > 0;
}

function summarise(findings: readonly ReportFinding[]): Summary {
  const count = (holds: (finding: ReportFinding) => boolean): number => findings.filter(holds).length;
  return {
    errors: count(({ state, severity }) => state === "new" && severity === "error"),
    warnings: count(({ state, severity }) => state === "new" && severity === "warning"),
    notes: count(({ state, severity }) => state === "new" && severity === "note"),
    known: count(({ state }) => state === "known"),
    excepted: count(({ state }) => state === "excepted"),
  };
}

export function compareRules(a: RuleId, b: RuleId): number {
  return RULE_ORDER.get(a)! - RULE_ORDER.get(b)!;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
