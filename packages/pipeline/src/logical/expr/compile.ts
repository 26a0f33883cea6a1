import { createDiagnostic, type Diagnostic, type Parsed, type Place } from "@ovn-sim/model";
import type { Match } from "../../openflow/match.ts";
import { annotateExpr } from "./annotate.ts";
import { BudgetExceeded } from "./budget.ts";
import { excerpt } from "./excerpt.ts";
import { type Expr, join } from "./expr.ts";
import { formatExpr } from "./format.ts";
import { exprToMatches, type MatchList } from "./matches.ts";
import { normalizeExpr } from "./normalize.ts";
import { parseExpr } from "./parser.ts";
import { evaluateResidency, simplifyExpr } from "./simplify.ts";
import type { SymbolTable } from "./symbol-table.ts";
import type { Scope } from "./term-parser.ts";

export type MatchCompilerOptions = {
  readonly table: SymbolTable;
  /** The members of `$name`; nothing when there is no such set. */
  readonly addressSet: NonNullable<Scope["addressSet"]>;
  /** The ports of `@name` on a datapath, by its tunnel key; nothing when there is no such group. */
  readonly portGroup: (name: string, datapathKey: number) => readonly string[] | undefined;
  /**
   * What other compilers of the same table and the same address sets have found out, and this one adds to: the
   * compilers of one snapshot's chassis share it. Default: nothing yet.
   */
  readonly knowledge?: MatchKnowledge;
};

/** What is known about texts, by the prerequisites that came with them; and a way to do without it. */
export type MatchKnowledge = {
  readonly texts: Map<readonly Expr[], Map<string, Known>>;
  /** Compiles texts that only differ in their literals; absent: every text goes through the passes. */
  readonly templates?: TextTemplates;
};

/** A shorter way to what the passes make of a text, for some texts. */
export type TextTemplates = {
  compile(text: string, prerequisites: readonly Expr[], site: MatchSite): MatchList | "slow";
  /** Called with a text that went through the passes without a fault. */
  learn(text: string, prerequisites: readonly Expr[]): void;
};

/** Where a match is compiled for: one datapath as one chassis sees it. */
export type MatchSite = {
  readonly datapathKey: number;
  /** The tunnel key of a port or multicast group by name; 0 for `none`. */
  readonly lookupPort: (name: string) => number | undefined;
  readonly isResident: (port: string) => boolean;
  /** What every term matches besides. Lists without port names are remembered by its identity. */
  readonly base?: Match;
  /** What must be true besides: the prerequisites of the flow's actions. Results are remembered by identity of the array. */
  readonly prerequisites?: readonly Expr[];
  /** Where the match stands, for diagnostics. */
  readonly place?: Place;
};

/** Compiles matches of one chassis, or of one snapshot; every text is worked on as rarely as can be. */
export type MatchCompiler = { readonly compile: (text: string, site: MatchSite) => Parsed<MatchList> };

/** What is known about a text, as far as it holds for every datapath and chassis. */
type Known = {
  readonly simplified: Expr;
  /** Absent when it depends on where ports are. */
  readonly normalized: Expr | undefined;
  readonly namesPorts: boolean;
  /** The result for each base, when no port is named. */
  readonly lists: Map<Match | undefined, MatchList>;
};

/** Makes a compiler. Its callbacks must answer the same for as long as it is used. */
export function createMatchCompiler(options: MatchCompilerOptions): MatchCompiler {
  const { texts: known, templates }: MatchKnowledge = options.knowledge ?? { texts: new Map() };
  const { table } = options;
  const addressSet = remember(options.addressSet);
  const groupsOf = remember((datapathKey: number) => remember((name: string) => options.portGroup(name, datapathKey)));

  const knowledgeOf = (text: string, site: MatchSite): Parsed<Known> => {
    const prerequisites = site.prerequisites ?? NONE;
    let byText = known.get(prerequisites);
    if (byText === undefined) known.set(prerequisites, (byText = new Map<string, Known>()));
    const entry = byText.get(text);
    if (entry !== undefined) return found(entry);
    let usesGroups = false;
    const portGroup = (name: string) => {
      usesGroups = true;
      return groupsOf(site.datapathKey)(name);
    };
    const parsed = parseExpr(text, { table, addressSet, portGroup }, site.place);
    if (!parsed.ok) return parsed;
    const made = know(join("and", [parsed.value, ...prerequisites]), table);
    if (!usesGroups) {
      byText.set(text, made);
      templates?.learn(text, prerequisites);
    }
    return found(made);
  };

  const listOf = (entry: Known, site: MatchSite): MatchList => {
    const isLocal = entry.namesPorts || entry.normalized === undefined;
    const remembered = isLocal ? undefined : entry.lists.get(site.base);
    if (remembered !== undefined) return remembered;
    const normalized = entry.normalized ?? normalizeExpr(evaluateResidency(entry.simplified, site.isResident));
    const list = exprToMatches(normalized, site);
    if (!isLocal) entry.lists.set(site.base, list);
    return list;
  };

  const compile = (text: string, site: MatchSite): Parsed<MatchList> => {
    try {
      const prerequisites = site.prerequisites ?? NONE;
      const short = templates?.compile(text, prerequisites, site) ?? "slow";
      if (short !== "slow") return found(short);
      const entry = knowledgeOf(text, site);
      if (!entry.ok) return entry;
      const value = listOf(entry.value, site);
      const isWhole = value.lost.length === 0 && value.refused.length === 0;
      return isWhole ? found(value) : { ok: true, value, notes: notesOf(value, text, site.place ?? {}) };
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      return { ok: false, errors: [outgrown(error, text, site.place ?? {})] };
    }
  };
  return { compile };
}

const NONE: readonly Expr[] = [];
const NO_NOTES: readonly Diagnostic[] = [];

function found<T>(value: T): Parsed<T> {
  return { ok: true, value, notes: NO_NOTES };
}

/** The same function, asked once for each question. */
function remember<Q, A>(ask: (question: Q) => A): (question: Q) => A {
  const answers = new Map<Q, A>();
  return (question) => {
    const known = answers.get(question);
    if (known !== undefined || answers.has(question)) return known as A;
    const answer = ask(question);
    answers.set(question, answer);
    return answer;
  };
}

function know(expr: Expr, table: SymbolTable): Known {
  const simplified = simplifyExpr(annotateExpr(expr, table), table.dialect);
  const normalized = mentions(simplified, "resident") ? undefined : normalizeExpr(simplified);
  return { simplified, normalized, namesPorts: mentions(simplified, "string"), lists: new Map() };
}

function mentions(expr: Expr, kind: Expr["kind"]): boolean {
  if (expr.kind === kind) return true;
  return (expr.kind === "and" || expr.kind === "or") && expr.terms.some((term) => mentions(term, kind));
}

/** What is said of a match that needs more flows or work than one may. */
export function outgrown({ message }: BudgetExceeded, text: string, place: Place): Diagnostic {
  const hint = "split it up: sets of different fields multiply when they cannot become a conjunction";
  return createDiagnostic("OVN4017", place, `${message}: ${excerpt(text)}`, hint);
}

/** What is said of flows that match more than the expression says, or that Open vSwitch refuses. */
export function notesOf({ lost, refused }: MatchList, text: string, place: Place): Diagnostic[] {
  const losses = [...new Set(lost.map(formatExpr))].map((comparison) =>
    createDiagnostic(
      "OVN4018",
      place,
      `ovn-controller leaves ${comparison} out of the flows of ${excerpt(text)}`,
      "Open vSwitch cannot match this field under a mask, so the flows match more packets than the logical flow says",
    ),
  );
  const refusals = [...new Set(refused.map(({ why }) => why))].map((why) =>
    createDiagnostic(
      "OVN4019",
      place,
      `Open vSwitch refuses a flow that matches ${why}, made of ${excerpt(text)}`,
      "ovn-controller sends flows in bundles: no other flow of the chassis is installed or changed either",
    ),
  );
  return [...losses, ...refusals];
}
