import type { Parsed, Place, Words } from "@ovn-sim/model";
import { isZero, onesAt, placeBits } from "./bits.ts";
import type { ConstantSet, IntegerConstant } from "./constant.ts";
import { excerpt } from "./excerpt.ts";
import { type Comparison, type Expr, FALSE, join, negate, type Relop, TRUE, TURNED } from "./expr.ts";
import { Lexer, type TokenKind } from "./lexer.ts";
import type { LogicalSymbol } from "./symbol-table.ts";
import { type FieldRef, type Scope, TermParser } from "./term-parser.ts";

/** How deep parentheses may nest, as in OVN. */
export const MAX_DEPTH = 100;

/**
 * Parses a whole text as a logical match. Constants are checked against the symbols that they are
 * compared with; prerequisites and predicates stay as they are (see `annotateExpr`).
 *
 * @param place where the text stands; faults add the character within it.
 */
export function parseExpr(text: string, scope: Scope, place: Place = {}): Parsed<Expr> {
  const parser = new ExprParser(new Lexer(text), scope, place);
  const value = parser.expr();
  if (value !== undefined && parser.lexer.kind !== "end") parser.unexpected("the end of the text");
  return parser.fault === undefined ? { ok: true, value: value!, notes: [] } : { ok: false, errors: [parser.fault] };
}

const RELOPS: ReadonlySet<TokenKind> = new Set<Relop>(["==", "!=", "<", "<=", ">", ">="]);

/** A parser of expressions at the lexer's current token. */
export class ExprParser extends TermParser {
  /** Inside an odd number of `!`. */
  #negated = false;
  #depth = 0;

  /**
   * Terms joined by one operator; `&&` and `||` never mix without parentheses.
   *
   *     ip4 && tcp.dst == {80, 443}
   *     ^
   */
  expr(): Expr | undefined {
    const first = this.#unary();
    const operator = this.lexer.kind;
    if (first === undefined || (operator !== "&&" && operator !== "||")) return first;
    const terms = [first];
    while (this.lexer.match(operator)) {
      const term = this.#unary();
      if (term === undefined) return undefined;
      terms.push(term);
    }
    if (this.lexer.kind === "&&" || this.lexer.kind === "||") {
      return this.fail(
        "OVN4011",
        "`&&' and `||' need parentheses when used together",
        "write (a && b) || c, or a && (b || c)",
      );
    }
    return join(operator === "&&" ? "and" : "or", terms);
  }

  #unary(): Expr | undefined {
    if (!this.lexer.match("!")) return this.#primary();
    this.#negated = !this.#negated;
    const expr = this.#primary(true);
    this.#negated = !this.#negated;
    return expr && negate(expr);
  }

  #primary(atomic = false): Expr | undefined {
    const { lexer } = this;
    if (lexer.kind === "(") return this.#parenthesized();
    if (lexer.kind === "template") return this.fail("OVN4012", `template ${excerpt(`^${lexer.text}`)} has no value`);
    return lexer.kind === "id" ? this.#named(atomic) : this.#constantFirst(atomic);
  }

  #parenthesized(): Expr | undefined {
    if (this.#depth >= MAX_DEPTH) {
      return this.fail("OVN4010", `parentheses are nested more than ${MAX_DEPTH} deep`);
    }
    this.lexer.next();
    this.#depth++;
    const expr = this.expr();
    this.#depth--;
    return expr !== undefined && this.expect(")") ? expr : undefined;
  }

  /**
   *     tcp.dst > 1024
   *     ^
   */
  #named(atomic: boolean): Expr | undefined {
    const { lexer } = this;
    this.start = lexer.start;
    if (lexer.isFollowedBy("(")) {
      if (lexer.matchName("is_chassis_resident")) return this.#residency();
      return this.fail(
        "OVN4002",
        `${excerpt(lexer.text)} is not the name of a function`,
        'the only function is is_chassis_resident("port")',
      );
    }
    const ref = this.field();
    if (ref === undefined) return undefined;
    if (RELOPS.has(lexer.kind)) {
      const relop = lexer.kind as Relop;
      lexer.next();
      const set = this.constantSet();
      const expr = set && this.#compare(ref, relop, set);
      return expr === undefined || !atomic ? expr : this.#missingParentheses();
    }
    if (ref.bits === 0 || lexer.kind === "=") return this.unexpected("a relational operator");
    if (ref.bits > 1 && !this.#negated) {
      const name = ref.symbol.name;
      return this.refuse(
        "OVN4013",
        `${name} has ${ref.bits} bits and cannot stand for a truth by itself`,
        `write ${name} != 0`,
      );
    }
    return this.#compare(ref, "!=", ZERO_SET);
  }

  /**
   *     1024 <= tcp.dst < 2048
   *     ^
   */
  #constantFirst(atomic: boolean): Expr | undefined {
    const { lexer } = this;
    this.start = lexer.start;
    const first = this.constantSet();
    if (first === undefined) return undefined;
    if (!RELOPS.has(lexer.kind)) {
      const truth = truthOf(first);
      return truth ?? this.unexpected("a relational operator");
    }
    const turned = lexer.kind as Relop;
    lexer.next();
    const ref = this.field();
    if (ref === undefined) return undefined;
    let expr: Expr | undefined;
    if (RELOPS.has(lexer.kind)) {
      const relop = lexer.kind as Relop;
      lexer.next();
      const second = this.constantSet();
      if (second === undefined) return undefined;
      if (turned === "==" || turned === "!=" || turned[0] !== relop[0] || relop === "!=") {
        return this.refuse(
          "OVN4008",
          `\`${turned}' and \`${relop}' do not bound a range`,
          "write x < field < y or x > field > y, with or without =",
        );
      }
      const low = this.#compare(ref, TURNED[turned], first);
      const high = low && this.#compare(ref, relop, second);
      expr = low && high && join("and", [low, high]);
    } else {
      expr = this.#compare(ref, TURNED[turned], first);
    }
    return expr === undefined || !atomic ? expr : this.#missingParentheses();
  }

  #missingParentheses(): undefined {
    return this.refuse("OVN4011", "the operand of `!' needs parentheses", "write !(a == b)");
  }

  #residency(): Expr | undefined {
    const { lexer } = this;
    lexer.next();
    if (lexer.kind !== "string") return this.unexpected("a string");
    const port = lexer.text;
    lexer.next();
    return this.expect(")") ? { kind: "resident", port, negated: false } : undefined;
  }

  #compare(ref: FieldRef, relop: Relop, set: ConstantSet): Expr | undefined {
    if (ref.symbol.scope === "virtual")
      return this.refuse("OVN4008", `${ref.symbol.name} can be set by an action but not matched`);
    if (!this.checkConstants(ref, set) || !this.#checkOperator(ref.symbol, relop, set)) return undefined;
    if (set.kind === "string") {
      const terms = set.values.map(
        (text): Expr => ({ kind: "string", symbol: ref.symbol, relop: relop as "==" | "!=", text }),
      );
      return alternatives(relop, terms);
    }
    if (set.values.length === 1) return createComparison(ref, relop, set.values[0]!);
    return alternatives(
      relop,
      set.values.map((constant) => createComparison(ref, relop, constant)),
    );
  }

  #checkOperator(symbol: LogicalSymbol, relop: Relop, set: ConstantSet): true | undefined {
    const { name, level } = symbol;
    if (relop !== "==" && relop !== "!=") {
      const only = "only == and != may be used with";
      if (set.braces) return this.refuse("OVN4008", `${only} a set of values`);
      if (level !== "ordinal") return this.refuse("OVN4008", `${only} ${level} field ${name}`);
      if (set.values.length === 0) return this.refuse("OVN4008", `${only} an empty set of values`);
      if (set.kind === "integer" && set.values[0]!.mask !== undefined) {
        return this.refuse("OVN4008", `${only} a masked constant`, `compare bits instead, as in ${name}[0..15] > 5`);
      }
    }
    if (level !== "nominal") return true;
    if (symbol.predicate !== undefined && set.kind === "integer") {
      const positive = (relop === "==") !== this.#negated;
      if (set.values.every(({ value }) => ((value[3]! & 1) !== 0) === positive)) return true;
      return this.refuse(
        "OVN4008",
        `predicate ${name} is nominal and may only be tested for being true`,
        `write ${name}, never !${name}`,
      );
    }
    if (relop === (this.#negated ? "!=" : "==")) return true;
    return this.refuse("OVN4008", `nominal field ${name} may only be tested for equality, enclosing \`!' considered`);
  }
}

/** The comparison of a field with a constant that {@link TermParser.checkConstants} has passed. Bits beyond the field's are cut off. */
export function createComparison({ symbol, lo, bits }: FieldRef, relop: Relop, constant: IntegerConstant): Comparison {
  const { words } = symbol;
  const value = placeBits(constant.value, bits, lo, words);
  const mask: Words = constant.mask === undefined ? onesAt(lo, bits, words) : placeBits(constant.mask, bits, lo, words);
  return { kind: "cmp", symbol, relop, value, mask, fromSet: constant.fromSet };
}

const ZERO_SET: ConstantSet = {
  kind: "integer",
  braces: false,
  values: [{ value: [0, 0, 0, 0], format: "hex", fromSet: false }],
};

/** Equal to one of several, or to none of them. */
function alternatives(relop: Relop, terms: readonly Expr[]): Expr {
  if (terms.length === 0) return relop === "!=" ? TRUE : FALSE;
  return join(relop === "==" ? "or" : "and", terms);
}

/** A bare 0 or 1 is a truth. */
function truthOf(set: ConstantSet): Expr | undefined {
  if (set.kind !== "integer" || set.braces || set.values.length !== 1) return undefined;
  const { value, mask, format } = set.values[0]!;
  if (mask !== undefined || format !== "decimal" || value[3]! > 1 || !isZero(value.slice(0, 3))) return undefined;
  return value[3] === 1 ? TRUE : FALSE;
}
