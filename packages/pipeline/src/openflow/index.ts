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
export type { Field, FieldFormat, OxmHeader, Prerequisite } from "./field.ts";
export { KEY_WORDS, TUN_METADATA_FIELDS, TUN_PRESENT_WORD } from "./field-layout.ts";
export { ALL_FIELDS, FIELDS, fieldByName, type FieldName, VLAN_CFI_BIT } from "./field-table.ts";
export type { Bucket, Flow, FlowAttributes, FlowOrigin, Group, Meter } from "./flow.ts";
export {
  type FlowKey,
  internShape,
  type Match,
  matchEquals,
  matchKey,
  type MatchShape,
  matchSelects,
  type Subfield,
} from "./match.ts";
export { MATCH_ALL, MatchBuilder, type Protocol, PROTOCOLS } from "./match-builder.ts";
export { oxmHeader } from "./oxm.ts";
export { readField, readSubfield, readWords, subfield, writeSubfield, writeWords } from "./subfield.ts";
export { onesWords, toWords, type WideValue, wordsToBigint } from "./words.ts";
