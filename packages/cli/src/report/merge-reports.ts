import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { type Finding, mergeVerifyReports, RULE_IDS, type VerifyReport } from "@ovn-sim/pipeline";
import { createReport, type Report, type ReportBody, type ReportHead, toReportBody } from "./report.ts";
import type { ReadReport } from "./report-schema.ts";

/** A report with the file that it was read from. */
export type FileReport = { readonly file: string; readonly report: ReadReport };

/**
 * Joins the reports of all shards of one verification to the report that one run would have given. One report of a whole
 * verification stays what it is.
 */
export function mergeReports(reports: readonly [FileReport, ...FileReport[]]): Parsed<Report> {
  const errors = [...checkAlike(reports), ...checkShards(reports)];
  const [first, ...others] = errors;
  if (first !== undefined) return { ok: false, errors: [first, ...others] };
  const [one, ...more] = reports;
  const { tool, version, snapshot, release, flows, pairs, options, policy } = one.report;
  const date = reports.map(({ report }) => report.policy.date).reduce((a, b) => (a > b ? a : b));
  const head: ReportHead = { tool, version, snapshot, release, flows, pairs, options, policy: { ...policy, date } };
  return {
    ok: true,
    value: createReport(head, joinBodies([one.report, ...more.map(({ report }) => report)])),
    notes: [],
  };
}

/** What all parts of one verification have in common, and what it is called. */
const COMMON: readonly (readonly [what: string, of: (report: ReadReport) => unknown])[] = [
  ["version of ovn-sim", ({ version }) => version],
  ["snapshot", ({ snapshot }) => snapshot.digest],
  ["OVN release", ({ release, options }) => [release, options]],
  ["flows", ({ flows }) => flows],
  ["choice of pairs", ({ pairs }) => pairs],
  ["set of rules", ({ rules }) => RULE_IDS.filter((id) => rules[id] !== undefined)],
  ["levels of rules", ({ policy }) => RULE_IDS.map((id) => policy.levels[id])],
  [
    "list of exceptions",
    ({ policy }) => policy.exceptions.map((one) => [one.rule, one.subject, one.reason, one.expires]),
  ],
  ["baseline", ({ policy }) => policy.baseline?.findings],
];

function checkAlike([first, ...others]: readonly [FileReport, ...FileReport[]]): readonly Diagnostic[] {
  return others.flatMap(({ file, report }) =>
    COMMON.filter(([, of]) => JSON.stringify(of(report)) !== JSON.stringify(of(first.report))).map(([what]) => {
      const hint = "merge the reports of one verification: the same snapshot and options, but for --shard";
      return createDiagnostic("OVN8046", { file }, `the ${what} is not that in ${first.file}`, hint);
    }),
  );
}

/** Each shard is there, and none twice. */
function checkShards(reports: readonly [FileReport, ...FileReport[]]): readonly Diagnostic[] {
  const count = reports[0].report.shard?.count;
  if (count === undefined && reports.length === 1) return [];
  const errors: Diagnostic[] = [];
  const files = new Map<number, string>();
  for (const { file, report } of reports) {
    const { shard } = report;
    if (shard === undefined) {
      errors.push(odd(file, "the report is of a whole verification, expected one of a part"));
    } else if (shard.count !== count) {
      const expected = count === undefined ? "" : `, expected one of ${count}`;
      errors.push(odd(file, `the report is of part ${shard.index} of ${shard.count}${expected}`));
    } else if (files.has(shard.index)) {
      errors.push(odd(file, `part ${shard.index} of ${count} is already in ${files.get(shard.index)!}`));
    } else files.set(shard.index, file);
  }
  const missing: number[] = [];
  for (let index = 1; index <= (count ?? 0); index++) if (!files.has(index)) missing.push(index);
  if (missing.length > 0 && errors.length === 0) {
    const [one, ...more] = missing;
    const parts = more.length === 0 ? `part ${one} of ${count} is` : `parts ${missing.join(", ")} of ${count} are`;
    errors.push(createDiagnostic("OVN8046", {}, `${parts} missing`, "name the reports of all parts"));
  }
  return errors;
}

function odd(file: string, message: string): Diagnostic {
  return createDiagnostic("OVN8046", { file }, message, "name each part's report once");
}

function joinBodies(reports: readonly [ReadReport, ...ReadReport[]]): ReportBody {
  const [first, ...others] = reports;
  const held = RULE_IDS.filter((id) => first.rules[id] !== undefined);
  const found = mergeVerifyReports([toVerifyReport(first), ...others.map(toVerifyReport)]);
  return toReportBody(found, held, joinDiagnostics(reports));
}

const NOTHING = { findings: 0, judged: 0, notJudged: 0 };

/** What verify found, as the library tells it; its notes are among the report's diagnostics. */
function toVerifyReport({ findings, checked, rules, notJudged, assumptions }: ReadReport): VerifyReport {
  const tallies = RULE_IDS.map((id) => [id, rules[id] ?? NOTHING]);
  return {
    findings: findings.map(({ hint, replay, part, ...one }): Finding => {
      const optional = { ...(hint === undefined ? {} : { hint }), ...(replay === undefined ? {} : { replay }) };
      return { ...one, ...optional, ...(part === undefined ? {} : { part }) };
    }),
    checked,
    rules: Object.fromEntries(tallies) as VerifyReport["rules"],
    notJudged,
    assumptions,
    notes: [],
  };
}

/** Every part reads the same files, and says the same of them; what the first says twice stays said twice. */
function joinDiagnostics([first, ...others]: readonly [ReadReport, ...ReadReport[]]): readonly Diagnostic[] {
  const joined: Diagnostic[] = [...first.diagnostics];
  const known = new Set(joined.map((one) => JSON.stringify(one)));
  for (const one of others.flatMap(({ diagnostics }) => diagnostics)) {
    const text = JSON.stringify(one);
    if (known.has(text)) continue;
    known.add(text);
    joined.push(one);
  }
  return joined;
}
