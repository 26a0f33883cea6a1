import type { Finding, Verdict } from "./finding.ts";
import type { Checked, NotJudged, RuleTally, VerifyReport } from "./report.ts";
import { RULE_IDS, type RuleId } from "./rules.ts";

const RANKS = { error: 0, warning: 1, note: 2 } as const;

/** What is found on the way, the same finding of many pairs kept once with their number. */
export class FindingBook {
  readonly #wanted: ReadonlySet<RuleId>;
  readonly #findings = new Map<string, Finding & { readonly count: number }>();
  readonly #notJudged = new Map<string, NotJudged>();
  readonly #judged = new Map<RuleId, number>();

  constructor(rules: readonly RuleId[] = RULE_IDS) {
    this.#wanted = new Set(rules);
  }

  /** Whether a rule is to be held. */
  wants(...rules: readonly RuleId[]): boolean {
    return rules.some((rule) => this.#wanted.has(rule));
  }

  /** Counts what was held against a rule, found or not. */
  judged(rule: RuleId, times = 1): void {
    this.#judged.set(rule, (this.#judged.get(rule) ?? 0) + times);
  }

  add(finding: Finding, replay?: readonly string[]): void {
    if (!this.#wanted.has(finding.rule)) return;
    const key = `${finding.rule}\n${finding.subject}\n${finding.message}`;
    const known = this.#findings.get(key);
    const count = (known?.count ?? 0) + (finding.count ?? 1);
    const told = known ?? (replay === undefined ? finding : { ...finding, replay });
    this.#findings.set(key, { ...told, count });
  }

  notJudged(rule: RuleId, subject: string, why: string): void {
    if (!this.#wanted.has(rule)) return;
    const key = `${rule}\n${why}`;
    const known = this.#notJudged.get(key);
    this.#notJudged.set(key, { rule, subject: known?.subject ?? subject, why, count: (known?.count ?? 0) + 1 });
  }

  /** Writes down what came of a trace; `rule` is the one that it is about when nothing can be said of it. */
  judge(verdict: Verdict, rule: RuleId, subject: string, replay: readonly string[]): void {
    if (verdict.kind === "not-judged") return this.notJudged(rule, subject, verdict.why);
    this.judged(rule);
    for (const finding of verdict.findings) this.add(finding, replay);
  }

  finish(checked: Checked, assumptions: readonly string[]): VerifyReport {
    const findings = [...this.#findings.values()].map(({ count, ...finding }) => {
      return count === 1 ? finding : { ...finding, count };
    });
    findings.sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
    const notJudged = [...this.#notJudged.values()];
    const tally = (rule: RuleId): RuleTally => ({
      findings: findings.filter((finding) => finding.rule === rule).length,
      judged: this.#judged.get(rule) ?? 0,
      notJudged: notJudged.reduce((sum, one) => sum + (one.rule === rule ? one.count : 0), 0),
    });
    const rules = Object.fromEntries(RULE_IDS.map((rule) => [rule, tally(rule)])) as VerifyReport["rules"];
    return { findings, checked, rules, notJudged, assumptions };
  }
}
