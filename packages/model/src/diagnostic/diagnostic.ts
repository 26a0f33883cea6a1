import { DIAGNOSTICS, type DiagnosticCode, type Severity } from "./codes.ts";

/** Where a fault was found; every known part is given, so that a person can go there. */
export type Place = {
  /** The file as the caller named it. */
  readonly file?: string;
  /** Offset in bytes from the start of the file. */
  readonly offset?: number;
  /** Line, counted from 1. */
  readonly line?: number;
  /** Column in characters, counted from 0, of a text; for an OVSDB column see `column`. */
  readonly character?: number;
  readonly table?: string;
  /** The row: its UUID, or `#n` when the row has none. */
  readonly row?: string;
  /** The OVSDB column. */
  readonly column?: string;
  readonly chassis?: string;
};

/** A fault or a loss in the input, as data. Its text says what was found and what was expected. */
export type Diagnostic = {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly place: Place;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
};

/** A value with what was lost on the way, or the reasons why there is none. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly notes: readonly Diagnostic[] }
  | { readonly ok: false; readonly errors: readonly [Diagnostic, ...Diagnostic[]] };

/** Makes a diagnostic of a declared code; its severity comes from the table. */
export function createDiagnostic(code: DiagnosticCode, place: Place, message: string, hint?: string): Diagnostic {
  const base = { code, severity: DIAGNOSTICS[code].severity, place, message };
  return hint === undefined ? base : { ...base, hint };
}
