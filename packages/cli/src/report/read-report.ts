import { createDiagnostic, type Parsed } from "@ovn-sim/model";
import { parseJsonFile } from "../config/json-file.ts";
import { readText } from "../snapshot/read-files.ts";
import { type ReadReport, REPORT } from "./report-schema.ts";

const HINT = "a report is what ovn-sim verify --format json writes";

/** Reads a report that verify wrote as JSON. Where it is malformed, the place in the file is told. */
export function readReport(file: string): Parsed<ReadReport> {
  const read = readText(file);
  if ("error" in read) return { ok: false, errors: [read.error] };
  const quick = tryParse(read.text);
  if (quick !== undefined) return { ok: true, value: quick, notes: [] };
  const slow = parseJsonFile(file, read.text, REPORT, { code: "OVN8045", hint: HINT });
  if (!slow.ok) return slow;
  return { ok: false, errors: [createDiagnostic("OVN8045", { file }, "the file is no report", HINT)] };
}

/** Positions are only worth their time when something is wrong. */
function tryParse(text: string): ReadReport | undefined {
  try {
    const checked = REPORT.safeParse(JSON.parse(text));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}
