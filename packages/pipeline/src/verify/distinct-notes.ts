import type { Diagnostic } from "@ovn-sim/model";

/** Each note once, in an order that does not depend on who found it first. */
export function distinctNotes(notes: Iterable<Diagnostic>): readonly Diagnostic[] {
  const byText = new Map<string, Diagnostic>();
  for (const note of notes) byText.set(JSON.stringify(note), note);
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, note]) => note);
}
