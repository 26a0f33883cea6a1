import type { Words } from "@ovn-sim/model";
import type { LogicalSymbol } from "./symbol-table.ts";

export type Relop = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** A symbol against a number. `value` has no bit outside `mask`; both are as wide as the symbol. */
export type Comparison = {
  readonly kind: "cmp";
  readonly symbol: LogicalSymbol;
  readonly relop: Relop;
  readonly value: Words;
  readonly mask: Words;
  /** Whether the number came out of an address set: OVN leaves such alternatives unmerged. */
  readonly fromSet: boolean;
};

/** A string symbol against the name of a port or multicast group. */
export type StringComparison = {
  readonly kind: "string";
  readonly symbol: LogicalSymbol;
  readonly relop: "==" | "!=";
  readonly text: string;
};

/** Two or more terms, none of them of the same kind. */
export type Conjunction = { readonly kind: "and"; readonly terms: readonly Expr[] };
export type Disjunction = { readonly kind: "or"; readonly terms: readonly Expr[] };

export type Truth = { readonly kind: "truth"; readonly value: boolean };

/** Whether a port is resident on the chassis, or is not. */
export type Residency = { readonly kind: "resident"; readonly port: string; readonly negated: boolean };

/** A logical match. Trees are immutable and share parts. */
export type Expr = Comparison | StringComparison | Conjunction | Disjunction | Truth | Residency;

export const TRUE: Truth = { kind: "truth", value: true };
export const FALSE: Truth = { kind: "truth", value: false };

/**
 * The conjunction or disjunction of terms: terms of the same kind are merged into it, constants
 * decide it or fall away, and a single term stands for itself.
 */
export function combine(kind: "and" | "or", terms: readonly Expr[]): Expr {
  const flat: Expr[] = [];
  for (const term of terms) {
    if (term.kind === "truth") {
      if (term.value === (kind === "or")) return term;
    } else if (term.kind === kind) {
      for (const inner of term.terms) {
        if (inner.kind !== "truth") flat.push(inner);
        else if (inner.value === (kind === "or")) return inner;
      }
    } else {
      flat.push(term);
    }
  }
  if (flat.length === 1) return flat[0]!;
  if (flat.length === 0) return kind === "and" ? TRUE : FALSE;
  return { kind, terms: flat };
}

/** The same, constants kept as they are: what a person wrote stays readable. */
export function join(kind: "and" | "or", terms: readonly Expr[]): Expr {
  if (terms.length === 1) return terms[0]!;
  let flat: Expr[] | undefined;
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i]!;
    if (term.kind === kind) {
      flat ??= terms.slice(0, i);
      for (const inner of term.terms) flat.push(inner);
    } else {
      flat?.push(term);
    }
  }
  return { kind, terms: flat ?? terms };
}

/** The opposite, by turning over every comparison. */
export function negate(expr: Expr): Expr {
  switch (expr.kind) {
    case "cmp":
      return { ...expr, relop: OPPOSITE[expr.relop] };
    case "string":
      return { ...expr, relop: expr.relop === "==" ? "!=" : "==" };
    case "and":
      return { kind: "or", terms: expr.terms.map(negate) };
    case "or":
      return { kind: "and", terms: expr.terms.map(negate) };
    case "truth":
      return expr.value ? FALSE : TRUE;
    case "resident":
      return { ...expr, negated: !expr.negated };
  }
}

/** The one symbol that the whole expression is about; nothing when there are several, or a constant. */
export function uniqueSymbol(expr: Expr): LogicalSymbol | undefined {
  switch (expr.kind) {
    case "cmp":
    case "string":
      return expr.symbol;
    case "and":
    case "or": {
      let found: LogicalSymbol | undefined;
      for (const term of expr.terms) {
        const symbol = uniqueSymbol(term);
        if (symbol === undefined || (found !== undefined && symbol !== found)) return undefined;
        found = symbol;
      }
      return found;
    }
    default:
      return undefined;
  }
}

const OPPOSITE = { "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const satisfies Record<
  Relop,
  Relop
>;

/** The operator with its operands exchanged. */
export const TURNED = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const satisfies Record<
  Relop,
  Relop
>;
