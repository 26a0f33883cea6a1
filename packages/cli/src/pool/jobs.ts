import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";

/** How many workers share the work; `auto` takes all cores where that pays. */
export type Jobs = number | "auto";

/** Each is a thread with the whole snapshot. */
const MOST_JOBS = 256;
/** More than these nobody gets without asking: their memory adds up, and each compiles by itself what all need. */
const MOST_AUTO = 8;

/** Parts for each worker: so many that the last of them to be ready lets the others wait for a small part only. */
const PARTS_A_JOB = 16;

export function parseJobs(text: string): Jobs {
  const jobs = Number(text);
  if (text === "auto" || (/^\d+$/.test(text) && jobs >= 1 && jobs <= MOST_JOBS)) return text === "auto" ? text : jobs;
  throw new InvalidArgumentError(`expected auto or a whole number from 1 to ${MOST_JOBS}.`);
}

/** What there is to do: its size in units that take about the same time, and into how many parts it can be cut. */
export type WorkSize = { readonly units: number; readonly parts: number };

/** Work of fewer units than `worth` is done before workers have loaded the snapshot. */
export function planJobs(jobs: Jobs, { units, parts }: WorkSize, worth: number): { jobs: number; parts: number } {
  const wanted = jobs === "auto" ? (units < worth ? 1 : Math.min(availableParallelism(), MOST_AUTO)) : jobs;
  const taken = Math.max(1, Math.min(wanted, parts));
  return { jobs: taken, parts: taken === 1 ? 1 : Math.min(parts, taken * PARTS_A_JOB) };
}
