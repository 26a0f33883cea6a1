import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { type NotJudged, RULE_IDS, type RuleTally } from "@ovn-sim/pipeline";
import { compareText, createReport, type RawFinding, type Report, type ReportBody, type ReportHead } from "./report.ts";
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
  const { tool, version, snapshot, release, flows, options, policy } = reports[0].report;
  const date = reports.map(({ report }) => report.policy.date).reduce((a, b) => (a > b ? a : b));
  const head: ReportHead = { tool, version, snapshot, release, flows, options, policy: { ...policy, date } };
  return { ok: true, value: createReport(head, joinBodies(reports.map(({ report }) => report))), notes: [] };
}

/** What all parts of one verification have in common, and what it is called. */
const COMMON: readonly (readonly [what: string, of: (report: ReadReport) => unknown])[] = [
  ["version of ovn-sim", ({ version }) => version],
  ["snapshot", ({ snapshot }) => snapshot.digest],
  ["OVN release", ({ release, options }) => [release, options]],
  ["flows", ({ flows }) => flows],
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

function joinBodies(bodies: readonly ReadReport[]): ReportBody {
  const findings = joinFindings(bodies.flatMap((body) => body.findings));
  const notJudged = joinNotJudged(bodies.flatMap((body) => body.notJudged));
  const held = RULE_IDS.filter((id) => bodies[0]?.rules[id] !== undefined);
  const tallies = held.map((id): [string, RuleTally] => [
    id,
    {
      findings: findings.filter(({ rule }) => rule === id).length,
      judged: bodies.reduce((sum, { rules }) => sum + (rules[id]?.judged ?? 0), 0),
      notJudged: bodies.reduce((sum, { rules }) => sum + (rules[id]?.notJudged ?? 0), 0),
    },
  ]);
  const sum = (of: (checked: ReportBody["checked"]) => number): number =>
    bodies.reduce((total, { checked }) => total + of(checked), 0);
  const most = (of: (checked: ReportBody["checked"]) => number): number =>
    Math.max(...bodies.map(({ checked }) => of(checked)));
  return {
    checked: {
      chassis: most(({ chassis }) => chassis),
      ports: most(({ ports }) => ports),
      pairs: sum(({ pairs }) => pairs),
      traces: sum(({ traces }) => traces),
      flows: most(({ flows }) => flows),
    },
    rules: Object.fromEntries(tallies),
    findings,
    notJudged,
    assumptions: [...new Set(bodies.flatMap(({ assumptions }) => assumptions))],
    diagnostics: distinct(bodies.flatMap(({ diagnostics }) => diagnostics)),
  };
}

/**
 * The same finding of two parts is one, told as the part with the first of its packets tells it. What rows say of a subject
 * is known to the first part alone: what packets show of the same subject in other parts is its proof, and no finding of its own.
 */
function joinFindings(findings: readonly RawFinding[]): readonly RawFinding[] {
  const ofRows = new Map(findings.filter(isOfRows).map((one) => [keyOf(one), one]));
  const proven = findings.map((one): RawFinding => {
    const row = ofRows.get(keyOf(one));
    const isProof = row !== undefined && !isOfRows(one) && one.replay !== undefined;
    return isProof ? { ...row, replay: one.replay, count: one.count } : one;
  });
  return join(proven, (one) => `${keyOf(one)}\n${one.message}`, joinTwo);
}

function keyOf({ rule, subject }: RawFinding): string {
  return `${rule}\n${subject}`;
}

function isOfRows({ place }: RawFinding): boolean {
  return place.row !== undefined;
}

/** A finding without a packet was found once in the rows: packets count, where there are any. */
function joinTwo(a: RawFinding, b: RawFinding): RawFinding {
  if (a.replay === undefined || b.replay === undefined) {
    return { ...a, replay: a.replay ?? b.replay, count: Math.max(a.count, b.count) };
  }
  return { ...(comparePackets(a.replay, b.replay) <= 0 ? a : b), count: a.count + b.count };
}

/** By the sender, which one part alone has; a localport sends from several chassis. */
function comparePackets(a: readonly string[], b: readonly string[]): number {
  const sender = (replay: readonly string[]): string =>
    JSON.stringify([valueOf(replay, "--from"), valueOf(replay, "--chassis"), replay]);
  return compareText(sender(a), sender(b));
}

function valueOf(replay: readonly string[], option: string): string {
  const at = replay.indexOf(option);
  return at < 0 ? "" : (replay[at + 1] ?? "");
}

function joinNotJudged(notJudged: readonly NotJudged[]): readonly NotJudged[] {
  return join(
    notJudged,
    ({ rule, why }) => JSON.stringify([rule, why]),
    (a, b) => ({ ...(compareText(a.subject, b.subject) <= 0 ? a : b), count: a.count + b.count }),
  );
}

function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return join(
    diagnostics,
    (one) => JSON.stringify(one),
    (one) => one,
  );
}

function join<T>(all: readonly T[], keyOf: (one: T) => string, joined: (a: T, b: T) => T): readonly T[] {
  const byKey = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? one : joined(known, one));
  }
  return [...byKey.values()];
}
