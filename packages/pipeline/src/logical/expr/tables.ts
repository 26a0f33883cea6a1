import type { Expr } from "./expr.ts";
import { parseExpr } from "./parser.ts";
import { buildSymbolTable, type Level, type SymbolTable, type SymbolTableOptions } from "./symbol-table.ts";

/** The symbols of an OVN release. Make one a snapshot: it remembers what it has expanded. */
export function createSymbolTable(options: SymbolTableOptions): SymbolTable {
  return buildSymbolTable(options, (expansion, table) => {
    const parsed = parseExpr(expansion, { table });
    if (!parsed.ok) throw new Error(`symbol table: ${expansion}: ${parsed.errors[0].message}`);
    return levelOf(parsed.value);
  });
}

/** A predicate about anything nominal is nominal; every other one is boolean. */
function levelOf(expr: Expr): Level {
  switch (expr.kind) {
    case "cmp":
    case "string":
      return expr.symbol.level === "nominal" ? "nominal" : "boolean";
    case "and":
    case "or":
      return expr.terms.some((term) => levelOf(term) === "nominal") ? "nominal" : "boolean";
    default:
      return "boolean";
  }
}
