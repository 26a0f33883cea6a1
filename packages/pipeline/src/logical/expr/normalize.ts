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
  const at = clauses.findIndex(isMultiplied);
  if (at < 0) return sorted;
  const choice = clauses[at] as Expr & { readonly kind: "or" };
  spend(budget, choice.terms.length * (8 + clauses.length));
  const before = clauses.slice(0, at);
  const after = clauses.slice(at + 1);
  const products = choice.terms.map((alternative): Expr => {
    const factors = alternative.kind === "and" ? alternative.terms : [alternative];
    return { kind: "and", terms: [...before, ...factors, ...after] };
  });
  return normalizeOr(products, budget);
}

/** Whether a clause can be no dimension of a conjunction: its alternatives are of several fields, or others depend on its field. */
function isMultiplied(clause: Expr): boolean {
  if (clause.kind !== "or") return false;
  const symbol = uniqueSymbol(clause);
  return symbol === undefined || symbol.crossproduct;
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
    // Groups are few: they are kept in the order of names by moving each new one down to its place.
    let at = groups.length;
    while (at > 0 && groups[at - 1]!.symbol.rank > symbol.rank) at--;
    if (at > 0 && groups[at - 1]!.symbol === symbol) groups[at - 1]!.terms.push(term);
    else groups.splice(at, 0, { symbol, terms: [term] });
  }
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
