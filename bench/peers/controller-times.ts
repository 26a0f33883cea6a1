import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runAt, type Sandbox } from "../../test/lab/sandbox.ts";

/** What ovn-controller says of one recompute, in milliseconds. */
export type ControllerTimes = {
  readonly physical: number;
  readonly logical: number;
  /** All nodes of its engine together. */
  readonly all: number;
};

const LIMIT_MS = 60_000;

/** A line of its incremental engine, such as `node: physical_flow_output, recompute (forced) took 118ms`. */
const NODE = /\|inc_proc_eng\|\w+\|node: (\w+), recompute \(([^)]*)\) took (\d+)ms/g;

const PHYSICAL = /^(?:pflow|physical_flow)_output$/;
const LOGICAL = /^(?:lflow|logical_flow)_output$/;

/** Makes ovn-controller compute all its flows anew and reads in its log what each part of that took. */
export async function recompute(
  sandbox: Sandbox,
  chassis: string,
  command: "inc-engine/recompute" | "lflow-cache/flush",
): Promise<ControllerTimes> {
  const controller = (...args: readonly string[]) =>
    runAt(sandbox, chassis, ["ovn-appctl", "-t", "ovn-controller", ...args]);
  const log = join(sandbox.folder, chassis, "ovn-controller.log");
  await controller("vlog/set", "inc_proc_eng:file:dbg");
  const start = statSync(log).size;
  await controller(command);
  if (command === "lflow-cache/flush") await controller("inc-engine/recompute");
  for (const limit = Date.now() + LIMIT_MS; Date.now() < limit; ) {
    await sleep(300);
    const text = readFileSync(log).subarray(start).toString("utf8");
    const times = readTimes(text);
    if (times !== undefined) {
      await controller("vlog/set", "inc_proc_eng:file:info");
      return times;
    }
  }
  throw new Error(`ovn-controller of ${chassis} did not say what its recompute took: see ${log}`);
}

function readTimes(log: string): ControllerTimes | undefined {
  const lines = Array.from(log.matchAll(NODE), ([, name = "", reason, ms]) => ({ name, reason, ms: Number(ms) }));
  const forced = lines.filter(({ reason }) => reason === "forced");
  const last = (pattern: RegExp): number | undefined => forced.findLast(({ name }) => pattern.test(name))?.ms;
  const [physical, logical] = [last(PHYSICAL), last(LOGICAL)];
  const rounds = forced.filter(({ name }) => PHYSICAL.test(name)).length;
  if (physical === undefined || logical === undefined) return undefined;
  const all = forced.reduce((sum, { ms }) => sum + ms, 0) / rounds;
  return { physical, logical, all };
}
