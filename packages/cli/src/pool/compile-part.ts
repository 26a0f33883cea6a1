import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { formatChassisFlows, type FlowsForm } from "../commands/flows-text.ts";
import { unreadable } from "../snapshot/list-files.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";
import { openOnce, type SnapshotFiles } from "./snapshot-files.ts";
import { WorkCounter } from "./work-counter.ts";
import type { Counted } from "./worker-pool.ts";

export type CompileWork = FlowsForm & {
  /** The folder in which each chassis gets its own. */
  readonly output: string;
};

export type CompileTask = {
  readonly files: SnapshotFiles;
  readonly work: CompileWork;
  /** Of all tasks together. */
  readonly total: number;
  /** Names of chassis. */
  readonly chassis: readonly string[];
};

/** What came of one chassis. */
export type WrittenFlows = {
  readonly chassis: string;
  /** Absent when nothing was written: the diagnostics say why. */
  readonly file: string | undefined;
  readonly flows: number;
  readonly groups: number;
  readonly meters: number;
  readonly diagnostics: readonly Diagnostic[];
};

const open = openOnce((snapshot) => ({ ok: true, value: snapshot, notes: [] }));

/** Compiles some chassis in a worker, which reads the snapshot with its first task, and writes their flows. */
export function compilePart(task: Counted<CompileTask>): Parsed<readonly WrittenFlows[]> {
  const { files, work, total, chassis, counter } = task;
  const opened = open(files, undefined);
  if (!opened.ok) return opened;
  const count = new WorkCounter(counter);
  count.setTotal(total);
  const written = chassis.map((name) => {
    const one = writeChassis(opened.value, name, work);
    count.add(1);
    return one;
  });
  return { ok: true, value: written, notes: [] };
}

/** Compiles a chassis and writes its flows into the folder of its name. */
export function writeChassis(snapshot: Snapshot, chassis: string, { output, ...form }: CompileWork): WrittenFlows {
  const nothing = { chassis, file: undefined, flows: 0, groups: 0, meters: 0 };
  if (!isFolderName(chassis)) {
    const place = { file: snapshot.cluster.southbound.file, table: "Chassis", column: "name" };
    const message = `the chassis ${JSON.stringify(chassis)} cannot have a folder of its name`;
    const hint = "have its flows by themselves: ovn-sim flows --chassis";
    return { ...nothing, diagnostics: [createDiagnostic("OVN8020", place, message, hint)] };
  }
  const made = formatChassisFlows(snapshot, chassis, form);
  if (!made.ok) return { ...nothing, diagnostics: made.errors };
  const folder = join(output, chassis);
  const file = join(folder, form.format === "json" ? "flows.json" : "flows.txt");
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, made.value.text);
  } catch (error) {
    const failed = createDiagnostic("OVN8047", { file }, unreadable(error), "check the path and its permissions");
    return { ...nothing, diagnostics: [...made.notes, failed] };
  }
  const { flows, groups, meters } = made.value;
  return { chassis, file, flows, groups, meters, diagnostics: made.notes };
}

/** Names come from a database: one must not lead out of the folder. */
function isFolderName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name);
}
