// OpenFlow fields, matches, actions and flows, and their text.
export type {
  Action,
  ActionOptions,
  Bucket,
  BundleArgs,
  ControllerArgs,
  CtArgs,
  Fault,
  Field,
  FieldFormat,
  FieldName,
  Flow,
  FlowAttributes,
  FlowDump,
  FlowFormatOptions,
  FlowKey,
  FlowOrigin,
  Group,
  LearnArgs,
  LearnSpec,
  Match,
  MatchShape,
  Meter,
  MicroflowOptions,
  NatArgs,
  OxmHeader,
  ParseFlowOptions,
  PortNames,
  PortRef,
  PortsDesc,
  Prerequisite,
  Protocol,
  SampleArgs,
  Subfield,
  WideValue,
  Words,
} from "./openflow/index.ts";
export {
  ALL_FIELDS,
  DEFAULT_PRIORITY,
  FIELDS,
  fieldByName,
  formatAction,
  formatActions,
  formatFieldValue,
  formatFlow,
  formatFlows,
  formatGroup,
  formatMatch,
  formatMeter,
  formatMicroflow,
  formatPort,
  formatSubfield,
  isFault,
  KEY_WORDS,
  MatchBuilder,
  matchEquals,
  matchKey,
  oxmHeader,
  parseActions,
  parseFlow,
  parseFlows,
  parseGroups,
  parseMeters,
  parseMicroflow,
  parsePortsDesc,
  parseSubfield,
  readField,
  readSubfield,
  readWords,
  subfield,
  writeSubfield,
  writeWords,
} from "./openflow/index.ts";

// The OpenFlow machine: packets through the tables of a bridge.
export type {
  Assumption,
  AssumptionKind,
  Bridge,
  BridgeParts,
  BridgeBucket,
  BridgePort,
  BucketChoice,
  BucketSelector,
  Connection,
  Continuation,
  ControllerPunt,
  Drop,
  DropReason,
  Output,
  Pass,
  Resumption,
  RunOptions,
  RunResult,
  Step,
  StepSink,
  Tie,
  Unsupported,
  Where,
} from "./machine/index.ts";
export {
  ASSUMPTIONS,
  ConntrackState,
  createBridge,
  CT_STATE,
  DEFAULT_CT_STATE,
  DROP_REASONS,
  LearnedFlows,
  LIMITS,
  runPacket,
} from "./machine/index.ts";

// Logical matches, stage by stage.
export type {
  Expr,
  ExprPass,
  ExprStage,
  ExprWorld,
  IntegerConstant,
  LogicalMicroflowOptions,
  LogicalSymbol,
  MatchCompiler,
  MatchCompilerOptions,
  MatchList,
  MatchSite,
  MatchTerm,
  MicroflowFields,
  Scope,
  SymbolTable,
  SymbolTableOptions,
  Token,
} from "./logical/expr/index.ts";
export {
  annotateExpr,
  createMatchCompiler,
  createSymbolTable,
  evaluateResidency,
  EXPR_STAGES,
  exprToMatches,
  formatExpr,
  formatTerm,
  listTokens,
  normalizeExpr,
  parseExpr,
  parseLogicalMicroflow,
  readAddressSet,
  runExprStages,
  simplifyExpr,
} from "./logical/expr/index.ts";

export { createExprWorld, type ExprWorldOptions } from "./logical/expr-world.ts";

// Logical actions, and the lowering of logical flows.
export type {
  ActionFault,
  ActionList,
  LogicalResult,
  ParsedAction,
  ParsedLogicalActions,
  ParseEnvironment,
} from "./logical/index.ts";
export { formatLogicalActions, LOGICAL_ACTIONS, lowerLogical, parseLogicalActions } from "./logical/index.ts";

// Changes of a cluster's databases, carried on as OVN would.
export { whatIf, type WhatIf, type WhatIfOptions } from "./whatif/index.ts";

// One chassis's flows, compiled and compared.
export { type CompileOptions, compileChassis, type CompiledChassis } from "./compile/index.ts";
export { type AllowanceId, ALLOWANCES } from "./diff/allowances.ts";
export { type ChassisDiff, compareChassis, compareClusters } from "./diff/compare-chassis.ts";
export {
  diffFlows,
  type DiffOptions,
  type FlowDiff,
  type FlowDifference,
  type FlowSet,
  type TableCount,
} from "./diff/diff-flows.ts";
export type { NotJudged as NotJudgedTables } from "./diff/judged-tables.ts";

// Packets followed through the cluster.
export { checkChassis } from "./trace/checked-chassis.ts";
export { explainPortVtep, type PortVtep, VTEP_REASONS, type VtepReason } from "./trace/explain-vtep.ts";
export { foldAssumptions, foldByChassis, type LineOfChassis } from "./trace/fold-by-chassis.ts";
export { formatTrace, type FormatTraceOptions, TRACE_VIEWS, type TraceView } from "./trace/format-trace.ts";
export type { TraceStyle } from "./trace/trace-style.ts";
export { isSilentFlow } from "./trace/logical-view/silent.ts";
export {
  BUM_TARGETS,
  PACKET_PROTOCOLS,
  type PacketProtocol,
  type TraceRequest,
  type TraceVariations,
} from "./trace/request.ts";
export { type ClusterSummary, summariseCluster } from "./trace/summary.ts";
export type { LogicalStep, LogicalStepFlow } from "./trace/logical-view/types.ts";
export { traceCluster } from "./trace/trace-cluster.ts";
export { createTracer, type OutlineOptions, type Tracer, type TracerOptions } from "./trace/tracer.ts";
export type {
  Trace,
  TraceChoice,
  TraceController,
  TraceDelivery,
  TraceDeparture,
  TraceDrop,
  TraceHop,
  TraceOutput,
  TraceStep,
  TraceTie,
  TraceTunnel,
  WhyKind,
} from "./trace/types.ts";

// What differs by OVN release, and what one chassis is compiled from.
export { KNOWN_RELEASES, profileFor, type Release, type ReleaseProfile, type Tables } from "./release/index.ts";
export {
  type ChassisView,
  createChassisView,
  type LocalDatapath,
  type Prediction,
  type Tunnel,
  type TunnelType,
  type ViewOptions,
} from "./chassis/index.ts";
// The physical flows alone, without what Logical_Flow says.
export { lowerPhysical, type TunnelReason, type TunnelSelection } from "./physical/index.ts";

// The rules that a cluster obeys, over its rows, its flow tables and traces.
export {
  type Checked,
  checkRegisterHalves,
  checkTraceRules,
  type Finding,
  type FindingCode,
  type NotJudged,
  type Rule,
  RULE_FAMILIES,
  RULE_IDS,
  RULE_OF_CODE,
  type RuleFamily,
  type RuleId,
  type RuleLevel,
  RULES,
  type RuleTally,
  type UnderlayByChassis,
  type Verdict,
  verifyCluster,
  type VerifyOptions,
  type VerifyReport,
  estimateWork,
  flowlessReason,
  mergeVerifyReports,
  PAIR_SELECTIONS,
  type PairSelection,
  type PartMark,
  prepareVerification,
  type Verification,
  type WorkEstimate,
  type WorkShard,
} from "./verify/index.ts";

// What flows come from, by the names that people know.
export { createOrigins, type NorthboundName, type Origin, type Origins } from "./origin/index.ts";
