import type { Field } from "../../openflow/field.ts";
import type { FlowKey } from "../../openflow/match.ts";
import { readWords } from "../../openflow/subfield.ts";
import type { Comparison, Expr } from "./expr.ts";
import { parseExpr } from "./parser.ts";
import type { LogicalSymbol, SymbolTable } from "./symbol-table.ts";

/** A packet, and what the names in an expression stand for. */
export type Circumstances = {
  readonly key: FlowKey;
  readonly lookupPort: (name: string) => number | undefined;
  readonly isResident: (port: string) => boolean;
};

/**
 * Whether a packet is what an expression says, at any stage before normalization. This is the meaning
 * of the language spelled out, slow and plain: it goes by no pass, so that passes can be held against it.
 * A comparison holds when its prerequisites do too; a name without a port equals no port, and differs from none.
 */
export function evaluateExpr(expr: Expr, table: SymbolTable, facts: Circumstances): boolean {
  switch (expr.kind) {
    case "and":
      return expr.terms.every((term) => evaluateExpr(term, table, facts));
    case "or":
      return expr.terms.some((term) => evaluateExpr(term, table, facts));
    case "truth":
      return expr.value;
    case "resident":
      return facts.isResident(expr.port) !== expr.negated;
    case "string": {
      const port = facts.lookupPort(expr.text);
      if (port === undefined || !hasPrerequisites(expr.symbol, table, facts)) return false;
      return (Number(valueOf(expr.symbol, facts.key)) === port) === (expr.relop === "==");
    }
    case "cmp":
      return evaluateComparison(expr, table, facts);
  }
}

function evaluateComparison(
  { symbol, relop, value, mask }: Comparison,
  table: SymbolTable,
  facts: Circumstances,
): boolean {
  if (symbol.predicate !== undefined) {
    const holds = evaluateText(symbol.predicate, table, facts);
    return (holds === ((toBigint(value) & 1n) === 1n)) === (relop === "==");
  }
  if (!hasPrerequisites(symbol, table, facts)) return false;
  const found = valueOf(symbol, facts.key) & toBigint(mask);
  const wanted = toBigint(value);
  switch (relop) {
    case "==":
      return found === wanted;
    case "!=":
      return found !== wanted;
    case "<":
      return found < wanted;
    case "<=":
      return found <= wanted;
    case ">":
      return found > wanted;
    case ">=":
      return found >= wanted;
  }
}

function hasPrerequisites(symbol: LogicalSymbol, table: SymbolTable, facts: Circumstances): boolean {
  return symbol.needs === undefined || evaluateText(symbol.needs, table, facts);
}

function evaluateText(text: string, table: SymbolTable, facts: Circumstances): boolean {
  const parsed = parseExpr(text, { table });
  if (!parsed.ok) throw new Error(`symbol table: ${text}: ${parsed.errors[0].message}`);
  return evaluateExpr(parsed.value, table, facts);
}

function valueOf(symbol: LogicalSymbol, key: FlowKey): bigint {
  if (symbol.parent !== undefined) {
    const width = BigInt(symbol.width);
    return (valueOf(symbol.parent, key) >> BigInt(symbol.parentLo)) & ((1n << width) - 1n);
  }
  const field: Field = symbol.field!;
  return toBigint(readWords(key, { field, lo: 0, bits: field.bits }));
}

function toBigint(words: readonly number[]): bigint {
  return words.reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
}
