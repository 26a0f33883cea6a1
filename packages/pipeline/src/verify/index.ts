export { checkRegisterHalves } from "./check-registers.ts";
export { checkTraceRules } from "./check-trace.ts";
export type { Finding, Verdict } from "./finding.ts";
export type { Checked, NotJudged, RuleTally, UnderlayByChassis, VerifyOptions, VerifyReport } from "./report.ts";
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
export { verifyCluster } from "./verify-cluster.ts";
