import { PAIR_SELECTIONS, RULE_IDS, type RuleId } from "@ovn-sim/pipeline";
import * as z from "zod/mini";

/** Where a run of verify takes its flows from: compiled, dumped from the nodes, or dumped where there is a dump. */
export const FLOW_SOURCES = ["compiled", "installed", "auto"] as const;

export type FlowSource = (typeof FLOW_SOURCES)[number];

const ruleId = z.enum(RULE_IDS as readonly [RuleId, ...RuleId[]]);
const text = (description: string) => z.string().check(z.minLength(1), z.meta({ description }));

const exception = z.strictObject({
  rule: ruleId,
  subject: text("The finding's subject, as reports print it; * stands for any characters."),
  reason: text("Why this finding is no fault."),
  expires: z.optional(
    z.iso.date().check(z.meta({ description: "The last day (UTC) on which it counts, as YYYY-MM-DD." })),
  ),
});

/** What a configuration file of `verify` may hold, and nothing else. */
export const CONFIG = z.strictObject({
  $schema: z.optional(z.string().check(z.meta({ description: "For editors; not read." }))),
  release: z.optional(text("The OVN release of the cluster, as --ovn-release takes it.")),
  flows: z.optional(
    z.enum(FLOW_SOURCES).check(z.meta({ description: "Which flows are judged, as --flows takes it." })),
  ),
  pairs: z.optional(
    z
      .enum(PAIR_SELECTIONS)
      .check(z.meta({ description: "Between which ports packets are followed, as --pairs takes it." })),
  ),
  rules: z.optional(
    z
      .partialRecord(ruleId, z.enum(["error", "warning", "note", "off"]))
      .check(z.meta({ description: "How strictly each rule is held; a rule that is not named keeps its own level." })),
  ),
  exceptions: z.optional(
    z.array(exception).check(z.meta({ description: "Findings that are known to be no fault, each with its reason." })),
  ),
  baseline: z.optional(text("A file of findings that are known, from the folder of this file.")),
});

export type Config = z.infer<typeof CONFIG>;

/** The schema of a configuration file, for editors and other checkers: JSON Schema, draft 2020-12. */
export function configJsonSchema(): unknown {
  return {
    ...z.toJSONSchema(CONFIG, { io: "input" }),
    title: "ovn-sim.config.json",
    description: "How ovn-sim verify holds its rules: their levels, and findings that are known to be no fault.",
  };
}
