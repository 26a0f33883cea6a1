import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import {
  estimateWork,
  type PairSelection,
  RULE_IDS,
  type RuleId,
  type UnderlayByChassis,
  type VerifyReport,
  type WorkEstimate,
} from "@ovn-sim/pipeline";
import { readBaseline } from "../config/baseline.ts";
import type { FlowSource } from "../config/config-schema.ts";
import type { Policy } from "../config/policy.ts";
import { besideConfig, type ReadConfig, readConfig } from "../config/read-config.ts";
import { type CommandContext, report as say, whatIfOf } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { type Jobs, planJobs } from "../pool/jobs.ts";
import { verifyInPool } from "../pool/verify-in-pool.ts";
import { prepareWork, type VerifyWork } from "../pool/verify-part.ts";
import type { PoolOptions } from "../pool/worker-pool.ts";
import type { ReportFormat } from "../report/formats.ts";
import { createReport, type Report, type Shard, toReportBody } from "../report/report.ts";
import type { ChangeOptions } from "../snapshot/change-databases.ts";
import { digestOf } from "../snapshot/digest.ts";
import { loadSnapshot, type Snapshot } from "../snapshot/load-snapshot.ts";
import { readUnderlays } from "../snapshot/underlay.ts";
import { readVersion } from "../version.ts";
import { type OutputOptions, writeReport } from "./verify-output.ts";

export type VerifyCommandOptions = OutputOptions & {
  readonly flows?: FlowSource | undefined;
  readonly rule?: readonly RuleId[] | undefined;
  /** False for none at all, not even that of the working directory. */
  readonly config?: string | boolean | undefined;
  readonly baseline?: string | undefined;
  readonly pairs?: PairSelection | undefined;
  readonly shard?: Shard | undefined;
  readonly jobs?: Jobs | undefined;
};

/** Verifies a snapshot and writes the report. */
export async function runVerify(
  context: CommandContext<ReportFormat>,
  paths: readonly string[],
  options: VerifyCommandOptions,
  pool: Omit<PoolOptions, "jobs">,
): Promise<ExitCode> {
  if (options.shard !== undefined && options.writeBaseline !== undefined) {
    const hint = "give --write-baseline to merge-reports, which has the findings of all parts";
    return refuse(context, [
      createDiagnostic("OVN8012", {}, "--shard and --write-baseline do not go together: a part is no baseline", hint),
    ]);
  }
  const config = options.config === false ? none() : readConfig(namedConfig(options.config));
  if (!config.ok) return refuse(context, config.errors);
  const policy = policyOf(config.value, options.baseline);
  if (!policy.ok) return refuse(context, policy.errors);
  const { snapshot, diagnostics } = loadSnapshot(paths, whatIfOf(context));
  say(context, diagnostics);
  if (snapshot === undefined) return EXIT.unusable;
  const run: Run = {
    context: { ...context, release: context.release ?? config.value?.config.release },
    flows: options.flows ?? config.value?.config.flows ?? "compiled",
    rules: options.rule,
    pairs: options.pairs ?? config.value?.config.pairs ?? "all",
    shard: options.shard,
    policy: policy.value,
    paths,
    diagnostics,
    jobs: options.jobs ?? "auto",
    whatIf: whatIfOf(context),
    pool,
  };
  const verified = await verifySnapshot(snapshot, run);
  if (!verified.ok) return refuse(context, verified.errors);
  say(context, verified.notes);
  return writeReport(context, verified.value, options);
}

function refuse(context: CommandContext<ReportFormat>, errors: readonly Diagnostic[]): ExitCode {
  say(context, errors);
  return EXIT.unusable;
}

function none(): Parsed<undefined> {
  return { ok: true, value: undefined, notes: [] };
}

function namedConfig(option: string | boolean | undefined): string | undefined {
  return typeof option === "string" ? option : undefined;
}

/** What the configuration and the baseline make of findings; `--baseline` counts before the configuration's. */
function policyOf(read: ReadConfig | undefined, named: string | undefined): Parsed<Policy> {
  const { config, file, placeOfException } = read ?? {};
  const exceptions = (config?.exceptions ?? []).map((exception, at) => ({
    ...exception,
    place: placeOfException!(at),
  }));
  const date = new Date().toISOString().slice(0, 10);
  const policy: Policy = { config: file, levels: config?.rules ?? {}, exceptions, date };
  const beside = config?.baseline === undefined ? undefined : besideConfig(file!, config.baseline);
  const baseline = named ?? beside;
  if (baseline === undefined) return { ok: true, value: policy, notes: [] };
  const known = readBaseline(baseline);
  if (!known.ok) return known;
  return { ok: true, value: { ...policy, baseline: { file: baseline, findings: known.value } }, notes: known.notes };
}

type Run = {
  readonly context: CommandContext<ReportFormat>;
  readonly flows: FlowSource;
  /** Only these; absent: all that are not off. */
  readonly rules: readonly RuleId[] | undefined;
  readonly pairs: PairSelection;
  readonly shard: Shard | undefined;
  readonly policy: Policy;
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly jobs: Jobs;
  readonly whatIf: ChangeOptions;
  readonly pool: Omit<PoolOptions, "jobs">;
};

async function verifySnapshot(snapshot: Snapshot, run: Run): Promise<Parsed<Report>> {
  const { context, flows, pairs, shard, policy, paths } = run;
  const { cluster } = snapshot;
  const held = RULE_IDS.filter((id) =>
    run.rules === undefined ? policy.levels[id] !== "off" : run.rules.includes(id),
  );
  const { underlays, diagnostics } = readUnderlays(snapshot);
  const verified = await verifyByJobs(
    snapshot,
    { release: context.release, flows, rules: held, pairs },
    underlays,
    run,
  );
  run.pool.progress?.end();
  if (!verified.ok) return verified;
  const notes = [...diagnostics, ...verified.notes, ...verified.value.notes, ...unjudgedDumps(snapshot, flows)];
  const head = {
    tool: "ovn-sim",
    version: readVersion(),
    snapshot: { paths, southbound: cluster.southbound.file, digest: digestOf(paths) },
    release: context.release ?? cluster.release,
    flows,
    pairs,
    options: optionsOf(context),
    shard,
    policy,
  } as const;
  const report = createReport(head, toReportBody(verified.value, held, [...run.diagnostics, ...notes]));
  return { ok: true, value: report, notes };
}

/** Of fewer packets two workers save little: each loads the snapshot, compiles its flows and warms up by itself. */
const PACKETS_WORTH_WORKERS = 200_000;

/** A core follows about a million a minute. */
const PACKETS_OF_HOURS = 50_000_000;

/** Nobody should learn after hours that there was a shorter way. */
function tellLength({ cluster }: Snapshot, { pairs }: VerifyWork, { packets, ports }: WorkEstimate): Diagnostic {
  const few = pairs === "all" ? estimateWork(cluster, "per-vtep").packets : packets;
  const shorter = few < packets ? `--pairs per-vtep follows ${few}; ` : "";
  const message = `${packets} packets are followed between ${ports} ports, which takes a core hours`;
  return createDiagnostic("OVN8049", {}, message, `${shorter}--shard shares the work out among machines`);
}

async function verifyByJobs(
  snapshot: Snapshot,
  work: VerifyWork,
  underlays: UnderlayByChassis,
  { context, shard: named, jobs: wanted, pool, paths, whatIf }: Run,
): Promise<Parsed<VerifyReport>> {
  const shard = named === undefined ? undefined : { index: named.index - 1, count: named.count };
  const whole = estimateWork(snapshot.cluster, work.pairs);
  if (whole.packets >= PACKETS_OF_HOURS) say(context, [tellLength(snapshot, work, whole)]);
  const share = shard?.count ?? 1;
  const packets = Math.round(whole.packets / share);
  const size = { units: packets, parts: Math.floor(whole.sources / share) };
  const { jobs, parts } = planJobs(wanted, size, PACKETS_WORTH_WORKERS);
  const total = packets + Math.ceil(snapshot.cluster.chassis.size / share);
  if (jobs > 1) return verifyInPool({ files: { paths, whatIf }, work, total, shard, parts }, { ...pool, jobs });
  const prepared = prepareWork(snapshot, work, underlays);
  if (!prepared.ok) return prepared;
  const onProgress = pool.progress?.onProgress;
  const part = { ...(shard === undefined ? {} : { shard }), ...(onProgress === undefined ? {} : { onProgress }) };
  return { ...prepared, value: prepared.value.verifyPart(part) };
}

/** Somebody who dumped flows may expect them to be judged. */
function unjudgedDumps({ installed }: Snapshot, flows: FlowSource): readonly Diagnostic[] {
  const dumped = [...installed].filter(([, files]) => files.flows !== undefined).map(([chassis]) => chassis);
  if (flows !== "compiled" || dumped.length === 0) return [];
  const message = `the flows that were dumped from ${dumped.join(", ")} are not judged: those that OVN would install are`;
  return [
    createDiagnostic("OVN8048", {}, message, "--flows auto judges them, and compiles those of the other chassis"),
  ];
}

/** The options without which another command would not see what was seen here. */
function optionsOf({ release, set, unset }: CommandContext<string>): readonly string[] {
  return [
    ...(release === undefined ? [] : ["--ovn-release", release]),
    ...set.flatMap((change) => ["--set", change]),
    ...unset.flatMap((cell) => ["--unset", cell]),
  ];
}
