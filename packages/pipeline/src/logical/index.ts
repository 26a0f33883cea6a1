export type { ParseEnvironment } from "./actions/action-parser.ts";
export { type ParsedLogicalActions, parseLogicalActions } from "./actions/parse-actions.ts";
export { type ActionFault, type ActionList, formatLogicalActions, type ParsedAction } from "./actions/parsed.ts";
export { ACTIONS as LOGICAL_ACTIONS } from "./actions/table.ts";
export { type LogicalOnDemand, type LogicalResult, lowerLogical, lowerLogicalOnDemand } from "./lower-logical.ts";
