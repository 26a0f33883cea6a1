import {
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  type Parsed,
  type Place,
  type Words,
} from "@ovn-sim/model";
import { bitLength, isZero, onesAt, placeBits } from "./bits.ts";
import { ADDRESS_BITS, type ConstantSet, type IntegerConstant } from "./constant.ts";
import { type Comparison, type Expr, FALSE, join, negate, type Relop, TRUE, TURNED } from "./expr.ts";
import { Lexer, type TokenKind } from "./lexer.ts";
import type { LogicalSymbol, SymbolTable } from "./symbol-table.ts";

/** What the names in an expression refer to. */
export type Scope = {
  readonly table: SymbolTable;
  /** The members of `$name`, from {@link readAddressSet}; nothing when there is no such set. Default: there are none. */
  readonly addressSet?: (name: string) => readonly IntegerConstant[] | undefined;
  /**
   * The ports of `@name`; nothing when there is no such group. The name is as written: in the Southbound
   * the group is called after its datapath too, `<tunnel key>_<name>`. Default: there are none.
   */
  readonly portGroup?: (name: string) => readonly string[] | undefined;
};

/** A symbol, or bits of one: `eth.dst`, `reg0[4..7]`. For a string both numbers are 0. */
export type FieldRef = { readonly symbol: LogicalSymbol; readonly lo: number; readonly bits: number };

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

/**
 * A parser of expressions, fields and constants at the lexer's current token; actions use it too. Each
 * method goes past what it read, or returns nothing and leaves the first fault in `fault`.
 */
export class ExprParser {
  readonly lexer: Lexer;
  readonly scope: Scope;
  readonly place: Place;
  fault: Diagnostic | undefined;
  /** Inside an odd number of `!`. */
  #negated = false;
  #depth = 0;
  /** Where the comparison that is being read begins; absent outside of one. */
  #start: number | undefined;

  constructor(lexer: Lexer, scope: Scope, place: Place = {}) {
    this.lexer = lexer;
    this.scope = scope;
    this.place = place;
  }

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

  /**
   * A field with its bits, if any.
   *
   *     reg0[0..15] == 1
   *     ^
   */
  field(): FieldRef | undefined {
    const { lexer } = this;
    if (lexer.kind !== "id") return this.unexpected("a field name");
    const symbol = this.scope.table.symbols.get(lexer.text);
    if (symbol === undefined) return this.fail("OVN4003", `\`${lexer.text}' is not the name of a field or predicate`);
    lexer.next();
    if (!lexer.match("[")) return { symbol, lo: 0, bits: symbol.width };
    if (symbol.width === 0) return this.#refuse("OVN4009", `string field ${symbol.name} has no bits to select`);
    const low = this.#smallInteger();
    if (low === undefined) return undefined;
    const high = lexer.match("..") ? this.#smallInteger() : low;
    if (high === undefined || !this.expect("]")) return undefined;
    return this.#bitsOf(symbol, low, high);
  }

  /**
   * A constant, or several in braces; commas between them may be left out.
   *
   *     ip4.src == {10.0.0.0/8, $other}
   *                ^
   */
  constantSet(): ConstantSet | undefined {
    const integers: IntegerConstant[] = [];
    const strings: string[] = [];
    const braces = this.lexer.match("{");
    let type: "integer" | "string" | undefined;
    do {
      const kind = this.#constant(
        type !== undefined && integers.length + strings.length > 0 ? type : undefined,
        integers,
        strings,
      );
      if (kind === undefined) return undefined;
      type = kind;
      if (!braces) break;
      this.lexer.match(",");
    } while (!this.lexer.match("}"));
    return type === "string"
      ? { kind: "string", values: strings, braces }
      : { kind: "integer", values: integers, braces };
  }

  /** Whether constants of that type, of at most that width, go with a field; the fault says why not. */
  checkConstants(ref: FieldRef, set: ConstantSet): boolean {
    const { symbol } = ref;
    const wanted = symbol.width === 0 ? "string" : "integer";
    if (set.kind !== wanted) {
      this.#refuse(
        "OVN4006",
        `${wanted} field ${symbol.name} cannot take ${set.kind === "string" ? "a string" : "an integer"} constant`,
      );
      return false;
    }
    if (set.kind === "string") return true;
    for (const constant of set.values) {
      const bits = constantBits(constant);
      if (bits > symbol.width) {
        this.#refuse("OVN4007", `a ${bits}-bit constant does not fit ${symbol.width}-bit field ${symbol.name}`);
        return false;
      }
    }
    return true;
  }

  expect(kind: TokenKind): boolean {
    if (this.lexer.match(kind)) return true;
    this.unexpected(`\`${kind}'`);
    return false;
  }

  /** Records that the current token is not what was expected. */
  unexpected(expected: string): undefined {
    const { lexer } = this;
    const found = lexer.kind === "end" ? "the end of the text" : `\`${lexer.source.slice(lexer.start, lexer.end)}'`;
    return this.fail("OVN4002", `expected ${expected}, found ${found}`);
  }

  /**
   * Records a fault, unless there is one already, at the current token or where `at` says. A token that
   * is an error itself is the fault.
   */
  fail(code: DiagnosticCode, message: string, hint?: string, at: number = this.lexer.start): undefined {
    if (this.fault !== undefined) return undefined;
    const { lexer } = this;
    const isToken = lexer.kind === "error";
    const place = { ...this.place, character: (this.place.character ?? 0) + (isToken ? lexer.start : at) };
    this.fault = isToken
      ? createDiagnostic("OVN4001", place, lexer.text)
      : createDiagnostic(code, place, message, hint);
    return undefined;
  }

  /** Records a fault of the comparison that is being read. */
  #refuse(code: DiagnosticCode, message: string, hint?: string): undefined {
    return this.fail(code, message, hint, this.#start);
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
    if (lexer.kind === "template") return this.fail("OVN4012", `template \`^${lexer.text}' has no value`);
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
    this.#start = lexer.start;
    if (lexer.isFollowedBy("(")) {
      if (lexer.matchName("is_chassis_resident")) return this.#residency();
      return this.fail(
        "OVN4002",
        `\`${lexer.text}' is not the name of a function`,
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
      return this.#refuse(
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
    this.#start = lexer.start;
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
        return this.#refuse(
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
    return this.#refuse("OVN4011", "the operand of `!' needs parentheses", "write !(a == b)");
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
      return this.#refuse("OVN4008", `${ref.symbol.name} can be set by an action but not matched`);
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
      if (set.braces) return this.#refuse("OVN4008", `${only} a set of values`);
      if (level !== "ordinal") return this.#refuse("OVN4008", `${only} ${level} field ${name}`);
      if (set.values.length === 0) return this.#refuse("OVN4008", `${only} an empty set of values`);
      if (set.kind === "integer" && set.values[0]!.mask !== undefined) {
        return this.#refuse("OVN4008", `${only} a masked constant`, `compare bits instead, as in ${name}[0..15] > 5`);
      }
    }
    if (level !== "nominal") return true;
    if (symbol.predicate !== undefined && set.kind === "integer") {
      const positive = (relop === "==") !== this.#negated;
      if (set.values.every(({ value }) => ((value[3]! & 1) !== 0) === positive)) return true;
      return this.#refuse(
        "OVN4008",
        `predicate ${name} is nominal and may only be tested for being true`,
        `write ${name}, never !${name}`,
      );
    }
    if (relop === (this.#negated ? "!=" : "==")) return true;
    return this.#refuse("OVN4008", `nominal field ${name} may only be tested for equality, enclosing \`!' considered`);
  }

  /** Reads one constant into the list of its type, and returns the type. `type` is that of the ones before. */
  #constant(
    type: "integer" | "string" | undefined,
    integers: IntegerConstant[],
    strings: string[],
  ): "integer" | "string" | undefined {
    const { lexer } = this;
    switch (lexer.kind) {
      case "integer":
      case "masked-integer":
        if (type === "string") return this.unexpected("a string");
        integers.push(takeInteger(lexer));
        lexer.next();
        return "integer";
      case "string":
        if (type === "integer") return this.unexpected("an integer");
        strings.push(lexer.text);
        lexer.next();
        return "string";
      case "address-set": {
        const members = this.scope.addressSet?.(lexer.text);
        if (members === undefined) return this.fail("OVN4004", `there is no address set \`${lexer.text}'`);
        if (type === "string") return this.unexpected("a string");
        for (const member of members) integers.push(member);
        lexer.next();
        return "integer";
      }
      case "port-group": {
        const ports = this.scope.portGroup?.(lexer.text);
        if (ports === undefined)
          return this.fail("OVN4005", `there is no port group \`${lexer.text}' on this datapath`);
        if (type === "integer") return this.unexpected("an integer");
        for (const port of ports) strings.push(port);
        lexer.next();
        return "string";
      }
      case "template":
        return this.fail("OVN4012", `template \`^${lexer.text}' has no value`);
      default:
        return this.unexpected("a constant");
    }
  }

  #smallInteger(): number | undefined {
    const { lexer } = this;
    const [a, b, c, d] = lexer.value;
    if (lexer.kind !== "integer" || lexer.format !== "decimal" || a !== 0 || b !== 0 || c !== 0 || d! > 0x7fffffff) {
      return this.unexpected("a small integer");
    }
    const value = d!;
    lexer.next();
    return value;
  }

  #bitsOf(symbol: LogicalSymbol, low: number, high: number): FieldRef | undefined {
    const { name, width } = symbol;
    if (low > high) return this.#refuse("OVN4009", `bits ${low}..${high} of ${name} run backwards`);
    if (high >= width) {
      return this.#refuse(
        "OVN4009",
        `cannot select bits ${low}..${high} of ${width}-bit field ${name}`,
        `the highest bit is ${width - 1}`,
      );
    }
    if (symbol.level === "nominal" && (low !== 0 || high !== width - 1)) {
      return this.#refuse("OVN4009", `cannot select bits of nominal field ${name}`);
    }
    return { symbol, lo: low, bits: high - low + 1 };
  }
}

/** The constant at the lexer's current token, an integer. */
export function takeInteger(lexer: Lexer): IntegerConstant {
  const value = lexer.value.slice();
  if (lexer.kind === "integer") return { value, format: lexer.format, fromSet: false };
  return { value, mask: lexer.mask.slice(), format: lexer.format, fromSet: false };
}

/** The comparison of a field with a constant that {@link ExprParser.checkConstants} has passed. Bits beyond the field's are cut off. */
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

/** The width that a constant asks for: an address has its own, whatever its value. */
function constantBits({ value, mask, format }: IntegerConstant): number {
  if (mask !== undefined) return bitLength(mask);
  return format === "decimal" || format === "hex" ? bitLength(value) : ADDRESS_BITS[format];
}

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
