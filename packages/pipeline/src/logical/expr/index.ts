export { type AddressSetMembers, readAddressSet } from "./address-set.ts";
export { annotateExpr, expandText, prerequisitesOf } from "./annotate.ts";
export { createMatchCompiler, type MatchCompiler, type MatchCompilerOptions, type MatchSite } from "./compile.ts";
export { type ConstantSet, formatConstant, type IntegerConstant, type NumberFormat } from "./constant.ts";
export { type Circumstances, evaluateExpr } from "./evaluate.ts";
export type { Comparison, Conjunction, Disjunction, Expr, Relop, Residency, StringComparison, Truth } from "./expr.ts";
export { formatExpr } from "./format.ts";
export { formatTerm } from "./format-term.ts";
export { Lexer, listTokens, type Token, type TokenKind } from "./lexer.ts";
export {
  type ConjunctionPart,
  exprToMatches,
  isLost,
  type MatchList,
  type MatchOptions,
  type MatchTerm,
} from "./matches.ts";
export { type LogicalMicroflowOptions, parseLogicalMicroflow } from "./microflow.ts";
export { normalizeExpr } from "./normalize.ts";
export { ExprParser, type FieldRef, MAX_DEPTH, parseExpr, type Scope, takeInteger } from "./parser.ts";
export { evaluateResidency, simplifyExpr } from "./simplify.ts";
export type { Level, LogicalSymbol, SymbolTable, SymbolTableOptions } from "./symbol-table.ts";
export { createSymbolTable } from "./tables.ts";
