import { annotateExpr } from "../expr/annotate.ts";
import { type Expr, join } from "../expr/expr.ts";
import { exprToMatches, type MatchList, type MatchTerm } from "../expr/matches.ts";
import { normalizeExpr } from "../expr/normalize.ts";
import { parseExpr } from "../expr/parser.ts";
import { evaluateResidency, simplifyExpr } from "../expr/simplify.ts";
import type { LogicalSymbol, SymbolTable } from "../expr/symbol-table.ts";
import type { Match, MatchShape } from "../../openflow/match.ts";
import { fillSkeleton, LITERAL_WORDS, type Literals, sentinelsOf, type Skeleton } from "./skeleton.ts";

/** Where a literal of a match stands: in a comparison, in `is_chassis_resident`, or in both. */
export type Use = "compared" | "resident";

/** What the flows of a skeleton's texts have in common, for literals that agree in some bits. */
export type MatchTemplate = {
  /** What decided the form of the flows: bits of the literals, which must be the same again. */
  readonly keyMask: readonly number[];
  readonly key: readonly number[];
  /** Answers of `is_chassis_resident`, one bit for each name. */
  readonly residents: number;
  readonly base: MatchShape | undefined;
  readonly terms: readonly TermTemplate[];
};

type TermTemplate = {
  readonly shape: MatchShape;
  readonly values: readonly number[];
  /** Pairs: a place in `values`, and the word that goes there, of the literals and behind them the base. */
  readonly patches: readonly number[];
};

export type TemplateInput = {
  readonly table: SymbolTable;
  readonly skeleton: Skeleton;
  readonly prerequisites: readonly Expr[];
  readonly base: Match | undefined;
  /** The literals of the text that asks for a template. */
  readonly literals: Literals;
  readonly residents: number;
};

/** How each literal of a skeleton is used; undefined when a text of it must be compiled by itself. */
export function findUses(skeleton: Skeleton, table: SymbolTable): readonly Use[] | undefined {
  const sentinels = sentinelsOf(skeleton);
  const parsed = sentinels && parseExpr(fillSkeleton(skeleton, sentinels[0]), { table });
  if (sentinels === undefined || parsed?.ok !== true) return undefined;
  const uses = new Array<Use | undefined>(skeleton.kinds.length);
  let isPlain = true;
  visit(parsed.value, (leaf) => {
    const hole = holeOf(leaf, skeleton, sentinels[0]);
    if (hole === undefined) return;
    if (uses[hole] !== undefined || !isWholeEquality(leaf, skeleton, hole)) isPlain = false;
    uses[hole] = leaf.kind === "resident" ? "resident" : "compared";
  });
  return isPlain && uses.every((use) => use !== undefined) ? uses : undefined;
}

/**
 * Compiles a skeleton once for all texts of it whose literals agree with these in the bits of `keyMask`.
 *
 * Why that is right: past the parser, values count where two comparisons of one field meet. The passes then ask
 * only for bits that both comparisons look at, so it is enough to keep the bits fixed that any *other* comparison
 * of the field looks at: these are the key. Where alternatives of one field are sorted by value, there is
 * no template. Whether flows merge is seen in the flows: two of one shape must differ in something that is no
 * literal. All of it is done with two sets of literals that differ in every bit, and must come out the same.
 */
export function createMatchTemplate(input: TemplateInput): MatchTemplate | undefined {
  const { skeleton, literals, base, residents } = input;
  const free = sentinelsOf(skeleton);
  if (free === undefined) return undefined;
  const keyMask = keyMaskOf(simplify(input, free[0]), skeleton, free[0]);
  if (keyMask === undefined) return undefined;
  const key = keyMask.map((mask, i) => (literals.words[i]! & mask) >>> 0);
  const [one, other] = free.map(({ words, names }) => ({
    words: words.map((word, i) => ((word & ~keyMask[i]!) | key[i]!) >>> 0),
    names,
  })) as [Literals, Literals];
  const terms = commonTerms(runPasses(input, one, 0x5a5a_5a5a), runPasses(input, other, 0xa5a5_a5a5));
  return terms && { keyMask, key, residents, base: base?.shape, terms };
}

/** What the passes make of a set of sentinels, and all the words that went in. */
type Run = { readonly list: MatchList; readonly words: readonly number[] };

/** What two runs have in common, and where they have their literals; undefined when they differ in anything else. */
function commonTerms(one: Run, other: Run): readonly TermTemplate[] | undefined {
  if (!isPlain(one.list) || !isPlain(other.list) || one.list.terms.length !== other.list.terms.length) return undefined;
  const terms: TermTemplate[] = [];
  for (let t = 0; t < one.list.terms.length; t++) {
    const { shape, values } = one.list.terms[t]!.match;
    const second = other.list.terms[t]!.match;
    if (shape !== second.shape) return undefined;
    const patches: number[] = [];
    for (let i = 0; i < values.length; i++) {
      if (values[i] === second.values[i]) continue;
      const word = one.words.findIndex((from, at) => from === values[i] && other.words[at] === second.values[i]);
      if (word < 0) return undefined;
      patches.push(i, word);
    }
    terms.push({ shape, values, patches });
  }
  return terms.every((term, i) => terms.slice(0, i).every((before) => isOther(term, before))) ? terms : undefined;
}

function isPlain({ terms, conjunctions, lost, refused }: MatchList): boolean {
  if (conjunctions > 0 || lost.length > 0 || refused.length > 0) return false;
  return terms.every(({ conjId, parts }) => conjId === 0 && parts.length === 0);
}

/** Whether two flows of a template are never the same, whatever the literals are. */
function isOther(one: TermTemplate, other: TermTemplate): boolean {
  if (one.shape !== other.shape) return true;
  const isPatched = ({ patches }: TermTemplate, at: number) => patches.some((place, i) => i % 2 === 0 && place === at);
  return one.values.some((value, at) => value !== other.values[at] && !isPatched(one, at) && !isPatched(other, at));
}

/** The flows of a text: of the template, with the text's words in them. */
export function fillTemplate({ terms }: MatchTemplate, words: readonly number[], base: Match | undefined): MatchList {
  if (terms.length === 0) return EMPTY;
  const made = new Array<MatchTerm>(terms.length);
  const count = words.length;
  for (let t = 0; t < terms.length; t++) {
    const { shape, values: common, patches } = terms[t]!;
    const values = common.slice();
    for (let i = 0; i < patches.length; i += 2) {
      const word = patches[i + 1]!;
      values[patches[i]!] = word < count ? words[word]! : base!.values[word - count]!;
    }
    made[t] = { match: { shape, values }, conjId: 0, parts: NONE };
  }
  return { terms: made, conjunctions: 0, lost: NONE, refused: NONE };
}

const NONE: readonly never[] = [];
const EMPTY: MatchList = { terms: NONE, conjunctions: 0, lost: NONE, refused: NONE };

type Leaf = Exclude<Expr, { readonly kind: "and" | "or" }>;

function visit(expr: Expr, see: (leaf: Leaf) => void): void {
  if (expr.kind === "and" || expr.kind === "or") for (const term of expr.terms) visit(term, see);
  else see(expr);
}

/** The literal that a leaf of a tree of sentinels is about. */
function holeOf(leaf: Leaf, { kinds, places }: Skeleton, { words, names }: Literals): number | undefined {
  if (leaf.kind === "truth") return undefined;
  if (leaf.kind !== "cmp") {
    const at = names.indexOf(leaf.kind === "string" ? leaf.text : leaf.port);
    return at < 0 ? undefined : nameHole(kinds, at);
  }
  const last = leaf.value.at(-1)!;
  const hole = kinds.findIndex((kind, i) => kind !== "name" && words[places[i]! + LITERAL_WORDS[kind] - 1] === last);
  return hole < 0 ? undefined : hole;
}

/** The number among all literals of a name's number among names. */
function nameHole(kinds: Skeleton["kinds"], name: number): number {
  let left = name;
  return kinds.findIndex((kind) => kind === "name" && left-- === 0);
}

/** Whether a leaf compares a field, all of it, for equality with a literal of its kind. */
function isWholeEquality(leaf: Leaf, { kinds }: Skeleton, hole: number): boolean {
  if (leaf.kind !== "cmp") return leaf.kind === "resident" || (leaf.kind === "string" && leaf.relop === "==");
  const { symbol, relop, mask } = leaf;
  const kind = kinds[hole]!;
  return (
    relop === "==" && symbol.field?.format === FORMATS[kind] && mask.every((word, i) => word === ones(symbol.width, i))
  );
}

const FORMATS: Readonly<Record<LiteralKindName, string>> = { name: "", ethernet: "mac", ipv4: "ipv4", ipv6: "ipv6" };
type LiteralKindName = Skeleton["kinds"][number];

/** Word `i` of a mask of that many ones. */
function ones(width: number, i: number): number {
  const top = width & 31;
  return i === 0 && top !== 0 ? 2 ** top - 1 : 0xffff_ffff;
}

function simplify({ table, skeleton, prerequisites, residents }: TemplateInput, literals: Literals): Expr {
  const parsed = parseExpr(fillSkeleton(skeleton, literals), { table });
  if (!parsed.ok) throw new Error(`a text of another skeleton: ${parsed.errors[0].message}`);
  const simplified = simplifyExpr(annotateExpr(join("and", [parsed.value, ...prerequisites]), table), table.dialect);
  return evaluateResidency(simplified, (port) => ((residents >>> literals.names.indexOf(port)) & 1) === 1);
}

function runPasses(input: TemplateInput, literals: Literals, baseValue: number): Run {
  const { skeleton, base } = input;
  const { kinds, places } = skeleton;
  const keys = new Map(literals.names.map((name, i) => [name, literals.words[places[nameHole(kinds, i)]!]!]));
  const values = base?.shape.masks.map((mask, i) => ((baseValue ^ (i << 8)) & mask) >>> 0) ?? [];
  const list = exprToMatches(normalizeExpr(simplify(input, literals)), {
    lookupPort: (name) => keys.get(name),
    ...(base === undefined ? {} : { base: { shape: base.shape, values } }),
  });
  return { list, words: [...literals.words, ...values] };
}

/**
 * The bits of each literal that another comparison of its field looks at; undefined when that leaves nothing
 * open, or when alternatives of one field are among them.
 */
function keyMaskOf(expr: Expr, skeleton: Skeleton, sentinels: Literals): readonly number[] | undefined {
  const { kinds, places, wordCount } = skeleton;
  const leaves: Leaf[] = [];
  visit(expr, (leaf) => void leaves.push(leaf));
  const keyMask = new Array<number>(wordCount).fill(0);
  for (const leaf of leaves) {
    const hole = holeOf(leaf, skeleton, sentinels);
    if (hole === undefined || (leaf.kind !== "cmp" && leaf.kind !== "string")) continue;
    const others = leaves.filter((other) => other !== leaf && other.kind === leaf.kind && other.symbol === leaf.symbol);
    if (others.length === 0) continue;
    if (leaf.kind === "string" || hasAlternatives(expr, leaf, leaf.symbol)) return undefined;
    const count = LITERAL_WORDS[kinds[hole]!];
    for (const other of others) {
      if (other.kind !== "cmp") continue;
      for (let i = 0; i < count; i++) keyMask[places[hole]! + i]! |= other.mask[i]!;
    }
    const own = Array.from({ length: count }, (_, i) => keyMask[places[hole]! + i]! >>> 0);
    if (own.every((word, i) => word === ones(leaf.symbol.width, i))) return undefined;
  }
  return keyMask.map((word) => word >>> 0);
}

/** Whether the leaf stands in a disjunction that has another comparison of the same field. */
function hasAlternatives(expr: Expr, leaf: Leaf, symbol: LogicalSymbol): boolean {
  if (expr.kind !== "and" && expr.kind !== "or") return false;
  if (expr.kind === "or") {
    let isIn = false;
    let count = 0;
    visit(expr, (inner) => {
      if (inner === leaf) isIn = true;
      if ((inner.kind === "cmp" || inner.kind === "string") && inner.symbol === symbol) count++;
    });
    if (isIn && count > 1) return true;
  }
  return expr.terms.some((term) => hasAlternatives(term, leaf, symbol));
}
