import type { Parsed } from "@ovn-sim/model";
import { flowlessReason } from "@ovn-sim/pipeline";
import { type CommandContext, report, whatIfOf } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonText } from "../output/json.ts";
import { formatColumns } from "../output/table.ts";
import { type CompileTask, type CompileWork, writeChassis, type WrittenFlows } from "../pool/compile-part.ts";
import { type Jobs, planJobs } from "../pool/jobs.ts";
import { type PoolOptions, runInPool } from "../pool/worker-pool.ts";
import { loadSnapshot, type Snapshot } from "../snapshot/load-snapshot.ts";
import { assumptionNotes } from "./flows-text.ts";

type AllOptions = Omit<PoolOptions, "jobs"> & { readonly jobs: Jobs };

/** Of fewer logical flows, summed over the chassis, two workers save little. */
const FLOWS_WORTH_WORKERS = 400_000;

/** Compiles every chassis that runs ovn-controller, and tells what was written. */
export async function runAllFlows(
  context: CommandContext,
  paths: readonly string[],
  work: CompileWork,
  options: AllOptions,
): Promise<ExitCode> {
  const { snapshot, diagnostics } = loadSnapshot(paths, whatIfOf(context));
  const isLossy = report(context, diagnostics);
  if (snapshot === undefined) return EXIT.unusable;
  const all = [...snapshot.cluster.chassis.values()];
  const skipped = all.flatMap((chassis) => {
    const why = flowlessReason(chassis);
    return why === undefined ? [] : [{ chassis: chassis.name, why }];
  });
  const names = all.filter((chassis) => flowlessReason(chassis) === undefined).map(({ name }) => name);
  const task = { files: { paths, whatIf: whatIfOf(context) }, work, total: names.length };
  const done = await compileByJobs(snapshot, names, task, options);
  options.progress?.end();
  if (!done.ok) {
    report(context, done.errors);
    return EXIT.unusable;
  }
  const written = done.value;
  const told = [...assumptionNotes(snapshot), ...written.flatMap((one) => one.diagnostics)];
  const failed = report(context, told);
  if (context.format === "json") {
    const chassis = written.map(({ chassis: name, file, flows, groups, meters }) => {
      return { chassis: name, file, flows, groups, meters };
    });
    context.out(jsonText({ chassis, skipped, diagnostics: told, assumptions: snapshot.assumptions }));
  } else context.out(formatWritten(written, skipped));
  return isLossy || failed ? EXIT.unusable : EXIT.good;
}

async function compileByJobs(
  snapshot: Snapshot,
  names: readonly string[],
  task: Omit<CompileTask, "chassis">,
  { jobs: wanted, ...pool }: AllOptions,
): Promise<Parsed<readonly WrittenFlows[]>> {
  const units = names.length * snapshot.cluster.southbound.tables.Logical_Flow.size;
  const { jobs, parts } = planJobs(wanted, { units, parts: names.length }, FLOWS_WORTH_WORKERS);
  if (jobs === 1) {
    const written = names.map((name, at) => {
      pool.progress?.onProgress(at, names.length);
      return writeChassis(snapshot, name, task.work);
    });
    return { ok: true, value: written, notes: [] };
  }
  const tasks = Array.from({ length: parts }, (_, part): CompileTask => {
    return { ...task, chassis: names.filter((_name, at) => at % parts === part) };
  });
  const done = await runInPool<readonly WrittenFlows[]>("compilePart", tasks, { ...pool, jobs });
  if (!done.ok) return done;
  const byName = new Map(done.value.flat().map((one) => [one.chassis, one]));
  return { ...done, value: names.map((name) => byName.get(name)!) };
}

function formatWritten(
  written: readonly WrittenFlows[],
  skipped: readonly { readonly chassis: string; readonly why: string }[],
): string {
  const rows = written.flatMap(({ chassis, file, flows }) =>
    file === undefined ? [] : [[chassis, `${flows} flows`, file]],
  );
  const lines = formatColumns([...rows, ...skipped.map(({ chassis, why }) => [chassis, "no flows", why])]);
  return lines.map((line) => `${line}\n`).join("");
}
