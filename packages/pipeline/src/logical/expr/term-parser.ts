import { createDiagnostic, type Diagnostic, type DiagnosticCode, type Place } from "@ovn-sim/model";
import { bitLength } from "./bits.ts";
import { ADDRESS_BITS, type ConstantSet, type IntegerConstant } from "./constant.ts";
import { excerpt } from "./excerpt.ts";
import type { Lexer, TokenKind } from "./lexer.ts";
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

/**
 * A parser of fields and constants at the lexer's current token. Each method goes past what it read, or
 * returns nothing and leaves the first fault in `fault`.
 */
export class TermParser {
  readonly lexer: Lexer;
  readonly scope: Scope;
  readonly place: Place;
  fault: Diagnostic | undefined;
  /** Where the comparison that is being read begins; absent outside of one. */
  protected start: number | undefined;

  constructor(lexer: Lexer, scope: Scope, place: Place = {}) {
    this.lexer = lexer;
    this.scope = scope;
    this.place = place;
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
    if (symbol === undefined)
      return this.fail("OVN4003", `${excerpt(lexer.text)} is not the name of a field or predicate`);
    lexer.next();
    if (!lexer.match("[")) return { symbol, lo: 0, bits: symbol.width };
    if (symbol.width === 0) return this.refuse("OVN4009", `string field ${symbol.name} has no bits to select`);
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
      this.refuse(
        "OVN4006",
        `${wanted} field ${symbol.name} cannot take ${set.kind === "string" ? "a string" : "an integer"} constant`,
      );
      return false;
    }
    if (set.kind === "string") return true;
    for (const constant of set.values) {
      const bits = constantBits(constant);
      if (bits > symbol.width) {
        this.refuse("OVN4007", `a ${bits}-bit constant does not fit ${symbol.width}-bit field ${symbol.name}`);
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
    const found = lexer.kind === "end" ? "the end of the text" : excerpt(lexer.source.slice(lexer.start, lexer.end));
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
  protected refuse(code: DiagnosticCode, message: string, hint?: string): undefined {
    return this.fail(code, message, hint, this.start);
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
        if (members === undefined) return this.fail("OVN4004", `there is no address set ${excerpt(lexer.text)}`);
        if (type === "string") return this.unexpected("a string");
        for (const member of members) integers.push(member);
        lexer.next();
        return "integer";
      }
      case "port-group": {
        const ports = this.scope.portGroup?.(lexer.text);
        if (ports === undefined)
          return this.fail("OVN4005", `there is no port group ${excerpt(lexer.text)} on this datapath`);
        if (type === "integer") return this.unexpected("an integer");
        for (const port of ports) strings.push(port);
        lexer.next();
        return "string";
      }
      case "template":
        return this.fail("OVN4012", `template ${excerpt(`^${lexer.text}`)} has no value`);
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
    if (low > high) return this.refuse("OVN4009", `bits ${low}..${high} of ${name} run backwards`);
    if (high >= width) {
      return this.refuse(
        "OVN4009",
        `cannot select bits ${low}..${high} of ${width}-bit field ${name}`,
        `the highest bit is ${width - 1}`,
      );
    }
    if (symbol.level === "nominal" && (low !== 0 || high !== width - 1)) {
      return this.refuse("OVN4009", `cannot select bits of nominal field ${name}`);
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

/** The width that a constant asks for: an address has its own, whatever its value. */
function constantBits({ value, mask, format }: IntegerConstant): number {
  if (mask !== undefined) return bitLength(mask);
  return format === "decimal" || format === "hex" ? bitLength(value) : ADDRESS_BITS[format];
}
