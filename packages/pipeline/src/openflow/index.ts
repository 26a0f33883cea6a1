export type {
  Action,
  BundleArgs,
  ControllerArgs,
  CtArgs,
  LearnArgs,
  LearnSpec,
  NatArgs,
  PortRef,
  SampleArgs,
  Words,
} from "./action.ts";
export { type ActionOptions, formatAction, formatActions, parseActions } from "./action-text.ts";
export type { Field, FieldFormat, OxmHeader, Prerequisite } from "./field.ts";
export { KEY_WORDS, TUN_PRESENT_WORD } from "./field-layout.ts";
export { ALL_FIELDS, FIELDS, fieldByName, type FieldName, VLAN_CFI_BIT } from "./field-table.ts";
export type { Bucket, Flow, FlowAttributes, FlowOrigin, Group, Meter } from "./flow.ts";
export { type FlowDump, type ParseFlowOptions, parseFlow, parseFlows } from "./flow-dump.ts";
export { DEFAULT_PRIORITY, type FlowFormatOptions, formatFlow, formatFlows } from "./flow-text.ts";
export { formatGroup, parseGroups } from "./group-text.ts";
export {
  type FlowKey,
  type Match,
  matchEquals,
  matchKey,
  type MatchShape,
  type Subfield,
} from "./match.ts";
export { MatchBuilder, type Protocol } from "./match-builder.ts";
export { formatMatch } from "./match-text.ts";
export { formatMeter, parseMeters } from "./meter-text.ts";
export { type MicroflowOptions, parseMicroflow } from "./microflow.ts";
export { formatMicroflow } from "./microflow-text.ts";
export { oxmHeader } from "./oxm.ts";
export {
  formatPort,
  type PortNames,
  RESERVED_PORTS,
} from "./port-text.ts";
export { parsePortsDesc, type PortsDesc } from "./ports-desc.ts";
export { readField, readSubfield, readWords, subfield, writeSubfield, writeWords } from "./subfield.ts";
export { formatSubfield, parseSubfield } from "./subfield-text.ts";
export { type Fault, isFault } from "./text-fault.ts";
export { formatFieldValue } from "./value-text.ts";
export { onesWords, toWords, type WideValue, wordsToBigint } from "./words.ts";
