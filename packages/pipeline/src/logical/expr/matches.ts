import type { Field } from "../../openflow/field.ts";
import { MATCH_ALL, MatchBuilder } from "../../openflow/match-builder.ts";
import { type Match, matchEquals, matchKey } from "../../openflow/match.ts";
import { BudgetExceeded, MAX_FLOWS } from "./budget.ts";
import type { Comparison, Expr, StringComparison } from "./expr.ts";
import { toWire } from "./wire-match.ts";

/** A flow's part in a conjunctive match: `conjunction(id, clause/clauses)`, the clause counted from 0. */
export type ConjunctionPart = { readonly id: number; readonly clause: number; readonly clauses: number };

/**
 * One flow of a logical match. Conjunctions are numbered from 1 within the match: whoever installs it
 * adds an offset of its own, in `conjId` and `parts` alike.
 *
 * - an ordinary flow has neither `conjId` nor `parts`, and takes the actions;
 * - a flow with `parts` takes `conjunction` actions, one for each, instead;
 * - a flow with a `conjId` other than 0 also matches on `conj_id`, which is not in `match` yet, and
 *   takes the actions.
 */
export type MatchTerm = { readonly match: Match; readonly conjId: number; readonly parts: readonly ConjunctionPart[] };

export type MatchList = {
  readonly terms: readonly MatchTerm[];
  /** How many conjunction ids the terms use, counted from 1; some of these may be in no term. */
  readonly conjunctions: number;
  /** Comparisons that are in no flow though the expression makes them (see {@link isLost}). */
  readonly lost: readonly Comparison[];
  /** Terms that Open vSwitch refuses, and why (see {@link toWire}). */
  readonly refused: readonly Refusal[];
};

export type Refusal = { readonly match: Match; readonly why: string };

export type MatchOptions = {
  /**
   * The tunnel key of a port or multicast group on the flow's datapath; 0 for the name `none`. A
   * comparison with a name that has none is false.
   */
  readonly lookupPort: (name: string) => number | undefined;
  /** What every term matches besides; a term's own match on the same bits wins. Default: nothing. */
  readonly base?: Match;
};

/**
 * The flows that match what a normalized expression says, the same ones that ovn-controller makes:
 * each conjunction with two or more clauses of alternatives becomes a conjunctive match.
 */
export function exprToMatches(expr: Expr, options: MatchOptions): MatchList {
  if (expr.kind === "truth") {
    const match = options.base ?? MATCH_ALL;
    return { terms: expr.value ? [{ match, conjId: 0, parts: NONE }] : [], conjunctions: 0, lost: [], refused: [] };
  }
  const list = new TermList(options);
  for (const branch of expr.kind === "or" ? expr.terms : [expr]) {
    if (branch.kind === "and") list.addConjunction(branch.terms);
    else if (list.start() && list.constrain(branch)) list.add(0, undefined);
  }
  return { terms: list.terms(), conjunctions: list.conjunctions, lost: list.lost, refused: list.refused };
}

/** The match of clauses that are all comparisons, each of another field, or the name of a port that is not there. */
export function exprToFields(clauses: readonly Expr[], lookupPort: MatchOptions["lookupPort"]): Match | string {
  const builder = BUILDER.reset();
  for (const clause of clauses) {
    if (clause.kind === "string") {
      const key = lookupPort(clause.text);
      if (key === undefined) return clause.text;
      builder.set(clause.symbol.field!, key);
    } else if (clause.kind === "cmp") {
      constrainNumber(builder, clause);
    }
  }
  return builder.build();
}

/**
 * Whether ovn-controller leaves a comparison out of the flow without a word. It asks Open vSwitch to
 * match under a mask, which fails for a field that cannot be masked, unless the mask is all ones; and
 * the mask has whole bytes, so that a field of 6 bits never has all ones.
 */
export function isLost({ symbol, mask }: Comparison): boolean {
  const { field } = symbol;
  if (field === undefined) throw new Error(`${symbol.name} is not annotated: it has no field of its own`);
  return !field.maskable && !(field.bits === field.bytes * 8 && isWhole(mask, field));
}

const NONE: readonly ConjunctionPart[] = [];

/** A term in the making; `next` chains those of the same hash. */
type Draft = {
  readonly match: Match;
  readonly conjId: number;
  parts: ConjunctionPart[] | undefined;
  next: Draft | undefined;
};

type Leaf = Comparison | StringComparison;

/** Builds terms and merges those with the same match. */
class TermList {
  conjunctions = 0;
  readonly lost: Comparison[] = [];
  readonly refused: Refusal[] = [];
  readonly #options: MatchOptions;
  readonly #builder = BUILDER;
  readonly #drafts: Draft[] = [];
  /** Drafts by hash; made only when there are several. */
  #known: Map<number, Draft> | undefined;

  constructor(options: MatchOptions) {
    this.#options = options;
  }

  /** The flows as the switch gets them. Of those that differ only in what is not sent it keeps one, and which is chance: here the first. */
  terms(): MatchTerm[] {
    const terms: MatchTerm[] = [];
    let changed = false;
    for (const { match: whole, conjId, parts = NONE } of this.#drafts) {
      const { match, refused } = toWire(whole);
      if (refused !== undefined) this.refused.push({ match, why: refused });
      if (match !== whole) changed = true;
      terms.push({ match, conjId, parts });
    }
    return changed ? distinctTerms(terms) : terms;
  }

  /** Begins a match, with what all have in common. */
  start(): true {
    this.#builder.reset();
    if (this.#options.base !== undefined) this.#builder.add(this.#options.base);
    return true;
  }

  /** Adds a comparison to the match; false when it names a port that is not there. */
  constrain(leaf: Expr): boolean {
    if (leaf.kind === "string") {
      const key = this.#options.lookupPort(leaf.text);
      if (key === undefined) return false;
      this.#builder.set(leaf.symbol.field!, key);
    } else if (leaf.kind === "cmp") {
      if (isLost(leaf)) this.lost.push(leaf);
      else constrainNumber(this.#builder, leaf);
    } else {
      throw new Error(`an expression that is not normalized: ${leaf.kind} in place of a comparison`);
    }
    return true;
  }

  /**
   * Clauses of one comparison go into the match of every term. One clause of alternatives is a term
   * each; two or more are the dimensions of a conjunctive match. When every alternative of a clause
   * names ports that are not there, the conjunction can never match and the rest of it is left out;
   * what was added for earlier clauses stays.
   */
  addConjunction(clauses: readonly Expr[]): void {
    this.start();
    const dimensions: (readonly Leaf[])[] = [];
    for (const clause of clauses) {
      if (clause.kind === "or") dimensions.push(clause.terms as readonly Leaf[]);
      else if (!this.constrain(clause)) return;
    }
    if (dimensions.length === 0) return this.add(0, undefined);
    const common = this.#builder.build();
    if (dimensions.length === 1) {
      this.#addAlternatives(common, dimensions[0]!, undefined);
      return;
    }
    const id = ++this.conjunctions;
    for (let clause = 0; clause < dimensions.length; clause++) {
      if (!this.#addAlternatives(common, dimensions[clause]!, { id, clause, clauses: dimensions.length })) return;
    }
    this.#builder.reset().add(common);
    this.add(id, undefined);
  }

  #addAlternatives(common: Match, alternatives: readonly Leaf[], part: ConjunctionPart | undefined): boolean {
    let added = false;
    for (const alternative of alternatives) {
      this.#builder.reset().add(common);
      if (this.constrain(alternative)) {
        this.add(0, part);
        added = true;
      }
    }
    return added;
  }

  /** Adds the match in the builder. A flow for the actions is stronger than one for a conjunction. */
  add(conjId: number, part: ConjunctionPart | undefined): void {
    const match = this.#builder.build();
    const same = this.#find(match, conjId);
    if (same === undefined) {
      const draft: Draft = { match, conjId, parts: part && [part], next: undefined };
      if (this.#drafts.length >= MAX_FLOWS) throw new BudgetExceeded();
      this.#drafts.push(draft);
      this.#remember(draft);
    } else if (same.parts === undefined || part === undefined) {
      same.parts = undefined;
    } else {
      same.parts.push(part);
    }
  }

  #find(match: Match, conjId: number): Draft | undefined {
    if (this.#drafts.length === 0) return undefined;
    if (this.#known === undefined) {
      this.#known = new Map();
      for (const draft of this.#drafts) this.#remember(draft);
    }
    let draft = this.#known.get(hashOf(match, conjId));
    while (draft !== undefined && !(draft.conjId === conjId && matchEquals(draft.match, match))) draft = draft.next;
    return draft;
  }

  #remember(draft: Draft): void {
    if (this.#known === undefined) return;
    const hash = hashOf(draft.match, draft.conjId);
    draft.next = this.#known.get(hash);
    this.#known.set(hash, draft);
  }
}

/** One builder for all: it is empty between any two uses. */
const BUILDER = new MatchBuilder();

function distinctTerms(terms: readonly MatchTerm[]): MatchTerm[] {
  const found = new Map<string, MatchTerm>();
  for (const term of terms) {
    const key = `${term.conjId} ${matchKey(term.match)}`;
    if (!found.has(key)) found.set(key, term);
  }
  return [...found.values()];
}

function hashOf({ shape, values }: Match, conjId: number): number {
  let hash = Math.imul(shape.id ^ (conjId << 16), 0x9e3779b1);
  for (const value of values) hash = Math.imul((hash ^ value) + (hash >>> 15), 0x85ebca6b);
  return hash;
}

function constrainNumber(builder: MatchBuilder, { symbol, value, mask }: Comparison): void {
  const field = symbol.field!;
  if (field.words > 1) {
    for (let i = 0; i < field.words; i++) builder.setWord(field.word + i, value[i]!, mask[i]!);
  } else if (isWhole(mask, field)) {
    builder.set(field, value[0]!);
  } else {
    builder.setMasked(field, value[0]!, mask[0]!);
  }
}

function isWhole(mask: readonly number[], field: Field): boolean {
  const top = field.bits & 31;
  if (top !== 0 && mask[0] !== 2 ** top - 1) return false;
  for (let i = top === 0 ? 0 : 1; i < mask.length; i++) if (mask[i] !== 0xffffffff) return false;
  return true;
}
