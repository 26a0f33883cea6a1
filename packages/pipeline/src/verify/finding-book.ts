import type { Finding } from "./finding.ts";
import { bySeverity, countOf, keyOf } from "./finding-key.ts";
import type { NotJudged, RuleTally, VerifyReport } from "./report.ts";
import type { PartMark } from "./part-mark.ts";
import { RULE_IDS, type RuleId } from "./rules.ts";

/** A finding, with the packets that showed it and how often it was found without one. */
type Found = { readonly finding: Finding } & PartMark;

/** What is found on the way, the same finding of many pairs kept once with their number. */
export class FindingBook {
  readonly #wanted: ReadonlySet<RuleId>;
  readonly #findings = new Map<string, Found>();
  readonly #notJudged = new Map<string, NotJudged>();
  readonly #judged = new Map<RuleId, number>();
  readonly #isPart: boolean;
  #step = 0;

  /** The book of a part of the work marks what it finds, for `mergeVerifyReports`. */
  constructor(rules: readonly RuleId[] = RULE_IDS, isPart = false) {
    this.#wanted = new Set(rules);
    this.#isPart = isPart;
  }

  /** From here on the work is at this step: see `PartMark`. */
  startStep(step: number): void {
    this.#step = step;
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
    const key = keyOf(finding);
    const known = this.#findings.get(key);
    const isProof = replay !== undefined;
    const packets = (known?.packets ?? 0) + (isProof ? 1 : 0);
    const others = (known?.others ?? 0) + (isProof ? 0 : 1);
    const told = known?.finding ?? finding;
    const first = known?.first ?? this.#step;
    const shown = known?.shown ?? (isProof ? this.#step : undefined);
    const whole = isProof && told.replay === undefined ? { ...told, replay } : told;
    this.#findings.set(key, { finding: whole, packets, others, first, shown });
  }

  notJudged(rule: RuleId, subject: string, why: string): void {
    if (!this.#wanted.has(rule)) return;
    const key = `${rule}\n${why}`;
    const known = this.#notJudged.get(key);
    if (known !== undefined) this.#notJudged.set(key, { ...known, count: known.count + 1 });
    else {
      const mark = this.#isPart ? { step: this.#step } : {};
      this.#notJudged.set(key, { rule, subject, why, count: 1, ...mark });
    }
  }

  finish(rest: Pick<VerifyReport, "checked" | "assumptions" | "notes">): VerifyReport {
    const findings = [...this.#findings.values()].map(({ finding, ...mark }): Finding => {
      const counted = { ...finding, ...countOf(mark) };
      return this.#isPart ? { ...counted, part: mark } : counted;
    });
    findings.sort(bySeverity);
    const notJudged = [...this.#notJudged.values()];
    const tally = (rule: RuleId): RuleTally => ({
      findings: findings.filter((finding) => finding.rule === rule).length,
      judged: this.#judged.get(rule) ?? 0,
      notJudged: notJudged.reduce((sum, one) => sum + (one.rule === rule ? one.count : 0), 0),
    });
    const rules = Object.fromEntries(RULE_IDS.map((rule) => [rule, tally(rule)])) as VerifyReport["rules"];
    return { findings, rules, notJudged, ...rest };
  }
}
