import type { WorkShard } from "./report.ts";

/** The things of a part of the work, by number: from `start` up to, and without, `end`. */
export type Run = { readonly start: number; readonly end: number };

/** Which of `total` things are a part's. Part `j` of `m` of part `i` of `n` is part `i * m + j` of `n * m`. */
export function runOf(total: number, { index, count }: WorkShard = { index: 0, count: 1 }): Run {
  const bound = (part: number): number => Math.floor((total * part) / count);
  return { start: bound(index), end: bound(index + 1) };
}
