import { basename, dirname } from "node:path";
import process from "node:process";
import { type AllowanceId, ALLOWANCES, type FlowDifference, formatFlow, type TableCount } from "@ovn-sim/pipeline";
import { type ChassisResult, compareRecording } from "./compare-recording.ts";
import type { TraceAllowances } from "./compare-traces.ts";
import { findRecordings } from "./find-recordings.ts";

const USAGE = `usage: pnpm parity [--tables] [--differences N] [--no-traces] RECORDING...

Compiles each chassis of each recording from its databases alone and compares with the flows that the real
ovn-controller installed there; then runs every recorded packet over compiled and over installed flows and
compares the outputs with those of ofproto/trace; and holds every recorded ovn-trace against a trace of the same
microflow: the logical stages of each copy's way, the logical flow in each, and the ports reached. RECORDING is a
recording, or a folder of them.
  --tables         the counts of every table, not only of those that differ
  --differences N  show the first N differing flows of each chassis
  --no-traces      flows only
Exit: 0 everything agrees, 1 something differs, 2 nothing to compare.
`;

type Options = {
  readonly tables: boolean;
  readonly differences: number;
  readonly traces: boolean;
  readonly paths: readonly string[];
};

type Totals = {
  chassis: number;
  chassisSame: number;
  installed: number;
  same: number;
  missing: number;
  extra: number;
  changed: number;
  traces: number;
  ovnTraces: number;
  ovnTracesAgree: number;
  compiledAgree: number;
  installedAgree: number;
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function parseArguments(args: readonly string[]): Options | undefined {
  const paths: string[] = [];
  let tables = false;
  let traces = true;
  let differences = 0;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--tables") tables = true;
    else if (arg === "--no-traces") traces = false;
    else if (arg === "--differences") {
      differences = Number(args[++i]);
      if (!Number.isInteger(differences) || differences < 0) return undefined;
    } else if (arg.startsWith("-")) return undefined;
    else paths.push(arg);
  }
  return paths.length === 0 ? undefined : { tables, differences, traces, paths };
}

function printRecording(path: string, options: Options, totals: Totals): void {
  const name = `${basename(dirname(path))}/${basename(path)}`;
  const result = compareRecording(path, options);
  for (const { code, message } of result.errors) say(`${name}: ${code} ${message}`);
  for (const chassis of result.chassis) printChassis(name, chassis, options, totals);
  totals.traces += result.traces;
  const ovnTraces = result.ovnTraceComparison;
  const ovnTracesAgree = result.ovnTraces - ovnTraces.mismatches.length;
  totals.ovnTraces += result.ovnTraces;
  totals.ovnTracesAgree += ovnTracesAgree;
  if (result.ovnTraces > 0)
    say(
      `${name} ovn-traces: ${result.ovnTraces} recorded; the same ways and ports ${ovnTracesAgree}${tellTies(ovnTraces.ties)}`,
    );
  for (const { trace, got } of ovnTraces.mismatches) say(`  ovn-trace: ${trace.microflow}: ${got}`);
  const compiled = result.traces - result.mismatches.filter(({ flows }) => flows === "compiled").length;
  const installed = result.traces - result.mismatches.filter(({ flows }) => flows === "installed").length;
  totals.compiledAgree += compiled;
  totals.installedAgree += installed;
  if (result.traces > 0) {
    say(
      `${name} traces: ${result.traces} recorded; same outputs over compiled flows ${compiled}, over installed flows ${installed}` +
        tellAllowed(result.allowed),
    );
  }
  for (const { flows, trace, got } of result.mismatches) {
    say(`  ${flows}: ${trace.chassis} ${trace.flow}: ${got}, recorded ${trace.outputs.join(",") || "none"}`);
  }
}

function tellAllowed({ cutShort, tie }: TraceAllowances): string {
  const cut = cutShort === 0 ? "" : `; ${cutShort} compared as far as ofproto/trace went`;
  return cut + tellTies(tie);
}

function tellTies(count: number): string {
  return count === 0 ? "" : `; ${count} by another of the flows that tie`;
}

function printChassis(name: string, result: ChassisResult, options: Options, totals: Totals): void {
  totals.chassis++;
  if (result.kind === "failed") {
    say(`${name} ${result.chassis}: ${result.errors.map((error) => `${error.code} ${error.message}`).join("; ")}`);
    return;
  }
  const { diff, lost } = result;
  const sum = sumTables(diff.tables);
  const allowed = [...diff.allowed].map(([id, count]) => `${count} ${id}`).join(", ");
  say(
    `${name} ${diff.chassis}: ${sum.same} of ${sum.installed} the same (${percent(sum.same, sum.installed)}), ` +
      `${sum.missing} missing, ${sum.extra} extra, ${sum.changed} changed${allowed === "" ? "" : `; allowed: ${allowed}`}` +
      (lost.length === 0 ? "" : `; ${lost.length} errors while compiling`),
  );
  for (const [table, count] of diff.tables) {
    if (options.tables || count.same !== count.installed || count.extra > 0) {
      say(
        `  table ${table}: ${count.same} of ${count.installed} the same, ${count.missing} missing, ${count.extra} extra, ${count.changed} changed`,
      );
    }
  }
  for (const difference of diff.differences.slice(0, options.differences)) say(formatDifference(difference));
  if (diff.differences.length === 0) totals.chassisSame++;
  for (const key of ["installed", "same", "missing", "extra", "changed"] as const) totals[key] += sum[key];
}

function sumTables(tables: ReadonlyMap<number, Readonly<TableCount>>): TableCount {
  const sum = { installed: 0, same: 0, missing: 0, extra: 0, changed: 0 };
  for (const count of tables.values())
    for (const key of Object.keys(sum) as (keyof TableCount)[]) sum[key] += count[key];
  return sum;
}

function formatDifference(difference: FlowDifference): string {
  const lines: string[] = [];
  if ("installed" in difference) lines.push(`  ${difference.kind} installed${formatFlow(difference.installed)}`);
  if ("compiled" in difference) lines.push(`  ${difference.kind} compiled ${formatFlow(difference.compiled)}`);
  return lines.join("\n");
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(2)} %`;
}

function main(args: readonly string[]): number {
  const options = parseArguments(args);
  if (options === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const recordings = options.paths.flatMap(findRecordings);
  if (recordings.length === 0) {
    process.stderr.write(`parity: no recording under ${options.paths.join(", ")}\n`);
    return 2;
  }
  const totals: Totals = {
    chassis: 0,
    chassisSame: 0,
    installed: 0,
    same: 0,
    missing: 0,
    extra: 0,
    changed: 0,
    traces: 0,
    ovnTraces: 0,
    ovnTracesAgree: 0,
    compiledAgree: 0,
    installedAgree: 0,
  };
  for (const recording of recordings) printRecording(recording, options, totals);
  say("");
  say(`${recordings.length} recordings, ${totals.chassisSame} of ${totals.chassis} chassis wholly the same`);
  say(
    `flows: ${totals.same} of ${totals.installed} the same (${percent(totals.same, totals.installed)}), ${totals.missing} missing, ${totals.extra} extra, ${totals.changed} changed`,
  );
  if (options.traces)
    say(
      `traces: ${totals.traces} recorded; ${totals.compiledAgree} agree over compiled flows, ${totals.installedAgree} over installed flows`,
    );
  if (options.traces) say(`ovn-traces: ${totals.ovnTraces} recorded; ${totals.ovnTracesAgree} agree`);
  say(
    `allowances: ${(Object.keys(ALLOWANCES) as AllowanceId[]).map((id) => `${id} (${ALLOWANCES[id].title})`).join("; ")}`,
  );
  const good =
    totals.chassisSame === totals.chassis &&
    totals.compiledAgree === totals.traces &&
    totals.installedAgree === totals.traces &&
    totals.ovnTracesAgree === totals.ovnTraces;
  return good ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
