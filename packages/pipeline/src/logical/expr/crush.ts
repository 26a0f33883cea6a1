import { compareWords, countOnes, coversMask, intersectMasked, isCompatible, isZero, type Masked } from "./bits.ts";
import { type Comparison, combine, type Expr, FALSE, type StringComparison, TRUE } from "./expr.ts";
import type { LogicalSymbol } from "./symbol-table.ts";

/** How many alternatives one field may have in the course of crushing, and all of a match at its end. */
export const MAX_ALTERNATIVES = 1 << 18;

/** Thrown within the passes when a match grows beyond {@link MAX_ALTERNATIVES}; it never leaves `compileExpr`. */
export class TooManyAlternatives extends Error {}

/**
 * Reduces an expression over one symbol, of equalities alone, to a single comparison, a disjunction of
 * them, or a constant. Alternatives that another one includes are dropped, unless they came out of an
 * address set: ovn-controller keeps these apart to follow changes of the set.
 */
export function crush(expr: Expr, symbol: LogicalSymbol): Expr {
  switch (expr.kind) {
    case "or":
      return crushOr(expr.terms, symbol);
    case "and":
      return symbol.width === 0 ? crushStrings(expr.terms, symbol) : crushNumbers(expr.terms, symbol);
    default:
      return expr;
  }
}

function crushOr(terms: readonly Expr[], symbol: LogicalSymbol): Expr {
  const crushed = terms.some((term) => term.kind === "and")
    ? combine(
        "or",
        terms.map((term) => crush(term, symbol)),
      )
    : undefined;
  if (crushed !== undefined && crushed.kind !== "or") return crushed;
  const alternatives = crushed?.terms ?? terms;
  return combine(
    "or",
    symbol.width === 0
      ? distinctStrings(alternatives as StringComparison[])
      : dropIncluded(alternatives as Comparison[], symbol),
  );
}

function distinctStrings(terms: readonly StringComparison[]): StringComparison[] {
  return [...new Map(terms.map((term) => [term.text, term])).values()];
}

/** An alternative with the number of bits that it looks at. */
type Weighed = { readonly term: Comparison; readonly weight: number };

/** Drops repeated alternatives and, among those from no address set, each that a wider one includes. */
function dropIncluded(terms: readonly Comparison[], symbol: LogicalSymbol): readonly Comparison[] {
  const sorted = terms.map((term): Weighed => ({ term, weight: countOnes(term.mask) })).sort(compareWeighed);
  const distinct: Weighed[] = [];
  let repeated = false;
  for (const item of sorted) {
    const last = distinct.at(-1);
    if (last === undefined || compareWeighed(last, item) !== 0) {
      distinct.push(item);
    } else {
      repeated = true;
      if (last.term.fromSet) distinct[distinct.length - 1] = { ...last, term: { ...last.term, fromSet: false } };
    }
  }
  if (symbol.level !== "ordinal" || terms.some((term) => term.fromSet)) {
    return repeated ? distinct.map(({ term }) => term) : terms;
  }
  return widest(distinct);
}

/** Of alternatives from wide to narrow, those that no other one includes. */
function widest(sorted: readonly Weighed[]): Comparison[] {
  const kept: Comparison[] = [];
  // Wider alternatives by mask, then by value: a narrow one is included when its value under such a mask is there.
  const masks: { readonly mask: Masked["mask"]; readonly weight: number; readonly values: Set<string> }[] = [];
  for (const { term, weight } of sorted) {
    const included = masks.some(
      ({ mask, weight: wider, values }) =>
        wider < weight && coversMask(term.mask, mask) && values.has(keyUnder(term.value, mask)),
    );
    if (included) continue;
    kept.push(term);
    const group = masks.find(({ mask }) => compareWords(mask, term.mask) === 0);
    if (group !== undefined) group.values.add(keyUnder(term.value, term.mask));
    else masks.push({ mask: term.mask, weight, values: new Set([keyUnder(term.value, term.mask)]) });
  }
  return kept;
}

function keyUnder(value: Masked["value"], mask: Masked["mask"]): string {
  let key = "";
  for (let i = 0; i < mask.length; i++) key += `${(value[i]! & mask[i]!) >>> 0},`;
  return key;
}

function compareWeighed(a: Weighed, b: Weighed): number {
  return a.weight - b.weight || compareWords(a.term.value, b.term.value) || compareWords(a.term.mask, b.term.mask);
}

/** What of a port's names is common to all terms. */
function crushStrings(terms: readonly Expr[], symbol: LogicalSymbol): Expr {
  let common: Map<string, StringComparison> | undefined;
  for (const term of terms) {
    const crushed = crush(term, symbol);
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
 */
function crushNumbers(terms: readonly Expr[], symbol: LogicalSymbol): Expr {
  let single: Masked | undefined;
  const choices: (readonly Comparison[])[] = [];
  for (const term of terms) {
    const crushed = crush(term, symbol);
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
  return multiply(single, choices, symbol);
}

function multiply(
  single: Masked | undefined,
  choices: readonly (readonly Comparison[])[],
  symbol: LogicalSymbol,
): Expr {
  const [first, second, ...rest] = choices;
  if (first === undefined) {
    if (single === undefined || isZero(single.mask)) return TRUE;
    return { kind: "cmp", symbol, relop: "==", value: single.value, mask: single.mask, fromSet: false };
  }
  const products: Comparison[] = [];
  for (const a of first) {
    const narrowed = single === undefined ? a : intersectMasked(single, a);
    if (narrowed === undefined) continue;
    if (second === undefined) {
      products.push({ ...a, value: narrowed.value, mask: narrowed.mask });
      continue;
    }
    for (const b of second) {
      if (!isCompatible(narrowed, b)) continue;
      const { value, mask } = intersectMasked(narrowed, b)!;
      products.push({ kind: "cmp", symbol, relop: "==", value, mask, fromSet: false });
      if (products.length > MAX_ALTERNATIVES) throw new TooManyAlternatives();
    }
  }
  const product = crush(combine("or", products), symbol);
  return rest.length === 0
    ? product
    : crushNumbers([product, ...rest.map((terms): Expr => ({ kind: "or", terms }))], symbol);
}
