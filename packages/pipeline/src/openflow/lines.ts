import { createDiagnostic, type Diagnostic, type DiagnosticCode } from "@ovn-sim/model";
import { isBlank } from "./piece.ts";
import { type Fault, faultToDiagnostic } from "./text-fault.ts";

/** The faults of one text are listed up to this many; the rest are counted. */
const MAX_LISTED = 100;

/** Gathers the faults of the lines of one text. */
export class LineFaults {
  readonly #file: string | undefined;
  readonly #code: DiagnosticCode;
  readonly #listed: Diagnostic[] = [];
  #more = 0;

  constructor(code: DiagnosticCode, file: string | undefined) {
    this.#code = code;
    this.#file = file;
  }

  get count(): number {
    return this.#listed.length + this.#more;
  }

  /** `fault.at` counts from the start of the line. */
  add(fault: Fault, line: number): void {
    if (this.#listed.length >= MAX_LISTED) this.#more++;
    else this.#listed.push(faultToDiagnostic(fault, this.#code, this.place(line)));
  }

  place(line: number): { readonly file?: string; readonly line: number } {
    return this.#file === undefined ? { line } : { file: this.#file, line };
  }

  diagnostics(): readonly Diagnostic[] {
    if (this.#more === 0) return this.#listed;
    const place = this.#file === undefined ? {} : { file: this.#file };
    const message = `${this.#more} more lines do not parse; the first ${MAX_LISTED} are listed`;
    return [...this.#listed, createDiagnostic("OVN3007", place, message)];
  }
}

/**
 * Calls `visit` for each line that is not blank, with its bounds in `text` short of the blanks at its
 * end, and its number, counted from 1.
 */
export function eachLine(text: string, visit: (start: number, end: number, line: number) => void): void {
  for (let start = 0, line = 1; start < text.length; line++) {
    let next = text.indexOf("\n", start);
    if (next < 0) next = text.length;
    let end = next;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
    if (end > start) visit(start, end, line);
    start = next + 1;
  }
}

const HEADER = /^(?:NXST|NXT|OFPST|OFPT)_[A-Z0-9_]+ /;

/** Whether a line is what `ovs-ofctl` prints before a reply: `OFPST_FLOW reply (OF1.5) (xid=0x2):`. */
export function isReplyHeader(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  return (first === 78 || first === 79) && HEADER.test(text.slice(start, start + 64));
}

/** The OpenFlow version that a header names, as in `1.5`. */
export function headerVersion(header: string): string | undefined {
  return /\(OF(1\.[0-9])\)/.exec(header)?.[1];
}
