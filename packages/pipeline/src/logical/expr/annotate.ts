import { bitAt, placeBits } from "./bits.ts";
import { type Comparison, type Expr, join, negate, uniqueSymbol } from "./expr.ts";
import { parseExpr } from "./parser.ts";
import type { LogicalSymbol, SymbolTable } from "./symbol-table.ts";

/**
 * Puts in what the symbols of a match stand for: prerequisites are added, bits become bits of the
 * field that has them, predicates become their expressions. When a whole conjunction or disjunction
 * is about one symbol, its prerequisites are added once and outside.
 */
export function annotateExpr(expr: Expr, table: SymbolTable): Expr {
  return annotate(expr, table, true);
}

/** What a prerequisite or predicate stands for, annotated. The text is one of the symbol table's own. */
export function expandText(text: string, table: SymbolTable): Expr {
  const known = table.expansions.get(text);
  if (known !== undefined) return known;
  const parsed = parseExpr(text, { table });
  if (!parsed.ok) throw new Error(`symbol table: ${text}: ${parsed.errors[0].message}`);
  const expr = annotate(parsed.value, table, true);
  table.expansions.set(text, expr);
  return expr;
}

function annotate(expr: Expr, table: SymbolTable, withNeeds: boolean): Expr {
  switch (expr.kind) {
    case "cmp":
      return annotateComparison(expr, table, withNeeds);
    case "string":
      return withNeeds ? withPrerequisites(expr, expr.symbol, table) : expr;
    case "and":
    case "or": {
      const symbol = withNeeds ? uniqueSymbol(expr) : undefined;
      const inner = withNeeds && symbol === undefined;
      let changed: Expr[] | undefined;
      for (let i = 0; i < expr.terms.length; i++) {
        const before = expr.terms[i]!;
        const after = annotate(before, table, inner);
        if (changed !== undefined) changed.push(after);
        else if (after !== before) changed = [...expr.terms.slice(0, i), after];
      }
      const result = changed === undefined ? expr : join(expr.kind, changed);
      return symbol === undefined ? result : withPrerequisites(result, symbol, table);
    }
    default:
      return expr;
  }
}

function annotateComparison(expr: Comparison, table: SymbolTable, withNeeds: boolean): Expr {
  const { symbol } = expr;
  let result: Expr = expr;
  if (symbol.parent !== undefined) {
    const { parent, parentLo, width } = symbol;
    const value = placeBits(expr.value, width, parentLo, parent.words);
    result = { ...expr, symbol: parent, value, mask: placeBits(expr.mask, width, parentLo, parent.words) };
  } else if (symbol.predicate !== undefined) {
    const meaning = expandText(symbol.predicate, table);
    result = bitAt(expr.value, 0) === (expr.relop === "==") ? meaning : negate(meaning);
  }
  return withNeeds ? withPrerequisites(result, symbol, table) : result;
}

function withPrerequisites(expr: Expr, symbol: LogicalSymbol, table: SymbolTable): Expr {
  return symbol.needs === undefined ? expr : join("and", [expr, expandText(symbol.needs, table)]);
}
