import {
  type Finding,
  RULE_IDS,
  type RuleId,
  RULES,
  verifyCluster,
  type VerifyOptions,
  type VerifyReport,
} from "@ovn-sim/pipeline";
import { commandLine, resolveSubject, type ResolvedSubject, tell } from "./subject.ts";

/** What a matcher of vitest says. */
export type MatchResult = { readonly pass: boolean; readonly message: () => string };

/** The rules of which VTEPs a packet takes: those of selection, and whether interfaces get what they ask for. */
const SELECTION: readonly RuleId[] = RULE_IDS.filter(
  (id) => RULES[id].family === "selection" || id === "encap-ip-honoured" || id === "encap-ip-key",
);

export type FindingsOptions = VerifyOptions & {
  /** How many findings a message shows. Default: 10. */
  readonly shown?: number;
};

const SHOWN = 10;

/** Whether the rules hold, all of them or those of `options.rules`; notes do not count. */
export function matchNoFindings(received: unknown, options: FindingsOptions = {}): MatchResult {
  return matchRules(received, options, "has no findings");
}

/** Whether every packet between ports leaves by the source interface's VTEP and arrives at the destination interface's. */
export function matchVtepsByInterface(received: unknown, options: FindingsOptions = {}): MatchResult {
  return matchRules(received, { ...options, rules: options.rules ?? SELECTION }, "selects VTEPs by interface");
}

function matchRules(received: unknown, { shown = SHOWN, ...options }: FindingsOptions, claim: string): MatchResult {
  const subject = resolveSubject(received);
  const verified = verifyCluster(subject.cluster, options);
  if (!verified.ok) throw new Error(tell(verified.errors));
  const report = verified.value;
  const findings = report.findings.filter(({ severity }) => severity !== "note");
  if (judgedCases(report) === 0) throw new Error(`nothing was judged: ${tellNotJudged(report)}`);
  return {
    pass: findings.length === 0,
    message: () =>
      findings.length === 0
        ? `expected a cluster that does not hold, but it ${claim} (${describeChecked(report)})`
        : [
            `expected that the cluster ${claim}: ${findings.length} finding${findings.length === 1 ? "" : "s"}`,
            ...findings.slice(0, shown).map((finding) => describeFinding(finding, subject)),
            ...(findings.length > shown ? [`… and ${findings.length - shown} more`] : []),
          ].join("\n\n"),
  };
}

function judgedCases({ rules }: VerifyReport): number {
  return RULE_IDS.reduce((sum, id) => sum + rules[id].judged, 0);
}

function tellNotJudged({ notJudged }: VerifyReport): string {
  const [first] = notJudged;
  return first === undefined ? "no rule has a word on this cluster" : `${first.subject}: ${first.why}`;
}

function describeChecked({ checked }: VerifyReport): string {
  return `${checked.chassis} chassis, ${checked.ports} ports, ${checked.traces} packets`;
}

function describeFinding(finding: Finding, subject: ResolvedSubject): string {
  const { severity, rule, message, hint, replay, count = 1 } = finding;
  const lines = [`${severity} ${rule}: ${message}${count > 1 ? ` (${count} times)` : ""}`];
  lines.push(`  hint: ${hint ?? RULES[rule].fix}`);
  if (replay !== undefined) lines.push(`  see:  ${commandLine(subject, replay)}`);
  return lines.join("\n");
}
