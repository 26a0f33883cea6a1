import process from "node:process";

/** What a measurement counts: time that passes, or time that the process's threads spend computing. */
export type Clock = "elapsed" | "cpu";

/**
 * The clock of this run. benchmark.js takes `process.hrtime` for its clock when it is loaded, so with `--cpu` another
 * one must be there before: this module is imported ahead of benny. On a machine that does other things elapsed time
 * says how busy it was; processor time, of garbage collection and of the compiler's threads too, varies far less.
 */
export const CLOCK: Clock = process.argv.includes("--cpu") ? "cpu" : "elapsed";

function processorTime(since: readonly [number, number] = [0, 0]): [number, number] {
  const { user, system } = process.cpuUsage();
  const microseconds = user + system - since[0] * 1e6 - since[1] / 1e3;
  const seconds = Math.floor(microseconds / 1e6);
  return [seconds, Math.round((microseconds - seconds * 1e6) * 1e3)];
}

const { hrtime } = process;
if (CLOCK === "cpu") process.hrtime = Object.assign(processorTime, { bigint: () => hrtime.bigint() });
