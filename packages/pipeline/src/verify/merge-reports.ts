import { distinctNotes } from "./distinct-notes.ts";
import type { Finding } from "./finding.ts";
import { bySeverity, countOf, keyOf } from "./finding-key.ts";
import type { PartMark } from "./part-mark.ts";
import type { Checked, NotJudged, RuleTally, VerifyReport } from "./report.ts";
import { RULE_IDS } from "./rules.ts";

export type MergeOptions = {
  /** The parts are not all parts of the work: the report is one of a part, to be joined with others. Default: false. */
  readonly asPart?: boolean;
};

/**
 * Joins the reports of the parts of one verification, which `verifyCluster` gave with the option `shard`, to the report that one
 * run without it gives. The parts may come in any order; each must be there once.
 */
export function mergeVerifyReports(
  parts: readonly [VerifyReport, ...VerifyReport[]],
  { asPart = false }: MergeOptions = {},
): VerifyReport {
  const joined = joinFindings(parts);
  const findings = asPart ? joined : joined.map(withoutMark);
  const sum = (of: (part: VerifyReport) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const most = (of: (checked: Checked) => number): number => Math.max(...parts.map(({ checked }) => of(checked)));
  const rules = RULE_IDS.map((rule): [string, RuleTally] => {
    const findingsOfRule = findings.reduce((total, finding) => total + (finding.rule === rule ? 1 : 0), 0);
    const judged = sum((part) => part.rules[rule].judged);
    return [rule, { findings: findingsOfRule, judged, notJudged: sum((part) => part.rules[rule].notJudged) }];
  });
  return {
    findings,
    checked: {
      chassis: most(({ chassis }) => chassis),
      ports: most(({ ports }) => ports),
      pairs: sum(({ checked }) => checked.pairs),
      traces: sum(({ checked }) => checked.traces),
      flows: sum(({ checked }) => checked.flows),
    },
    rules: Object.fromEntries(rules) as VerifyReport["rules"],
    notJudged: joinNotJudged(parts, asPart),
    assumptions: [...new Set(parts.flatMap(({ assumptions }) => assumptions))],
    notes: distinctNotes(parts.flatMap(({ notes }) => notes)),
  };
}

/** With its place among those of its part, which tells apart what the same port's packets show. */
type Marked = { readonly finding: Finding; readonly mark: PartMark; readonly at: number };

function joinFindings(parts: readonly VerifyReport[]): readonly Finding[] {
  const found = new Map<string, Marked>();
  for (const { findings } of parts) {
    for (const [at, finding] of findings.entries()) {
      const key = keyOf(finding);
      const known = found.get(key);
      const marked = { finding, mark: finding.part ?? unmarked(finding), at };
      found.set(key, known === undefined ? marked : joinTwo(known, marked));
    }
  }
  return [...found.values()]
    .sort((a, b) => a.mark.first - b.mark.first || a.at - b.at)
    .map(({ finding, mark }) => ({ ...finding, part: mark }))
    .sort(bySeverity);
}

/** One run tells a finding as it was when it was first met, with the first of the packets that show it. */
function joinTwo(a: Marked, b: Marked): Marked {
  const told = a.mark.first <= b.mark.first ? a : b;
  const proof = shownAt(a.mark) <= shownAt(b.mark) ? a : b;
  const mark = {
    packets: a.mark.packets + b.mark.packets,
    others: a.mark.others + b.mark.others,
    first: told.mark.first,
    shown: proof.mark.shown,
  };
  const { count: _, ...one } = told.finding;
  const { replay } = told.mark.packets === 0 && one.replay !== undefined ? one : proof.finding;
  return { finding: { ...one, ...(replay === undefined ? {} : { replay }), ...countOf(mark) }, mark, at: told.at };
}

/** What is of no part is of a whole run, and is joined with nothing. */
function unmarked({ count = 1 }: Finding): PartMark {
  return { packets: 0, others: count, first: 0 };
}

function shownAt({ shown = Number.POSITIVE_INFINITY }: PartMark): number {
  return shown;
}

function withoutMark(marked: Finding): Finding {
  const { part: _, ...finding } = marked;
  return finding;
}

function joinNotJudged(parts: readonly VerifyReport[], asPart: boolean): readonly NotJudged[] {
  const known = new Map<string, { readonly one: NotJudged; readonly at: number }>();
  for (const { notJudged } of parts) {
    for (const [at, one] of notJudged.entries()) {
      const key = `${one.rule}\n${one.why}`;
      const other = known.get(key);
      const first = other !== undefined && stepOf(other.one) <= stepOf(one) ? other : { one, at };
      known.set(key, { ...first, one: { ...first.one, count: one.count + (other?.one.count ?? 0) } });
    }
  }
  const inOrder = [...known.values()].sort((a, b) => stepOf(a.one) - stepOf(b.one) || a.at - b.at);
  return inOrder.map(({ one: { step, ...rest } }) => (asPart && step !== undefined ? { ...rest, step } : rest));
}

function stepOf({ step = 0 }: NotJudged): number {
  return step;
}
