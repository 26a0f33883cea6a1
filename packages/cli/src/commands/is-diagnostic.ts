import type { Diagnostic } from "@ovn-sim/model";

/** Tells a fault from what was asked for. */
export function isDiagnostic(value: object): value is Diagnostic {
  return "severity" in value && "code" in value;
}
