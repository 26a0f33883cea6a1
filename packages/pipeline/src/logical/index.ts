export { type ActionFault, type ActionList, formatActionList, type ParsedAction } from "./actions/parsed.ts";
export type { ParseEnvironment } from "./actions/action-parser.ts";
export { type ParsedActions, parseActions } from "./actions/parse-actions.ts";
export { ACTIONS } from "./actions/table.ts";
export { type LogicalResult, lowerLogical } from "./lower-logical.ts";
export { type EncodedActions, encodeActions } from "./wire/encode-actions.ts";
