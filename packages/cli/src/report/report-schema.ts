import { DIAGNOSTICS, type DiagnosticCode } from "@ovn-sim/model";
import { type FindingCode, PAIR_SELECTIONS, RULE_IDS, RULE_OF_CODE, type RuleId } from "@ovn-sim/pipeline";
import * as z from "zod/mini";
import { BASELINE_ENTRY } from "../config/baseline.ts";
import { FLOW_SOURCES } from "../config/config-schema.ts";
import type { Report } from "./report.ts";

/** The form of the reports that this version writes. */
export const REPORT_VERSION = 2;

const count = z.int().check(z.minimum(0));
const text = z.optional(z.string());
const severity = z.enum(["error", "warning", "note"]);
const rule = z.enum(RULE_IDS as readonly [RuleId, ...RuleId[]]);

const place = z.object({
  file: z.exactOptional(z.string()),
  offset: z.exactOptional(count),
  line: z.exactOptional(count),
  character: z.exactOptional(count),
  table: z.exactOptional(z.string()),
  row: z.exactOptional(z.string()),
  column: z.exactOptional(z.string()),
  chassis: z.exactOptional(z.string()),
});

const diagnostic = z.object({
  code: z.enum(Object.keys(DIAGNOSTICS) as [DiagnosticCode, ...DiagnosticCode[]]),
  severity,
  place,
  message: z.string(),
  hint: z.exactOptional(z.string()),
});

const finding = z.object({
  code: z.enum(Object.keys(RULE_OF_CODE) as [FindingCode, ...FindingCode[]]),
  severity,
  place,
  message: z.string(),
  rule,
  subject: z.string(),
  hint: text,
  replay: z.optional(z.array(z.string())),
  count,
  part: z.exactOptional(z.object({ packets: count, others: count, first: count, shown: z.exactOptional(count) })),
});

const exception = z.object({ rule, subject: z.string(), reason: z.string(), expires: text, place });

/** What `verify --format json` writes, as far as reports are made of it again; what follows from the rest is left out. */
export const REPORT = z.object({
  tool: z.literal("ovn-sim"),
  reportVersion: z.literal(REPORT_VERSION),
  version: z.string(),
  snapshot: z.object({ paths: z.array(z.string()), southbound: z.string(), digest: z.string() }),
  release: text,
  flows: z.enum(FLOW_SOURCES),
  pairs: z.enum(PAIR_SELECTIONS),
  options: z.array(z.string()),
  shard: z.optional(z.object({ index: z.int().check(z.minimum(1)), count: z.int().check(z.minimum(1)) })),
  policy: z.object({
    config: text,
    levels: z.partialRecord(rule, z.enum(["error", "warning", "note", "off"])),
    exceptions: z.array(exception),
    baseline: z.optional(z.object({ file: z.string(), findings: z.array(BASELINE_ENTRY) })),
    date: z.iso.date(),
  }),
  checked: z.object({ chassis: count, ports: count, pairs: count, traces: count, flows: count }),
  rules: z.partialRecord(rule, z.object({ findings: count, judged: count, notJudged: count })),
  findings: z.array(finding),
  notJudged: z.array(
    z.object({
      rule,
      subject: z.string(),
      why: z.string(),
      count,
      step: z.exactOptional(count),
    }),
  ),
  assumptions: z.array(z.string()),
  diagnostics: z.array(diagnostic),
});

/** A report as it is read back. */
export type ReadReport = z.infer<typeof REPORT>;

/** The version goes with the report wherever it is written. */
export function withReportVersion(report: Report): Report & { readonly reportVersion: number } {
  return { reportVersion: REPORT_VERSION, ...report };
}
