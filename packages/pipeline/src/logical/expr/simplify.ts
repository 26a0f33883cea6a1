import { andWords, bitAt, clearBelow, flipBit, isZero, oneRun, onesAt } from "./bits.ts";
import { type Comparison, combine, type Expr, FALSE, TRUE } from "./expr.ts";
import type { Dialect } from "../../release/index.ts";

/**
 * Reduces every comparison of numbers to tests for equality, which is all that a flow can do: an
 * inequality becomes one alternative for each bit that may differ.
 */
export function simplifyExpr(expr: Expr, dialect: Dialect): Expr {
  switch (expr.kind) {
    case "cmp":
      return simplifyComparison(expr, dialect);
    case "and":
    case "or":
      return mapTerms(expr, (term) => simplifyExpr(term, dialect));
    default:
      return expr;
  }
}

/**
 * Decides `is_chassis_resident`. It takes no account of what else is true, so that one expression can
 * be simplified once and decided for each chassis.
 */
export function evaluateResidency(expr: Expr, isResident: (port: string) => boolean): Expr {
  switch (expr.kind) {
    case "resident":
      return isResident(expr.port) !== expr.negated ? TRUE : FALSE;
    case "and":
    case "or":
      return mapTerms(expr, (term) => evaluateResidency(term, isResident));
    default:
      return expr;
  }
}

/** Maps the terms; the same expression comes back when none changed and none is a constant. */
function mapTerms(expr: Expr & { readonly kind: "and" | "or" }, map: (term: Expr) => Expr): Expr {
  const { terms } = expr;
  let changed: Expr[] | undefined;
  for (let i = 0; i < terms.length; i++) {
    const before = terms[i]!;
    const after = map(before);
    if (changed !== undefined) changed.push(after);
    else if (after !== before || after.kind === "truth") changed = [...terms.slice(0, i), after];
  }
  return changed === undefined ? expr : combine(expr.kind, changed);
}

function simplifyComparison(expr: Comparison, dialect: Dialect): Expr {
  switch (expr.relop) {
    case "==":
      return isZero(expr.mask) ? TRUE : expr;
    case "!=":
      return simplifyInequality(expr, dialect);
    default:
      return simplifyOrder(expr, dialect);
  }
}

/** One bit differs; by prefixes, all above it agree as well. A comparison of no bits is never unequal. */
function simplifyInequality({ symbol, value, mask }: Comparison, { inequality }: Dialect): Expr {
  const terms: Expr[] = [];
  for (let bit = 0; bit < symbol.width; bit++) {
    if (!bitAt(mask, bit)) continue;
    const other = flipBit(clearBelow(value, bit), bit);
    const one = onesAt(bit, 1, symbol.words);
    const looked =
      inequality === "bits"
        ? { value: andWords(other, one), mask: one }
        : { value: other, mask: clearBelow(mask, bit) };
    terms.push({ kind: "cmp", symbol, relop: "==", ...looked, fromSet: false });
  }
  return combine("or", terms);
}

/**
 * A number is less than another when, at some bit that is one in the other, it has a zero and agrees
 * above; greater likewise with a one where the other has a zero. `<=` and `>=` add the number itself.
 */
function simplifyOrder(expr: Comparison, dialect: Dialect): Expr {
  const { relop, value, mask } = expr;
  const run = oneRun(mask);
  if (run === undefined) throw new Error(`${expr.symbol.name}: an order of scattered bits`);
  const less = relop === "<" || relop === "<=";
  const orEqual = relop === "<=" || relop === ">=";
  const places: number[] = [];
  for (let bit = run.lo; bit < run.lo + run.bits; bit++) if (bitAt(value, bit) === less) places.push(bit);
  // Nothing lies beyond the largest or the smallest number: there, < and > mean the same as !=.
  if (places.length === run.bits) return orEqual ? TRUE : simplifyInequality(expr, dialect);
  const terms: Expr[] = orEqual ? [{ ...expr, relop: "==" }] : [];
  for (const bit of places) {
    const bound = clearBelow(flipBit(value, bit), bit);
    terms.push({ ...expr, relop: "==", value: bound, mask: clearBelow(mask, bit) });
  }
  return combine("or", terms);
}
