import { createDiagnostic, type Diagnostic, type Place, type Severity } from "@ovn-sim/model";
import type { Finding, RuleId, RuleLevel } from "@ovn-sim/pipeline";
import type { BaselineEntry } from "./baseline.ts";
import { matchesSubject } from "./subject-pattern.ts";

/** A finding that somebody has declared to be no fault, for a reason. */
export type Exception = {
  readonly rule: RuleId;
  /** `*` stands for any characters. */
  readonly subject: string;
  readonly reason: string;
  /** The last day on which it counts, as YYYY-MM-DD in UTC. */
  readonly expires?: string | undefined;
  /** Where it stands. */
  readonly place: Place;
};

/** What a configuration makes of findings. */
export type Policy = {
  /** The configuration file, as it was named. */
  readonly config?: string | undefined;
  readonly levels: { readonly [R in RuleId]?: RuleLevel | undefined };
  readonly exceptions: readonly Exception[];
  readonly baseline?: { readonly file: string; readonly findings: readonly BaselineEntry[] } | undefined;
  /** The day of the judgement, as YYYY-MM-DD in UTC: what exceptions expire by. */
  readonly date: string;
};

/** `new` findings count; `known` ones are in the baseline; `excepted` ones have a reason. */
export type Standing =
  | { readonly state: "new" }
  | { readonly state: "known" }
  | { readonly state: "excepted"; readonly reason: string };

type Judgeable = Pick<Finding, "rule" | "subject" | "severity">;

export type Judged<F> = F & { readonly severity: Severity } & Standing;

export type Judgement<F> = {
  readonly findings: readonly Judged<F>[];
  /** What is to be said of the policy itself: exceptions that have expired or that nothing needs, known findings that are gone. */
  readonly remarks: readonly Diagnostic[];
  readonly gone: readonly BaselineEntry[];
};

export type JudgeOptions = {
  /** The rules that were held; of the others nothing can be said. */
  readonly rules: ReadonlySet<RuleId>;
  /** Whether the findings are all there are. Of a part nobody can say that something is missing. */
  readonly whole: boolean;
};

/** Gives each finding its level and its standing. The order of findings decides which of several equal ones are known. */
export function applyPolicy<F extends Judgeable>(
  policy: Policy,
  findings: readonly F[],
  options: JudgeOptions,
): Judgement<F> {
  const used = new Set<Exception>();
  const left = new Map<string, number>();
  for (const { rule, subject, times = 1 } of policy.baseline?.findings ?? []) {
    left.set(keyOf(rule, subject), (left.get(keyOf(rule, subject)) ?? 0) + times);
  }
  const judged = findings.map((finding): Judged<F> => {
    const level = policy.levels[finding.rule];
    const severity = level === undefined || level === "off" ? finding.severity : level;
    const matching = policy.exceptions.filter(
      ({ rule, subject }) => rule === finding.rule && matchesSubject(subject, finding.subject),
    );
    for (const exception of matching) used.add(exception);
    const inForce = matching.find((exception) => !isExpired(exception, policy.date));
    if (inForce !== undefined) return { ...finding, severity, state: "excepted", reason: inForce.reason };
    const key = keyOf(finding.rule, finding.subject);
    const times = left.get(key) ?? 0;
    if (times > 0) left.set(key, times - 1);
    return { ...finding, severity, state: times > 0 ? "known" : "new" };
  });
  const held = (rule: RuleId): boolean => options.whole && options.rules.has(rule);
  const gone = (policy.baseline?.findings ?? []).filter(
    ({ rule, subject, times = 1 }) => held(rule) && (left.get(keyOf(rule, subject)) ?? 0) >= times,
  );
  const unused = policy.exceptions.filter((exception) => held(exception.rule) && !used.has(exception));
  const remarks = [
    ...policy.exceptions.filter((exception) => isExpired(exception, policy.date)).map((one) => expired(one, used)),
    ...unused.filter((exception) => !isExpired(exception, policy.date)).map(unneeded),
    ...gone.map((entry) => isGone(policy.baseline!.file, entry)),
  ];
  return { findings: judged, remarks, gone };
}

function keyOf(rule: RuleId, subject: string): string {
  return `${rule}\n${subject}`;
}

function isExpired({ expires }: Exception, date: string): boolean {
  return expires !== undefined && expires < date;
}

function expired(exception: Exception, used: ReadonlySet<Exception>): Diagnostic {
  const { rule, subject, expires, reason, place } = exception;
  const effect = used.has(exception) ? "its findings count again" : "no finding needs it";
  const message = `the exception of ${rule} for ${JSON.stringify(subject)} expired on ${expires}: ${effect} (${reason})`;
  return createDiagnostic(
    "OVN8041",
    place,
    message,
    "correct the cause, or renew the exception with a reason that holds",
  );
}

function unneeded({ rule, subject, place }: Exception): Diagnostic {
  const message = `no finding of ${rule} has the subject ${JSON.stringify(subject)}: nothing needs the exception`;
  return createDiagnostic("OVN8042", place, message, "remove it");
}

function isGone(file: string, { rule, subject }: BaselineEntry): Diagnostic {
  const message = `the known finding of ${rule} about ${JSON.stringify(subject)} is gone`;
  return createDiagnostic("OVN8044", { file }, message, "write the baseline anew: --write-baseline FILE");
}
