import type { Parsed } from "@ovn-sim/model";
import { RULE_IDS, type RuleId } from "@ovn-sim/pipeline";
import * as z from "zod/mini";
import { jsonText } from "../output/json.ts";
import { readJsonFile } from "./json-file.ts";

/** A finding that is known: by its rule and its subject, which are the same from run to run. */
export type BaselineEntry = {
  readonly rule: RuleId;
  readonly subject: string;
  /** How many findings have this rule and subject; one when absent. */
  readonly times?: number | undefined;
};

export const BASELINE_ENTRY = z.strictObject({
  rule: z.enum(RULE_IDS as readonly [RuleId, ...RuleId[]]),
  subject: z.string(),
  times: z.optional(z.int().check(z.minimum(1))),
});

const BASELINE = z.strictObject({
  about: z.optional(z.string()),
  version: z.literal(1),
  findings: z.array(BASELINE_ENTRY),
});

const FAULT = { code: "OVN8043", hint: "write it anew with ovn-sim verify --write-baseline FILE" } as const;

export function readBaseline(file: string): Parsed<readonly BaselineEntry[]> {
  const read = readJsonFile(file, BASELINE, FAULT);
  return read.ok ? { ok: true, value: read.value.value.findings, notes: read.notes } : read;
}

/** A baseline of some findings as a file's text, in an order that only changes where findings do. */
export function formatBaseline(findings: readonly Pick<BaselineEntry, "rule" | "subject">[]): string {
  const times = new Map<string, BaselineEntry>();
  for (const { rule, subject } of findings) {
    const key = `${rule} ${subject}`;
    const known = times.get(key);
    times.set(key, known === undefined ? { rule, subject } : { ...known, times: (known.times ?? 1) + 1 });
  }
  const entries = [...times].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry);
  return jsonText({
    about: "Findings of ovn-sim verify that are known; written by it.",
    version: 1,
    findings: entries,
  });
}
