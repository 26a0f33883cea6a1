import type { LogicalFeatures } from "../../release/logical-features.ts";
import { ADDRESS_BITS, formatConstant, type IntegerConstant } from "../expr/constant.ts";
import { bitLength } from "../expr/bits.ts";
import type { Version } from "../../release/index.ts";
import { Lexer, type TokenKind } from "../expr/lexer.ts";
import type { SymbolTable } from "../expr/symbol-table.ts";
import type { WriteScope } from "../expr/symbols.ts";
import type { ActionFault, ParsedAction } from "./parsed.ts";
import { isString, needsOf, type Place, resolveBits } from "./place.ts";

/** What the options of `put_dhcp_opts` and its like are called, by the table that declares them. */
export type OptionSpec = { readonly name: string; readonly code: number; readonly type: string };
export type OptionTable = ReadonlyMap<string, OptionSpec>;

/** What parsing depends on besides the text. */
export type ParseEnvironment = {
  readonly version: Version;
  readonly features: LogicalFeatures;
  readonly symbols: SymbolTable;
  /** The Southbound's DHCP_Options and DHCPv6_Options, by name. */
  readonly dhcpOptions: OptionTable;
  readonly dhcpv6Options: OptionTable;
};

/** Parses actions up to and past the token that ends them. */
export type SequenceParser = (parser: ActionParser, end: "end" | "}") => readonly ParsedAction[] | undefined;

/** How deep actions may nest. */
const MAX_DEPTH = 32;

/**
 * The state of one parse. Methods that fail remember the first fault and answer `undefined` or
 * `false`; after that every token is refused, so that callers may go on to their end.
 */
export class ActionParser {
  readonly lexer: Lexer;
  readonly environment: ParseEnvironment;
  fault: ActionFault | undefined;
  scope: WriteScope = "anywhere";
  readonly #sequence: SequenceParser;
  #prerequisites = new Set<string>();
  #depth = 0;

  constructor(source: string, environment: ParseEnvironment, sequence: SequenceParser) {
    this.lexer = new Lexer(source);
    this.environment = environment;
    this.#sequence = sequence;
  }

  fail(message: string, start = this.lexer.start, end = this.lexer.end): undefined {
    this.fault ??= { start, end, message };
    return undefined;
  }

  /** A fault that names what stands at the current token. */
  unexpected(expected: string): undefined {
    const { lexer } = this;
    if (lexer.kind === "error") return this.fail(lexer.text);
    const found = lexer.kind === "end" ? "the end" : `\`${lexer.source.slice(lexer.start, lexer.end)}'`;
    return this.fail(`expected ${expected}, found ${found}`);
  }

  is(kind: TokenKind): boolean {
    return this.fault === undefined && this.lexer.kind === kind;
  }

  match(kind: TokenKind): boolean {
    return this.fault === undefined && this.lexer.match(kind);
  }

  matchName(name: string): boolean {
    return this.fault === undefined && this.lexer.matchName(name);
  }

  expect(kind: TokenKind): boolean {
    if (this.match(kind)) return true;
    this.unexpected(`\`${kind}'`);
    return false;
  }

  /** Goes past the name and the `=` behind it. */
  expectKey(name: string): boolean {
    if (!this.matchName(name)) {
      this.unexpected(`\`${name}'`);
      return false;
    }
    return this.expect("=");
  }

  /** The name at the current token, which is taken. */
  takeName(expected: string): string | undefined {
    if (!this.is("id")) return this.unexpected(expected);
    const name = this.lexer.text;
    this.lexer.next();
    return name;
  }

  takeString(expected: string): string | undefined {
    if (!this.is("string")) return this.unexpected(expected);
    const text = this.lexer.text;
    this.lexer.next();
    return text;
  }

  /** An integer of at most `max`, written in decimal or hexadecimal. */
  takeInteger(expected: string, max: number): number | undefined {
    const { lexer } = this;
    const isNumber = this.is("integer") && (lexer.format === "decimal" || lexer.format === "hex");
    if (!isNumber) return this.unexpected(expected);
    const [a, b, c, value] = lexer.value as [number, number, number, number];
    if (a !== 0 || b !== 0 || c !== 0 || value > max) return this.fail(`expected ${expected} of at most ${max}`);
    lexer.next();
    return value;
  }

  /** `true` or `false`, quoted or not. */
  takeBoolean(): boolean | undefined {
    for (const value of [true, false]) {
      const isQuoted = this.is("string") && this.lexer.text === String(value);
      if (isQuoted) this.lexer.next();
      if (isQuoted || this.matchName(String(value))) return value;
    }
    return this.unexpected("`true' or `false'");
  }

  /** An integer constant, masked or not. */
  takeConstant(expected: string): IntegerConstant | undefined {
    const { lexer } = this;
    if (!this.is("integer") && !this.is("masked-integer")) return this.unexpected(expected);
    const base = { value: [...lexer.value], format: lexer.format, fromSet: false };
    const constant: IntegerConstant = lexer.kind === "integer" ? base : { ...base, mask: [...lexer.mask] };
    lexer.next();
    return constant;
  }

  /** An IPv4 or IPv6 address. */
  takeAddress(expected: string): IntegerConstant | undefined {
    const { format } = this.lexer;
    if (!this.is("integer") || (format !== "ipv4" && format !== "ipv6")) return this.unexpected(expected);
    return this.takeConstant(expected);
  }

  /** An integer constant that fits a place. */
  takeConstantFor(place: Place): IntegerConstant | undefined {
    const { start, end } = this.lexer;
    const constant = this.takeConstant(`a number for ${place.text}`);
    if (constant === undefined) return undefined;
    const { format, value } = constant;
    const width = Math.max(
      bitLength(value),
      constant.mask === undefined ? 0 : bitLength(constant.mask),
      format === "decimal" || format === "hex" ? 0 : ADDRESS_BITS[format],
    );
    if (width <= place.bits.bits) return constant;
    const what = `${width}-bit constant ${formatConstant(constant)}`;
    return this.fail(`${what} does not fit ${place.text}, which has ${place.bits.bits} bits`, start, end);
  }

  /** A symbol, or bits of one; what it needs of the packet becomes a prerequisite. */
  takePlace(): Place | undefined {
    const { start, end } = this.lexer;
    const name = this.takeName("a field");
    if (name === undefined) return undefined;
    const symbol = this.environment.symbols.symbols.get(name);
    if (symbol === undefined) return this.fail(`no field is called ${name}`, start, end);
    if (symbol.predicate !== undefined) return this.fail(`${name} is a predicate: expected a field`, start, end);
    const chosen = this.#takeBits(name, symbol.width);
    if (chosen === undefined) return undefined;
    const { lo, hi } = chosen === "all" ? { lo: 0, hi: symbol.width - 1 } : chosen;
    const bits = resolveBits(symbol, lo, symbol.width === 0 ? symbol.field!.bits : hi - lo + 1);
    if (bits === undefined) return this.fail(`${name} can only be set to a number`, start, end);
    for (const need of needsOf(symbol)) this.require(need);
    return { text: chosen === "all" ? name : `${name}[${lo === hi ? lo : `${lo}..${hi}`}]`, symbol, bits };
  }

  #takeBits(name: string, width: number): { lo: number; hi: number } | "all" | undefined {
    if (!this.match("[")) return this.fault === undefined ? "all" : undefined;
    if (width === 0) return this.fail(`cannot select bits of ${name}, which holds a name`);
    const { start } = this.lexer;
    const lo = this.takeInteger("a bit", 127);
    if (lo === undefined) return undefined;
    const hi = this.match("..") ? this.takeInteger("a bit", 127) : lo;
    if (hi === undefined) return undefined;
    const { end } = this.lexer;
    if (!this.expect("]")) return undefined;
    if (lo > hi) return this.fail(`bits ${lo}..${hi} are in the wrong order`, start, end);
    if (hi >= width) return this.fail(`cannot select bits ${lo}..${hi} of ${width}-bit field ${name}`, start, end);
    return lo === 0 && hi === width - 1 ? "all" : { lo, hi };
  }

  /** A place that is `width` bits wide, or holds a name when `width` is 0. */
  takePlaceOf(width: number): Place | undefined {
    const { start } = this.lexer;
    const place = this.takePlace();
    return place !== undefined && this.checkPlace(place, width, "read", start) ? place : undefined;
  }

  /** Whether a place has the width, and may be written when it is to be; tells a fault otherwise. */
  checkPlace(place: Place, width: number, use: "read" | "write", start = this.lexer.start): boolean {
    const found = isString(place) ? 0 : place.bits.bits;
    if (found !== width) {
      const kind = (bits: number) => (bits === 0 ? "a field that holds a name" : `a ${bits}-bit field`);
      this.fail(`${place.text} is ${kind(found)}: expected ${kind(width)}`, start);
      return false;
    }
    return use === "read" || this.checkWritable(place, start);
  }

  /** Whether a place may be written here; tells a fault otherwise. */
  checkWritable(place: Place, start = this.lexer.start): boolean {
    if (place.symbol.scope === this.scope) return true;
    this.fail(`${place.text} cannot be changed ${this.scope === "anywhere" ? "here" : "in ct_commit"}`, start);
    return false;
  }

  /** Adds an expression that the match must satisfy too. */
  require(expression: string): void {
    this.#prerequisites.add(expression);
  }

  get prerequisites(): readonly string[] {
    return [...this.#prerequisites];
  }

  /**
   * `{ ... }`. What the inner actions need is dropped for `prerequisite`, since they see another
   * packet than the flow matched; without one it counts for the flow.
   */
  takeNested(prerequisite: string | undefined, scope: WriteScope): readonly ParsedAction[] | undefined {
    if (!this.expect("{")) return undefined;
    if (this.#depth + 1 === MAX_DEPTH) return this.fail(`actions are nested more than ${MAX_DEPTH} deep`);
    const outer = { prerequisites: this.#prerequisites, scope: this.scope };
    this.#prerequisites = new Set();
    this.scope = scope;
    this.#depth++;
    const actions = this.#sequence(this, "}");
    this.#depth--;
    const inner = prerequisite === undefined ? this.#prerequisites : [prerequisite];
    this.#prerequisites = outer.prerequisites;
    this.scope = outer.scope;
    for (const one of inner) this.require(one);
    return actions;
  }
}
