import { DIAGNOSTICS, type DiagnosticCode } from "../diagnostic/codes.ts";
import { createDiagnostic, type Diagnostic, type Place } from "../diagnostic/diagnostic.ts";

/** As many errors, and as many of the others, are kept of one file; what is beyond is counted. */
const MOST = 20;

/** Collects what is to be said about one file, within bounds. */
export class Notes {
  readonly file: string;
  readonly #errors: Diagnostic[] = [];
  readonly #others: Diagnostic[] = [];
  #beyond = 0;

  constructor(file: string) {
    this.file = file;
  }

  get hasErrors(): boolean {
    return this.#errors.length > 0;
  }

  add(code: DiagnosticCode, place: Omit<Place, "file">, message: string, hint?: string): void {
    if (!this.#hasRoomFor(code)) this.#beyond++;
    else this.#listFor(code).push(createDiagnostic(code, { file: this.file, ...place }, message, hint));
  }

  /** Adds what `work` says, which is only asked when it will be kept: to find a place in a file is slow. */
  addWorked(code: DiagnosticCode, work: () => readonly [place: Omit<Place, "file">, message: string]): void {
    if (this.#hasRoomFor(code)) this.add(code, ...work());
    else this.#beyond++;
  }

  /** Everything that was added, errors first, and how much more there was. */
  list(): readonly Diagnostic[] {
    const kept = [...this.#errors, ...this.#others];
    if (this.#beyond === 0) return kept;
    return [...kept, createDiagnostic("OVN1004", { file: this.file }, `${this.#beyond} more of the same`)];
  }

  /** The outcome when there is no value: every error, and what else was found. */
  fail(): { readonly ok: false; readonly errors: readonly [Diagnostic, ...Diagnostic[]] } {
    const [first, ...rest] = this.list();
    if (first === undefined) throw new Error("a failure without a diagnostic");
    return { ok: false, errors: [first, ...rest] };
  }

  #hasRoomFor(code: DiagnosticCode): boolean {
    return this.#listFor(code).length < MOST;
  }

  #listFor(code: DiagnosticCode): Diagnostic[] {
    return DIAGNOSTICS[code].severity === "error" ? this.#errors : this.#others;
  }
}
