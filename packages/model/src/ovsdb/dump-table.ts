import type { Json } from "./json.ts";

/** A table as a dump has it. */
export type DumpTable = {
  /** From the caption; a list of one table has none. */
  readonly name: string | undefined;
  readonly headings: readonly string[];
  /** Rows, each an array of cells under the headings; undefined for a cell that is no value at all. */
  readonly data: readonly Json[];
  readonly offset: number;
  /** Where the row of a number, or its cell of a number, is in the file, and its text. */
  readonly locate: (path: readonly number[]) => { readonly offset: number; readonly text: string };
};

/** The tables of a dump and what is lost of it, or why it is none. */
export type DumpContent =
  | { readonly ok: true; readonly tables: readonly DumpTable[]; readonly lost: readonly DumpFault[] }
  | { readonly ok: false; readonly fault: DumpFault };

export type DumpFault = { readonly offset: number; readonly message: string };

/** Columns that every table has besides those of its schema (RFC 7047, section 3.2). */
export const IMPLICIT_COLUMNS: ReadonlySet<string> = new Set(["_uuid", "_version"]);
