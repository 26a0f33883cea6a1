/** What several runs of one thing took. */
export type Spread = { readonly best: number; readonly median: number; readonly worst: number; readonly runs: number };

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { best: sorted[0]!, median, worst: sorted.at(-1)!, runs: sorted.length };
}

export function formatSpread({ best, median, worst, runs }: Spread, unit: string): string {
  const digits = worst < 10 ? 2 : 0;
  const [low, mid, high] = [best, median, worst].map((value) => value.toFixed(digits));
  return runs === 1 ? `${mid} ${unit}` : `${mid} ${unit} (${low}–${high}, ${runs} runs)`;
}
