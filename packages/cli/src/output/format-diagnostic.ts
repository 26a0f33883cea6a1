import type { Diagnostic, Place } from "@ovn-sim/model";
import type { Palette } from "./palette.ts";
import { printable } from "./printable.ts";

/** One diagnostic for standard error: severity, place, what was found and expected, and what to do. */
export function formatDiagnostic(diagnostic: Diagnostic, palette: Palette): string {
  const colour =
    diagnostic.severity === "error" ? palette.bad : diagnostic.severity === "warning" ? palette.warn : palette.dim;
  const place = printable(formatPlace(diagnostic.place));
  const first = `${colour(diagnostic.severity)}: ${place === "" ? "" : `${place}: `}${printable(diagnostic.message)} ${palette.dim(`[${diagnostic.code}]`)}`;
  return diagnostic.hint === undefined ? first : `${first}\n  ${palette.dim("hint:")} ${printable(diagnostic.hint)}`;
}

/** Where something was found, in words; empty when nothing is known of it. */
export function formatPlace(place: Place): string {
  const parts: string[] = [];
  if (place.file !== undefined) parts.push(place.line === undefined ? place.file : `${place.file}:${place.line}`);
  if (place.file === undefined && place.line !== undefined) parts.push(`line ${place.line}`);
  if (place.character !== undefined) parts.push(`character ${place.character + 1}`);
  if (place.offset !== undefined) parts.push(`byte ${place.offset}`);
  if (place.chassis !== undefined) parts.push(`chassis ${place.chassis}`);
  if (place.table !== undefined) parts.push(`table ${place.table}`);
  if (place.row !== undefined) parts.push(`row ${place.row}`);
  if (place.column !== undefined) parts.push(`column ${place.column}`);
  return parts.join(", ");
}
