import type { Finding } from "./finding.ts";
import type { Checked, NotJudged, RuleTally, VerifyReport } from "./report.ts";
import { RULE_IDS, type RuleId } from "./rules.ts";

const RANKS = { error: 0, warning: 1, note: 2 } as const;

/** A finding, with the packets that showed it and how often it was found without one. */
type Found = { readonly finding: Finding; readonly pairs: number; readonly others: number };

/**
 * Rules of which a subject has one finding: what packets show of a wrong interface was known from its row, and the
 * packets are its proof; a destination that is left to chance may be missed by several addresses.
 */
const ONE_A_SUBJECT: ReadonlySet<RuleId> = new Set([
  "encap-ip-honoured",
  "encap-ip-key",
  "default-vtep-listed",
  "destination-vtep",
]);

/** What is found on the way, the same finding of many pairs kept once with their number. */
export class FindingBook {
  readonly #wanted: ReadonlySet<RuleId>;
  readonly #findings = new Map<string, Found>();
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
    const key = ONE_A_SUBJECT.has(finding.rule)
      ? `${finding.rule}\n${finding.subject}`
      : `${finding.rule}\n${finding.subject}\n${finding.message}`;
    const known = this.#findings.get(key);
    const isProof = replay !== undefined;
    const pairs = (known?.pairs ?? 0) + (isProof ? 1 : 0);
    const told = known?.finding ?? finding;
    const shown = isProof && told.replay === undefined ? { ...told, replay } : told;
    this.#findings.set(key, { finding: shown, pairs, others: (known?.others ?? 0) + (isProof ? 0 : 1) });
  }

  notJudged(rule: RuleId, subject: string, why: string): void {
    if (!this.#wanted.has(rule)) return;
    const key = `${rule}\n${why}`;
    const known = this.#notJudged.get(key);
    this.#notJudged.set(key, { rule, subject: known?.subject ?? subject, why, count: (known?.count ?? 0) + 1 });
  }

  finish(checked: Checked, assumptions: readonly string[]): VerifyReport {
    const findings = [...this.#findings.values()].map(({ finding, pairs, others }) => {
      const count = Math.max(pairs, others);
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
