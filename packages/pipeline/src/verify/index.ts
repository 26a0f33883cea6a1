export { checkRegisterHalves } from "./check-registers.ts";
export { checkTraceRules } from "./check-trace.ts";
export { estimateWork, type WorkEstimate } from "./check-packets.ts";
export type { Finding, Verdict } from "./finding.ts";
export { mergeVerifyReports } from "./merge-reports.ts";
export { flowlessReason } from "./ports.ts";
export type { PartMark } from "./part-mark.ts";
export type {
  Checked,
  NotJudged,
  RuleTally,
  UnderlayByChassis,
  VerifyOptions,
  VerifyReport,
  WorkShard,
} from "./report.ts";
export {
  type FindingCode,
  type Rule,
  RULE_FAMILIES,
  RULE_IDS,
  RULE_OF_CODE,
  type RuleFamily,
  type RuleId,
  type RuleLevel,
  RULES,
} from "./rules.ts";
export { PAIR_SELECTIONS, type PairSelection } from "./sources.ts";
export { prepareVerification, type Verification, verifyCluster } from "./verify-cluster.ts";
