/** How large the clusters are: `quick` only shows that everything runs, `large` goes up to 100,000 ports. */
export type Scale = "quick" | "full" | "large";

/** What is measured, made ready outside the measurement. */
export type Prepared = {
  readonly run: () => unknown;
  /** Units of work in one run. */
  readonly amount: number;
  /** Makes what one run makes, and gives it: its memory is told for each unit of work. */
  readonly hold?: () => unknown;
  /** What was found while it was made ready, to be said below the table. */
  readonly note?: string;
};

export type BenchCase = {
  readonly name: string;
  /** What is counted: bytes, flows, traces. */
  readonly unit: string;
  readonly prepare: () => Prepared;
  /** A sweep: cases of the same name at growing sizes. */
  readonly sweep?: { readonly name: string; readonly size: number };
  /** The case of the same suite that this one's time is divided by. */
  readonly against?: string;
};

export type BenchSuite = {
  readonly name: string;
  /** What it measures, in a sentence. */
  readonly about: string;
  /** Its work is done by other processes, whose processor time this one cannot see. */
  readonly isOutside?: true;
  readonly cases: (scale: Scale) => readonly BenchCase[];
};

export function fullName(suite: BenchSuite, { name }: BenchCase): string {
  return `${suite.name}/${name}`;
}
