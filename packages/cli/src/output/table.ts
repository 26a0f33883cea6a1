import { printable } from "./printable.ts";

/** Lays cells out in columns, two spaces apart; the last column is not padded. */
export function formatColumns(cells: readonly (readonly string[])[], indent = ""): string[] {
  const rows = cells.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows.map((row) =>
    (indent + row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join("  ")).trimEnd(),
  );
}
