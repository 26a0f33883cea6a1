import { type Budget, createBudget, spend } from "./budget.ts";
import { crush } from "./crush.ts";
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
  return normalize(expr, createBudget());
}

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
  const sorted = gather(terms, budget);
  if (sorted.kind !== "and") return sorted.kind === "or" ? normalizeOr(sorted.terms, budget) : sorted;
  const clauses = sorted.terms;
  const at = clauses.findIndex((clause) => {
    if (clause.kind !== "or") return false;
    const symbol = uniqueSymbol(clause);
    return symbol === undefined || symbol.crossproduct;
  });
  if (at < 0) return sorted;
  const choice = clauses[at] as Expr & { readonly kind: "or" };
  spend(budget, choice.terms.length * (8 + clauses.length));
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
function gather(terms: readonly Expr[], budget: Budget): Expr {
  const groups: Group[] = [];
  const mixed: Expr[] = [];
  for (const term of terms) {
    const symbol = term.kind === "cmp" || term.kind === "string" ? term.symbol : uniqueSymbol(term);
    if (symbol === undefined) {
      mixed.push(term);
      continue;
    }
    const known = groups.find((group) => group.symbol === symbol);
    if (known === undefined) groups.push({ symbol, terms: [term] });
    else known.terms.push(term);
  }
  groups.sort((a, b) => a.symbol.rank - b.symbol.rank);
  const clauses: Expr[] = [];
  for (const { symbol, terms: same } of groups) {
    const clause = crush(same.length === 1 ? same[0]! : combine("and", same), symbol, budget);
    if (clause.kind !== "truth") clauses.push(clause);
    else if (!clause.value) return FALSE;
  }
  if (mixed.length > 1) mixed.sort((a, b) => size(a) - size(b));
  return combine("and", mixed.length === 0 ? clauses : [...clauses, ...mixed]);
}

type Group = { readonly symbol: LogicalSymbol; readonly terms: Expr[] };

function size(expr: Expr): number {
  return expr.kind === "and" || expr.kind === "or" ? expr.terms.length : 0;
}
