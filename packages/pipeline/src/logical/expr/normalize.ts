import { crush, MAX_ALTERNATIVES, TooManyAlternatives } from "./crush.ts";
import { combine, type Expr, FALSE, TRUE, uniqueSymbol } from "./expr.ts";
import type { LogicalSymbol } from "./symbol-table.ts";

/**
 * Brings a simplified expression into the form that flows can have: a disjunction of conjunctions,
 * in which each clause is about one field, being a comparison or a disjunction of them. A clause with
 * alternatives can become a dimension of a conjunctive match (ovs-fields(7), "Conjunctive Match
 * Fields"); a field that others depend on cannot, and is multiplied out instead.
 *
 * Nothing may be left in it of `is_chassis_resident`.
 */
export function normalizeExpr(expr: Expr): Expr {
  return normalize(expr, { left: MAX_ALTERNATIVES });
}

/** How many more terms may be made by multiplying out. */
type Budget = { left: number };

function normalize(expr: Expr, budget: Budget): Expr {
  switch (expr.kind) {
    case "and":
      return normalizeAnd(expr.terms, budget);
    case "or":
      return normalizeOr(expr.terms, budget);
    case "resident":
      throw new Error(`is_chassis_resident("${expr.port}") is not decided yet`);
    default:
      return expr;
  }
}

function normalizeOr(terms: readonly Expr[], budget: Budget): Expr {
  let changed: Expr[] | undefined;
  for (let i = 0; i < terms.length; i++) {
    const before = terms[i]!;
    const after = before.kind === "and" ? normalizeAnd(before.terms, budget) : before;
    if (after.kind === "truth" && after.value) return TRUE;
    if (changed !== undefined) changed.push(after);
    else if (after !== before) changed = [...terms.slice(0, i), after];
  }
  return changed === undefined ? { kind: "or", terms } : combine("or", changed);
}

function normalizeAnd(terms: readonly Expr[], budget: Budget): Expr {
  const sorted = gather(terms);
  if (sorted.kind !== "and") return sorted.kind === "or" ? normalizeOr(sorted.terms, budget) : sorted;
  const clauses = sorted.terms;
  const at = clauses.findIndex((clause) => {
    if (clause.kind !== "or") return false;
    const symbol = uniqueSymbol(clause);
    return symbol === undefined || symbol.crossproduct;
  });
  if (at < 0) return sorted;
  const choice = clauses[at] as Expr & { readonly kind: "or" };
  budget.left -= choice.terms.length;
  if (budget.left < 0) throw new TooManyAlternatives();
  const products = choice.terms.map((alternative): Expr => {
    const factors = clauses.flatMap((clause, i) => {
      const factor = i === at ? alternative : clause;
      return factor.kind === "and" ? factor.terms : [factor];
    });
    return { kind: "and", terms: factors };
  });
  return normalizeOr(products, budget);
}

/** Brings together the terms about one symbol, in the order of names, and crushes them to one clause. */
function gather(terms: readonly Expr[]): Expr {
  const bySymbol = new Map<LogicalSymbol, Expr[]>();
  const mixed: Expr[] = [];
  for (const term of terms) {
    const symbol = term.kind === "cmp" || term.kind === "string" ? term.symbol : uniqueSymbol(term);
    if (symbol === undefined) {
      mixed.push(term);
      continue;
    }
    const same = bySymbol.get(symbol);
    if (same === undefined) bySymbol.set(symbol, [term]);
    else same.push(term);
  }
  const clauses: Expr[] = [];
  for (const [symbol, same] of [...bySymbol].sort(([a], [b]) => a.rank - b.rank)) {
    const clause = same.length === 1 ? crush(same[0]!, symbol) : crush(combine("and", same), symbol);
    if (clause.kind === "truth") {
      if (!clause.value) return FALSE;
    } else {
      clauses.push(clause);
    }
  }
  if (mixed.length > 1) mixed.sort((a, b) => size(a) - size(b));
  return combine("and", [...clauses, ...mixed]);
}

function size(expr: Expr): number {
  return expr.kind === "and" || expr.kind === "or" ? expr.terms.length : 0;
}
