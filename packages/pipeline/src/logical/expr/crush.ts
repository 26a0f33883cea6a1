import type { Words } from "@ovn-sim/model";
import {
  andWords,
  compareWords,
  countOnes,
  coversMask,
  intersectMasked,
  isCompatible,
  isZero,
  type Masked,
  oneRun,
} from "./bits.ts";
import { type Budget, spend } from "./budget.ts";
import { type Comparison, combine, type Expr, FALSE, type StringComparison, TRUE } from "./expr.ts";
import type { LogicalSymbol } from "./symbol-table.ts";

/**
 * Reduces an expression over one symbol, of equalities alone, to a single comparison, a disjunction of
 * them, or a constant. Alternatives that another one includes are dropped, unless they came out of an
 * address set: ovn-controller keeps these apart to follow changes of the set.
 */
export function crush(expr: Expr, symbol: LogicalSymbol, budget: Budget): Expr {
  switch (expr.kind) {
    case "or":
      return crushOr(expr.terms, symbol, budget);
    case "and":
      return symbol.width === 0 ? crushStrings(expr.terms, symbol, budget) : crushNumbers(expr.terms, symbol, budget);
    default:
      return expr;
  }
}

function crushOr(terms: readonly Expr[], symbol: LogicalSymbol, budget: Budget): Expr {
  const crushed = terms.some((term) => term.kind === "and")
    ? combine(
        "or",
        terms.map((term) => crush(term, symbol, budget)),
      )
    : undefined;
  if (crushed !== undefined && crushed.kind !== "or") return crushed;
  const alternatives = crushed?.terms ?? terms;
  return combine(
    "or",
    symbol.width === 0
      ? distinctStrings(alternatives as StringComparison[])
      : dropIncluded(alternatives as Comparison[], symbol, budget),
  );
}

function distinctStrings(terms: readonly StringComparison[]): StringComparison[] {
  return [...new Map(terms.map((term) => [term.text, term])).values()];
}

/**
 * Drops repeated alternatives and, unless one of them is from an address set, each that a wider one
 * includes. What is left is in the order of values, then of masks.
 */
function dropIncluded(terms: readonly Comparison[], symbol: LogicalSymbol, budget: Budget): readonly Comparison[] {
  spend(budget, terms.length * 8);
  const keepIncluded = symbol.level !== "ordinal" || terms.some((term) => term.fromSet);
  const sorted = terms.toSorted(compareTerms);
  const distinct: Comparison[] = [];
  for (const term of sorted) {
    const last = distinct.at(-1);
    if (last === undefined || compareTerms(last, term) !== 0) distinct.push(term);
    else if (last.fromSet) distinct[distinct.length - 1] = { ...last, fromSet: false };
  }
  if (keepIncluded) return distinct;
  return distinct.every(({ mask }) => isPrefix(mask, symbol)) ? widestPrefixes(distinct) : widest(distinct, budget);
}

function compareTerms(a: Comparison, b: Comparison): number {
  return compareWords(a.value, b.value) || compareWords(a.mask, b.mask);
}

/** Whether a mask looks at the upper bits of the symbol and at no others. */
function isPrefix(mask: Words, { width }: LogicalSymbol): boolean {
  if (mask.length === 1) {
    const above = width === 32 ? 0 : 2 ** 32 - 2 ** width;
    const padded = mask[0]! + above;
    return (padded & -padded) >>> 0 === 2 ** 32 - padded;
  }
  const run = oneRun(mask);
  return run !== undefined && run.lo + run.bits === width;
}

/** Of prefixes in order, those that no shorter one includes: that one would come before, and nothing between. */
function widestPrefixes(sorted: readonly Comparison[]): readonly Comparison[] {
  const kept: Comparison[] = [];
  for (const term of sorted) {
    const last = kept.at(-1);
    if (last === undefined || !coversMask(term.mask, last.mask) || !isCompatible(last, term)) kept.push(term);
  }
  return kept;
}

/** Those that no wider one includes. */
function widest(terms: readonly Comparison[], budget: Budget): Comparison[] {
  const byWeight = terms.map((term) => ({ term, weight: countOnes(term.mask) })).sort((a, b) => a.weight - b.weight);
  const kept: Comparison[] = [];
  // Wider alternatives by mask, then by value: a narrow one is included when its value under such a mask is there.
  const masks: { readonly mask: Words; readonly weight: number; readonly values: Set<string> }[] = [];
  for (const { term, weight } of byWeight) {
    spend(budget, masks.length * 8);
    const included = masks.some(
      ({ mask, weight: wider, values }) =>
        wider < weight && coversMask(term.mask, mask) && values.has(andWords(term.value, mask).join()),
    );
    if (included) continue;
    kept.push(term);
    const group = masks.find(({ mask }) => compareWords(mask, term.mask) === 0);
    if (group !== undefined) group.values.add(term.value.join());
    else masks.push({ mask: term.mask, weight, values: new Set([term.value.join()]) });
  }
  return kept;
}

/** What of a port's names is common to all terms. */
function crushStrings(terms: readonly Expr[], symbol: LogicalSymbol, budget: Budget): Expr {
  let common: Map<string, StringComparison> | undefined;
  for (const term of terms) {
    const crushed = crush(term, symbol, budget);
    if (crushed.kind === "truth") {
      if (!crushed.value) return FALSE;
      continue;
    }
    const texts = (crushed.kind === "or" ? crushed.terms : [crushed]) as readonly StringComparison[];
    const allowed = new Map(texts.map((text) => [text.text, text]));
    common = common === undefined ? allowed : new Map([...common].filter(([text]) => allowed.has(text)));
  }
  return common === undefined ? TRUE : combine("or", [...common.values()]);
}

/**
 * Single comparisons are put together first, and then with the alternatives of one term after another:
 * x && (a || b) && (c || d) becomes (xac || xad || xbc || xbd).
 *
 * @param again whether the alternatives have been crushed before. A second time can still drop some:
 * those that the first time found repeated count no longer as members of an address set.
 */
function crushNumbers(terms: readonly Expr[], symbol: LogicalSymbol, budget: Budget, again = false): Expr {
  let single: Masked | undefined;
  const choices: (readonly Comparison[])[] = [];
  for (const term of terms) {
    const crushed = crush(term, symbol, budget);
    switch (crushed.kind) {
      case "cmp":
        single = single === undefined ? crushed : intersectMasked(single, crushed);
        if (single === undefined) return FALSE;
        break;
      case "or":
        choices.push(crushed.terms as readonly Comparison[]);
        break;
      case "truth":
        if (!crushed.value) return FALSE;
        break;
      default:
        throw new Error(`${symbol.name}: a crushed ${crushed.kind}`);
    }
  }
  if (choices.length > 0) return multiply(single, choices, symbol, budget, again);
  if (single === undefined || isZero(single.mask)) return TRUE;
  return { kind: "cmp", symbol, relop: "==", value: single.value, mask: single.mask, fromSet: false };
}

function multiply(
  single: Masked | undefined,
  choices: readonly (readonly Comparison[])[],
  symbol: LogicalSymbol,
  budget: Budget,
  again: boolean,
): Expr {
  let factor = single;
  let first = choices[0]!;
  for (let next = 1; ; ) {
    const second = choices[next++];
    const product =
      second === undefined
        ? crush(combine("or", narrow(factor, first)), symbol, budget)
        : multiplyTwo(factor, first, second, symbol, budget);
    if (next >= choices.length) return product;
    if (!again) {
      const rest = choices.slice(next).map((terms): Expr => ({ kind: "or", terms }));
      return crushNumbers([product, ...rest], symbol, budget, true);
    }
    if (product.kind === "or") {
      factor = undefined;
      first = product.terms as readonly Comparison[];
    } else if (product.kind === "cmp") {
      factor = product;
      first = choices[next++]!;
    } else {
      return product;
    }
  }
}

/** The alternatives within `factor`; they stay members of their address set. */
function narrow(factor: Masked | undefined, alternatives: readonly Comparison[]): readonly Comparison[] {
  if (factor === undefined) return alternatives;
  const found: Comparison[] = [];
  for (const alternative of alternatives) {
    const narrowed = intersectMasked(factor, alternative);
    if (narrowed !== undefined) found.push({ ...alternative, value: narrowed.value, mask: narrowed.mask });
  }
  return found;
}

function multiplyTwo(
  factor: Masked | undefined,
  first: readonly Comparison[],
  second: readonly Comparison[],
  symbol: LogicalSymbol,
  budget: Budget,
): Expr {
  const within = narrow(factor, first);
  if (symbol.level === "ordinal" && isDisjointPrefixes(within, symbol) && isDisjointPrefixes(second, symbol)) {
    return combine("or", commonPrefixes(within, second, budget));
  }
  return crush(combine("or", pairs(within, second, budget)), symbol, budget);
}

/** Whether alternatives are prefixes in order, none of which includes another. */
function isDisjointPrefixes(terms: readonly Comparison[], symbol: LogicalSymbol): boolean {
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i]!;
    if (!isPrefix(term.mask, symbol)) return false;
    if (i > 0 && (compareWords(terms[i - 1]!.value, term.value) >= 0 || isCompatible(terms[i - 1]!, term)))
      return false;
  }
  return true;
}

/** What two lists of disjoint prefixes have in common, which are such prefixes again: one pass over both. */
function commonPrefixes(first: readonly Comparison[], second: readonly Comparison[], budget: Budget): Comparison[] {
  const found: Comparison[] = [];
  spend(budget, first.length + second.length);
  for (let i = 0, j = 0; i < first.length && j < second.length; ) {
    const a = first[i]!;
    const b = second[j]!;
    if (isCompatible(a, b)) {
      const narrower = coversMask(a.mask, b.mask) ? a : b;
      found.push(narrower.fromSet ? { ...narrower, fromSet: false } : narrower);
      if (narrower === a) i++;
      else j++;
    } else if (compareWords(a.value, b.value) < 0) i++;
    else j++;
  }
  return found;
}

/** What two lists of alternatives have in common, pair by pair. */
function pairs(first: readonly Comparison[], second: readonly Comparison[], budget: Budget): Comparison[] {
  const found: Comparison[] = [];
  for (const a of first) {
    spend(budget, second.length);
    for (const b of second) {
      const both = intersectMasked(a, b);
      if (both === undefined) continue;
      spend(budget, 8);
      found.push({ kind: "cmp", symbol: a.symbol, relop: "==", value: both.value, mask: both.mask, fromSet: false });
    }
  }
  return found;
}
