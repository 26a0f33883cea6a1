import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const GRACE_MS = 5000;

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/**
 * The processes of one lab, found by the work folder that each of them was given in its command line: nothing has to
 * be remembered, and a number that another process has by now is never taken for one of them.
 */
export function labProcesses(work: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && commandLine(pid).includes(`--pidfile=${work}/`));
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Ends every process of a lab, and is back when none is left. */
export async function endProcesses(work: string): Promise<void> {
  signal(labProcesses(work), "SIGTERM");
  for (let waited = 0; waited < GRACE_MS && labProcesses(work).length > 0; waited += 50) await sleep(50);
  while (labProcesses(work).length > 0) {
    signal(labProcesses(work), "SIGKILL");
    await sleep(50);
  }
}
