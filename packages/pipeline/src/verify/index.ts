export { checkRegisterHalves } from "./check-registers.ts";
export { checkTraceRules } from "./check-trace.ts";
export type { Finding, Verdict } from "./finding.ts";
export { type FindingCode, RULE_OF_CODE, type RuleId, RULES } from "./rules.ts";
