import { createDiagnostic, type Diagnostic, type Parsed } from "../diagnostic/diagnostic.ts";

/** Reads the list of objects that `ip -j` prints; an object that cannot be read is left out and told. */
export function readJsonRows<T>(
  text: string,
  file: string | undefined,
  what: "rule" | "route",
  read: (row: Readonly<Record<string, unknown>>) => T | undefined,
): Parsed<readonly T[]> {
  const place = file === undefined ? {} : { file };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const message = `found no JSON (${error instanceof Error ? error.message : String(error)}), expected what ip -j ${what} prints`;
    return { ok: false, errors: [createDiagnostic("OVN7403", place, message)] };
  }
  if (!Array.isArray(parsed)) {
    const message = `found ${typeof parsed}, expected the list of ${what}s that ip -j ${what} prints`;
    return { ok: false, errors: [createDiagnostic("OVN7403", place, message)] };
  }
  const rows: T[] = [];
  const notes: Diagnostic[] = [];
  for (const [at, row] of (parsed as readonly unknown[]).entries()) {
    const isObject = typeof row === "object" && row !== null;
    const value = isObject ? read(row as Readonly<Record<string, unknown>>) : undefined;
    if (value !== undefined) rows.push(value);
    // Older versions of ip print an empty object for what they do not show.
    else if (!isObject || Object.keys(row).length > 0) {
      const message = `found ${JSON.stringify(row).slice(0, 80)}, expected a ${what}`;
      notes.push(createDiagnostic(what === "rule" ? "OVN7401" : "OVN7402", { ...place, row: `#${at}` }, message));
    }
  }
  return { ok: true, value: rows, notes };
}
