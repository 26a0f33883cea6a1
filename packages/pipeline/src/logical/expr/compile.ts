import { createDiagnostic, type Diagnostic, type Parsed, type Place } from "@ovn-sim/model";
import type { Match } from "../../openflow/match.ts";
import { annotateExpr } from "./annotate.ts";
import { MAX_ALTERNATIVES, TooManyAlternatives } from "./crush.ts";
import type { Comparison, Expr } from "./expr.ts";
import { formatExpr } from "./format.ts";
import { exprToMatches, type MatchList } from "./matches.ts";
import { normalizeExpr } from "./normalize.ts";
import { parseExpr, type Scope } from "./parser.ts";
import { evaluateResidency, simplifyExpr } from "./simplify.ts";
import type { SymbolTable } from "./symbol-table.ts";

export type MatchCompilerOptions = {
  readonly table: SymbolTable;
  /** The members of `$name`; nothing when there is no such set. */
  readonly addressSet: NonNullable<Scope["addressSet"]>;
  /** The ports of `@name` on a datapath, by its tunnel key; nothing when there is no such group. */
  readonly portGroup: (name: string, datapathKey: number) => readonly string[] | undefined;
};

/** Where a match is compiled for: one datapath as one chassis sees it. */
export type MatchSite = {
  readonly datapathKey: number;
  /** The tunnel key of a port or multicast group by name; 0 for `none`. */
  readonly lookupPort: (name: string) => number | undefined;
  readonly isResident: (port: string) => boolean;
  /** What every term matches besides. Lists without port names are remembered by its identity. */
  readonly base?: Match;
  /** What must be true besides, annotated: the prerequisites of the flow's actions. */
  readonly prerequisites?: readonly Expr[];
  /** Where the match stands, for diagnostics. */
  readonly place?: Place;
};

/** Compiles matches of one chassis, or of one snapshot; every text is worked on as rarely as can be. */
export type MatchCompiler = { readonly compile: (text: string, site: MatchSite) => Parsed<MatchList> };

/** What is known about a text, as far as it holds for every datapath and chassis. */
type Known = {
  readonly simplified: Expr;
  /** Absent when it depends on where the chassis's ports are. */
  readonly normalized: Expr | undefined;
  readonly namesPorts: boolean;
  /** The result for each base, when no port is named. */
  readonly lists: Map<Match | undefined, Parsed<MatchList>>;
};

/** Makes a compiler. Its callbacks must answer the same for as long as it is used. */
export function createMatchCompiler(options: MatchCompilerOptions): MatchCompiler {
  const { table, addressSet, portGroup } = options;
  const known = new Map<string, Known>();

  const compile = (text: string, site: MatchSite): Parsed<MatchList> => {
    const plain = site.prerequisites === undefined || site.prerequisites.length === 0;
    const key = plain ? text : `${text}\n${site.prerequisites!.map(formatExpr).join("\n")}`;
    let entry = known.get(key);
    if (entry === undefined) {
      let usesGroups = false;
      const scope: Scope = {
        table,
        addressSet,
        portGroup: (name) => {
          usesGroups = true;
          return portGroup(name, site.datapathKey);
        },
      };
      const parsed = parseExpr(text, scope, site.place);
      if (!parsed.ok) return parsed;
      const made = guard(site.place, text, () => know(parsed.value, site.prerequisites ?? [], table));
      if (!made.ok) return made;
      entry = made.value;
      if (!usesGroups) known.set(key, entry);
    }
    const remembered = entry.namesPorts || entry.normalized === undefined ? undefined : entry.lists.get(site.base);
    if (remembered !== undefined) return remembered;
    const found = entry;
    const list = guard(site.place, text, () =>
      exprToMatches(found.normalized ?? normalizeExpr(evaluateResidency(found.simplified, site.isResident)), site),
    );
    const result = list.ok && list.value.lost.length > 0 ? { ...list, notes: lossNotes(list.value.lost, text, site.place) } : list;
    if (!entry.namesPorts && entry.normalized !== undefined) entry.lists.set(site.base, result);
    return result;
  };
  return { compile };
}

function know(expr: Expr, prerequisites: readonly Expr[], table: SymbolTable): Known {
  const whole: Expr = prerequisites.length === 0 ? expr : { kind: "and", terms: [expr, ...prerequisites] };
  const simplified = simplifyExpr(annotateExpr(whole, table));
  const normalized = mentions(simplified, "resident") ? undefined : normalizeExpr(simplified);
  return { simplified, normalized, namesPorts: mentions(simplified, "string"), lists: new Map() };
}

function mentions(expr: Expr, kind: Expr["kind"]): boolean {
  if (expr.kind === kind) return true;
  return (expr.kind === "and" || expr.kind === "or") && expr.terms.some((term) => mentions(term, kind));
}

function guard<T>(place: Place = {}, text: string, run: () => T): Parsed<T> {
  try {
    return { ok: true, value: run(), notes: [] };
  } catch (error) {
    if (!(error instanceof TooManyAlternatives)) throw error;
    const message = `the match needs more than ${MAX_ALTERNATIVES} flows: ${text.slice(0, 100)}`;
    return { ok: false, errors: [createDiagnostic("OVN4017", place, message, "split it up, or use an address set as the only set of values")] };
  }
}

function lossNotes(lost: readonly Comparison[], text: string, place: Place = {}): Diagnostic[] {
  return [...new Set(lost.map(formatExpr))].map((comparison) =>
    createDiagnostic(
      "OVN4018",
      place,
      `ovn-controller leaves ${comparison} out of the flows of: ${text}`,
      "Open vSwitch cannot match this field under a mask, so the flows match more packets than the logical flow says",
    ),
  );
}
