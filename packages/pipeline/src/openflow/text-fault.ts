import { createDiagnostic, type Diagnostic, type DiagnosticCode, type Place } from "@ovn-sim/model";

/** Why a text does not parse, and at which character of the text that was given. */
export type Fault = { readonly fault: string; readonly at: number; readonly hint?: string };

export function createFault(at: number, fault: string, hint?: string): Fault {
  return hint === undefined ? { fault, at } : { fault, at, hint };
}

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "fault" in value;
}

/** The same fault in a text of which the given one is a part, from `offset` on. */
export function shiftFault(fault: Fault, offset: number): Fault {
  return { ...fault, at: fault.at + offset };
}

export function faultToDiagnostic(fault: Fault, code: DiagnosticCode, place: Place): Diagnostic {
  return createDiagnostic(code, { ...place, character: fault.at }, fault.fault, fault.hint);
}

/** What was found, short enough to quote. */
export function quoted(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 57)}..."` : `"${text}"`;
}
