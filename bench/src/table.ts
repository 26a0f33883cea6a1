import type { Measurement } from "./measure.ts";

/** A measurement beside those of the same run that it is compared with. */
export type Line = {
  readonly measured: Measurement;
  /** Its time divided by that of the case that it stands against. */
  readonly ratio: number | undefined;
  /** How time grew since the size before it in its sweep; 2 for each doubling is linear. */
  readonly growth: Growth | undefined;
};

export type Growth = { readonly size: number; readonly time: number; readonly perDoubling: number };

function growthOf(size: number, time: number): Growth {
  return { size, time, perDoubling: time ** (1 / Math.log2(size)) };
}

export function compare(measured: readonly Measurement[]): readonly Line[] {
  return measured.map((one, i) => {
    const { against, sweep } = one.case;
    const base = measured.find((other) => other.case.name === against);
    const smaller = measured
      .slice(0, i)
      .findLast((other) => sweep !== undefined && other.case.sweep?.name === sweep.name);
    return {
      measured: one,
      ratio: base && one.best / base.best,
      growth: smaller && growthOf(sweep!.size / smaller.case.sweep!.size, one.best / smaller.best),
    };
  });
}

const HEADINGS = [
  "case",
  "best ms",
  "median ms",
  "±%",
  "n",
  "per second",
  "bytes each",
  "ratio",
  "per doubling",
] as const;

/** The measurements as a table of text, or with `markdown` as one for a README. */
export function formatTable(lines: readonly Line[], { markdown = false } = {}): string {
  const rows = lines.map(cellsOf);
  if (markdown) {
    const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    return [row(HEADINGS), row(HEADINGS.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(row)].join("\n");
  }
  const widths = HEADINGS.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]!.length)));
  const pad = (cell: string, i: number): string => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!));
  return [HEADINGS, ...rows].map((row) => `  ${row.map(pad).join("  ")}`.trimEnd()).join("\n");
}

function cellsOf({ measured, ratio, growth }: Line): readonly string[] {
  const { case: benchCase, amount, best, median, marginPercent, samples } = measured;
  return [
    benchCase.name,
    formatMs(best),
    formatMs(median),
    marginPercent.toFixed(0),
    String(samples),
    `${formatRate(amount / best)} ${benchCase.unit}`,
    measured.heldBytes === undefined ? "" : measured.heldBytes.toFixed(measured.heldBytes < 10 ? 2 : 0),
    ratio === undefined ? "" : `${ratio.toFixed(2)}x`,
    growth === undefined ? "" : `x${growth.perDoubling.toFixed(2)}`,
  ];
}

function formatMs(seconds: number): string {
  const ms = seconds * 1000;
  return ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0);
}

function formatRate(rate: number): string {
  if (rate >= 1e7) return `${(rate / 1e6).toFixed(0)} M`;
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(1)} M`;
  return rate >= 1e4 ? `${(rate / 1e3).toFixed(0)} k` : rate.toFixed(rate < 100 ? 1 : 0);
}
