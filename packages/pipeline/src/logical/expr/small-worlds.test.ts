import { describe, expect, test } from "vitest";
import { FIELDS, type FieldName, KEY_WORDS } from "../../openflow/index.ts";
import { annotateExpr } from "./annotate.ts";
import { evaluateExpr } from "./evaluate.ts";
import type { Expr } from "./expr.ts";
import { formatExpr } from "./format.ts";
import { holds } from "./match-list.fixture.ts";
import { exprToMatches } from "./matches.ts";
import { normalizeExpr } from "./normalize.ts";
import { parseExpr } from "./parser.ts";
import { evaluateResidency, simplifyExpr } from "./simplify.ts";
import type { LogicalSymbol, SymbolTable } from "./symbol-table.ts";

/**
 * Worlds so small that every packet can be tried: a and b have two bits, x has two bits and can be no
 * dimension of a conjunction, n is nominal, s holds a port, p is a predicate, and q has a prerequisite.
 */
function createTable(inequality: "prefixes" | "bits"): SymbolTable {
  const field = (name: string, rank: number, of: FieldName, more: Partial<LogicalSymbol> = {}): LogicalSymbol => ({
    name,
    rank,
    width: 2,
    words: 1,
    level: "ordinal",
    needs: undefined,
    crossproduct: false,
    field: FIELDS[of],
    parent: undefined,
    parentLo: 0,
    predicate: undefined,
    scope: "anywhere",
    ...more,
  });
  const symbols = [
    field("a", 0, "reg0"),
    field("b", 1, "reg1"),
    field("n", 2, "reg2", { level: "nominal" }),
    field("p", 3, "reg0", { field: undefined, width: 1, level: "boolean", predicate: "a[0] && b != 2" }),
    field("q", 4, "reg3", { needs: "b[1]" }),
    field("s", 5, "reg14", { width: 0, words: 0, level: "nominal" }),
    field("x", 6, "reg4", { crossproduct: true }),
  ];
  return {
    symbols: new Map(symbols.map((symbol) => [symbol.name, symbol])),
    dialect: { inequality },
    expansions: new Map(),
  };
}

const PORTS: Readonly<Record<string, number>> = { p1: 1, p2: 2 };
const lookupPort = (name: string) => PORTS[name];
const isResident = (port: string) => port === "p1";

/** Every packet: two bits in each of five registers, and three ports. */
const PACKETS = [...packets([0, 1, 2, 3, 4])];

function* packets(registers: readonly number[], key = new Uint32Array(KEY_WORDS)): Generator<Uint32Array> {
  const [register, ...rest] = registers;
  if (register === undefined) {
    for (const port of [0, 1, 2]) {
      const packet = key.slice();
      packet[FIELDS.reg14.word] = port;
      yield packet;
    }
    return;
  }
  // n, q and x take fewer values: their terms name no others.
  for (let value = 0; value < (register < 2 ? 4 : 2); value++) {
    key[FIELDS.reg0.word + register] = value;
    yield* packets(rest, key);
  }
}

const relations = (name: string) =>
  ["==", "!=", "<", "<=", ">", ">="].flatMap((relop) => [0, 1, 2, 3].map((value) => `${name} ${relop} ${value}`));

/** The terms of each world, by how many may stand together. */
const WORLDS = {
  1: [
    ...relations("a"),
    ...[
      "a[0] == 0",
      "a[1] != 0",
      "a[1]",
      "!a[0]",
      "a == 0/1",
      "a != 2/2",
      "a == {0, 3}",
      "a != {1, 2}",
      "!a",
      "1 < a <= 3",
    ],
    ...["n == 1", "n == {0, 1}", "!(n != 1)", 's == {"p1", "p2"}', 's == "p1"', 's == "none"', "x == {0, 1}", "x < 1"],
    ...["p", "!p", "p == 0", "q == 1", "q != 1", "!(q == 1)", "q < 1", "0", "1", "!0"],
    ...['is_chassis_resident("p1")', '!is_chassis_resident("p2")', 'is_chassis_resident("p2")'],
  ],
  2: [
    ...["a == 1", "a != 2", "a < 3", "a >= 1", "a[0]", "b == {1, 2}", "b > 1", "n == 1", "x == {0, 1}"],
    ...['s == "p1"', 's == {"p1", "p2"}', 's == "none"', "p", "!p", "q != 1", "0", "1", '!is_chassis_resident("p2")'],
  ],
  3: ["a == {1, 2}", "a != 2", "b == {1, 2}", "x == {0, 1}", 's == {"p1", "p2"}', 's == "none"', "!p", "q >= 1"],
  4: ["a == {1, 2}", "b == {1, 2}", 's == {"p1", "none"}'],
} as const satisfies Record<number, readonly string[]>;

/** A text with its meaning: bit i says whether it holds for packet i. */
type Sentence = { readonly text: string; readonly meaning: bigint };

/** All ways to join that many terms by && and ||, in parentheses; the meaning follows from that of the terms. */
function* trees(terms: readonly Sentence[], leaves: number): Generator<Sentence> {
  if (leaves === 1) {
    yield* terms;
    return;
  }
  for (let left = 1; left < leaves; left++) {
    for (const first of trees(terms, left)) {
      for (const second of trees(terms, leaves - left)) {
        yield { text: `(${first.text}) && (${second.text})`, meaning: first.meaning & second.meaning };
        yield { text: `(${first.text}) || (${second.text})`, meaning: first.meaning | second.meaning };
      }
    }
  }
}

describe.each(["prefixes", "bits"] as const)("inequality by %s", (inequality) => {
  const table = createTable(inequality);
  const facts = (key: Uint32Array) => ({ key, lookupPort, isResident });
  const meaningOf = (test: (key: Uint32Array) => boolean) =>
    PACKETS.reduce((bits, key, i) => (test(key) ? bits | (1n << BigInt(i)) : bits), 0n);

  const sentence = (text: string): Sentence => {
    const parsed = parseExpr(text, { table });
    if (!parsed.ok) throw new Error(`${text}: ${parsed.errors[0].message}`);
    return { text, meaning: meaningOf((key) => evaluateExpr(parsed.value, table, facts(key))) };
  };

  test.each([
    [1, 55],
    [2, 648],
    [3, 4096],
    [4, 3240],
  ] as const)("every expression of %i terms keeps its meaning", { timeout: 60_000 }, (leaves, count) => {
    let tried = 0;
    for (const { text, meaning } of trees(WORLDS[leaves].map(sentence), leaves)) {
      const parsed = parseExpr(text, { table });
      if (!parsed.ok) throw new Error(`${text}: ${parsed.errors[0].message}`);
      const annotated = annotateExpr(parsed.value, table);
      const simplified = simplifyExpr(annotated, table.dialect);
      const decided = evaluateResidency(simplified, isResident);
      const normal = normalizeExpr(decided);
      const list = exprToMatches(normal, { lookupPort });
      if (meaningOf((key) => holds(list, key)) !== meaning)
        throw new Error(`${text}: the flows differ from the meaning`);
      // What each pass leaves is tried on a few packets: the flows, tried on all, are what it leads to.
      for (let i = tried++ % PACKETS.length; i < PACKETS.length; i += 67) {
        for (const stage of [annotated, simplified, decided, normal]) {
          const found = evaluateExpr(withoutNeeds(stage), BARE, facts(PACKETS[i]!));
          if (found !== (((meaning >> BigInt(i)) & 1n) === 1n))
            throw new Error(`${text}: ${formatExpr(stage)} differs at ${i}`);
        }
      }
    }
    expect(tried).toBe(count);
  });
});

/** After annotation prerequisites stand in the expression: fields have none by themselves. */
const BARE: SymbolTable = { symbols: new Map(), dialect: { inequality: "prefixes" }, expansions: new Map() };

function withoutNeeds(expr: Expr): Expr {
  if (expr.kind === "and" || expr.kind === "or") return { kind: expr.kind, terms: expr.terms.map(withoutNeeds) };
  if (expr.kind === "cmp") return { ...expr, symbol: { ...expr.symbol, needs: undefined } };
  return expr;
}
