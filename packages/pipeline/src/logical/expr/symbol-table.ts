import { FIELDS } from "../../openflow/field-table.ts";
import type { Field } from "../../openflow/field.ts";
import type { Release } from "../../release/tables.ts";
import { wordsOf } from "./bits.ts";
import type { Expr } from "./expr.ts";
import { type Dialect, dialectOf, isSince, type Version } from "../../release/index.ts";
import { SYMBOLS, type SymbolSpec, type WriteScope } from "./symbols.ts";

/**
 * What may be asked of a symbol (ovn-sb(5), "Logical_Flow match").
 *
 * - `nominal`: only whether it equals a value.
 * - `boolean`: a predicate that may be negated.
 * - `ordinal`: any comparison, and its bits by themselves.
 */
export type Level = "nominal" | "boolean" | "ordinal";

/** A symbol of one symbol table. Symbols are compared by identity. */
export type LogicalSymbol = {
  readonly name: string;
  /** Width in bits; 0 for a string. */
  readonly width: number;
  /** Words of a value of it. */
  readonly words: number;
  readonly level: Level;
  /** What must be true besides wherever the symbol is used, as text. */
  readonly needs: string | undefined;
  readonly crossproduct: boolean;
  /** Its Open vSwitch field; absent for bits, predicates and virtual fields. */
  readonly field: Field | undefined;
  /** The symbol that these are bits of, from bit `parentLo` on. */
  readonly parent: LogicalSymbol | undefined;
  readonly parentLo: number;
  /** The expression that a predicate stands for, as text. */
  readonly predicate: string | undefined;
  /** Where an action may write it; absent when none may. */
  readonly scope: WriteScope | "virtual" | undefined;
  /** Place in the order of names. */
  readonly rank: number;
};

/** The names of one OVN release. Make one a snapshot and keep it: it remembers what predicates expand to. */
export type SymbolTable = {
  readonly symbols: ReadonlyMap<string, LogicalSymbol>;
  readonly dialect: Dialect;
  /** Annotated expansions by text, for {@link expandText}. */
  readonly expansions: Map<string, Expr>;
};

export type SymbolTableOptions = {
  readonly release: Release;
  /** The patch level: 26.03.1 is patch 1. Default: the newest. */
  readonly patch?: number;
  /** The names for flows tagged `acl_ct_translation`: ports and protocols are the connection's. Default: false. */
  readonly translated?: boolean;
};

/** The level of a predicate needs a parser, which needs a table: it comes in from outside. */
export type LevelOf = (expansion: string, table: SymbolTable) => Level;

/** Builds the table of a release. `levelOf` tells the level of a predicate from its expansion. */
export function buildSymbolTable(options: SymbolTableOptions, levelOf: LevelOf): SymbolTable {
  const version = { release: options.release, patch: options.patch ?? Number.POSITIVE_INFINITY };
  const present = SYMBOLS.filter((spec) => isPresent(spec, version, options.translated === true));
  const ranks = new Map(
    [...new Set(present.map(({ name }) => name))].sort(compareNames).map((name, rank) => [name, rank]),
  );
  const symbols = new Map<string, LogicalSymbol>();
  const table: SymbolTable = { symbols, dialect: dialectOf(version), expansions: new Map() };
  const pending = present.filter((spec) => spec.kind === "predicate");
  for (const spec of present) {
    if (spec.kind !== "predicate") symbols.set(spec.name, createSymbol(spec, ranks.get(spec.name)!, symbols));
  }
  for (const spec of pending) {
    const level = levelOf(spec.means, table);
    const base = { ...BLANK, name: spec.name, rank: ranks.get(spec.name)!, width: 1, words: 1 };
    symbols.set(spec.name, { ...base, level, predicate: spec.means });
  }
  return table;
}

const BLANK = {
  needs: undefined,
  crossproduct: false,
  field: undefined,
  parent: undefined,
  parentLo: 0,
  predicate: undefined,
  scope: undefined,
} as const;

function isPresent(spec: SymbolSpec, version: Version, translated: boolean): boolean {
  if (spec.since !== undefined && !isSince(spec.since, version)) return false;
  if (spec.before !== undefined && isSince(spec.before, version)) return false;
  return spec.translated === undefined || (spec.translated === "only") === translated;
}

function createSymbol(
  spec: Exclude<SymbolSpec, { kind: "predicate" }>,
  rank: number,
  symbols: ReadonlyMap<string, LogicalSymbol>,
): LogicalSymbol {
  const base = { ...BLANK, name: spec.name, rank };
  switch (spec.kind) {
    case "string": {
      const field = FIELDS[spec.field];
      return { ...base, width: 0, words: 0, level: "nominal", field, scope: field.writable ? "anywhere" : undefined };
    }
    case "field": {
      const field: Field = FIELDS[spec.field];
      return {
        ...base,
        width: field.bits,
        words: wordsOf(field.bits),
        level: field.maskable ? "ordinal" : "nominal",
        field,
        needs: spec.needs,
        crossproduct: spec.crossproduct === true,
        scope: field.writable ? (spec.scope ?? "anywhere") : undefined,
      };
    }
    case "bits": {
      const parent = symbols.get(spec.of);
      const width = spec.hi - spec.lo + 1;
      if (parent === undefined || parent.level !== "ordinal" || spec.lo < 0 || width < 1 || spec.hi >= parent.width) {
        throw new RangeError(`${spec.name}: bits ${spec.lo}..${spec.hi} of ${spec.of} cannot be looked at`);
      }
      const scope = parent.scope === undefined ? undefined : (spec.scope ?? "anywhere");
      return {
        ...base,
        width,
        words: wordsOf(width),
        level: "ordinal",
        needs: spec.needs,
        parent,
        parentLo: spec.lo,
        scope,
      };
    }
    case "virtual":
      return { ...base, width: spec.bits, words: wordsOf(spec.bits), level: "nominal", scope: "virtual" };
  }
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
