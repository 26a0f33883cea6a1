import type { NumberFormat } from "./constant.ts";
import { hexDigit, type NumberSink, readNumber } from "./number.ts";

/** What a token is. A token without a value of its own is named by its text. */
export type TokenKind =
  | "end"
  | "id"
  | "string"
  | "integer"
  | "masked-integer"
  /** `$name` */
  | "address-set"
  /** `@name` */
  | "port-group"
  /** `^name` */
  | "template"
  | "error"
  | Punctuation;

export type Punctuation =
  | "("
  | ")"
  | "{"
  | "}"
  | "["
  | "]"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "!"
  | "&&"
  | "||"
  | ".."
  | ","
  | ";"
  | "="
  | "<->"
  | "--"
  | ":"
  | "-";

/** A token by itself, for listings; `source.slice(start, end)` is its text. */
export type Token = { readonly kind: TokenKind; readonly start: number; readonly end: number };

/**
 * Cuts a logical match or action into tokens, one at a time (ovn-sb(5), "Logical_Flow match"). White
 * space and comments of C and C++ stand between tokens.
 *
 * The current token is in the fields of the lexer, which {@link Lexer.next} overwrites: nothing is
 * allocated for a token but the text of a name or string.
 */
export class Lexer {
  readonly source: string;
  kind: TokenKind = "end";
  /** The current token is `source.slice(start, end)`. */
  start = 0;
  end = 0;
  /** The name without its sigil, the string without its quotes and escapes, or what is wrong with an error. */
  text = "";
  /** Four words of an integer, most significant first. */
  readonly value: number[] = [0, 0, 0, 0];
  /** Four words of the mask of a masked integer. */
  readonly mask: number[] = [0, 0, 0, 0];
  format: NumberFormat = "decimal";

  constructor(source: string) {
    this.source = source;
    this.next();
  }

  /** Goes on to the next token and tells its kind. */
  next(): TokenKind {
    const source = this.source;
    let at = this.end;
    for (;;) {
      const code = source.charCodeAt(at);
      if (code === 32 || (code >= 9 && code <= 13)) at++;
      else if (code === 47) {
        const past = skipComment(source, at);
        if (past === at)
          return this.#fail(at, at + 1, "`/' is only valid in a comment or between a value and its mask");
        if (past < 0) return this.#fail(at, source.length, "`/*' without `*/' on the same line");
        at = past;
      } else break;
    }
    this.start = at;
    const code = source.charCodeAt(at);
    if (at >= source.length) return this.#punctuation("end", at);
    if (code >= 48 && code <= 57) return this.#integer(at);
    if (isNameStart(code)) {
      if (code === 46) return this.#dot(at);
      if (hexDigit(code) >= 0 && isHexBeforeColon(source, at)) return this.#integer(at);
      return this.#name("id", at, at);
    }
    return this.#symbol(code, at);
  }

  /** Whether the token after the current one is the given single character. */
  isFollowedBy(character: string): boolean {
    const source = this.source;
    let at = this.end;
    for (;;) {
      const code = source.charCodeAt(at);
      if (code === 32 || (code >= 9 && code <= 13)) at++;
      else if (code === 47) {
        const past = skipComment(source, at);
        if (past <= at) return false;
        at = past;
      } else return source.charAt(at) === character;
    }
  }

  /** Goes past the current token when it is of that kind. */
  match(kind: TokenKind): boolean {
    if (this.kind !== kind) return false;
    this.next();
    return true;
  }

  /** Goes past the current token when it is that name. */
  matchName(name: string): boolean {
    if (this.kind !== "id" || this.text !== name) return false;
    this.next();
    return true;
  }

  #punctuation(kind: TokenKind, end: number): TokenKind {
    this.end = end;
    return (this.kind = kind);
  }

  #fail(start: number, end: number, what: string): TokenKind {
    this.start = start;
    this.end = end;
    this.text = what;
    return (this.kind = "error");
  }

  #name(kind: TokenKind, start: number, nameStart: number): TokenKind {
    const source = this.source;
    let at = nameStart + 1;
    while (isNamePart(source.charCodeAt(at))) at++;
    this.start = start;
    this.end = at;
    this.text = source.slice(nameStart, at);
    return (this.kind = kind);
  }

  #sigil(kind: TokenKind, at: number): TokenKind {
    if (isNameStart(this.source.charCodeAt(at + 1))) return this.#name(kind, at, at + 1);
    return this.#fail(at, at + 1, `\`${this.source.charAt(at)}' must be followed by a name`);
  }

  #dot(at: number): TokenKind {
    if (this.source.charCodeAt(at + 1) === 46) return this.#punctuation("..", at + 2);
    return this.#fail(at, at + 1, "`.' is only valid in `..', a name or an address");
  }

  #symbol(code: number, at: number): TokenKind {
    const second = this.source.charCodeAt(at + 1);
    switch (code) {
      case 34:
        return this.#string(at);
      case 36:
        return this.#sigil("address-set", at);
      case 64:
        return this.#sigil("port-group", at);
      case 94:
        return this.#sigil("template", at);
      case 38:
        if (second === 38) return this.#punctuation("&&", at + 2);
        return this.#fail(at, at + 1, "`&' is only valid in `&&'");
      case 124:
        if (second === 124) return this.#punctuation("||", at + 2);
        return this.#fail(at, at + 1, "`|' is only valid in `||'");
      case 61:
        return second === 61 ? this.#punctuation("==", at + 2) : this.#punctuation("=", at + 1);
      case 33:
        return second === 61 ? this.#punctuation("!=", at + 2) : this.#punctuation("!", at + 1);
      case 60:
        if (second === 61) return this.#punctuation("<=", at + 2);
        if (second === 45 && this.source.charCodeAt(at + 2) === 62) return this.#punctuation("<->", at + 3);
        return this.#punctuation("<", at + 1);
      case 62:
        return second === 61 ? this.#punctuation(">=", at + 2) : this.#punctuation(">", at + 1);
      case 45:
        return second === 45 ? this.#punctuation("--", at + 2) : this.#punctuation("-", at + 1);
      case 58:
        return second === 58 ? this.#integer(at) : this.#punctuation(":", at + 1);
      case 40:
      case 41:
      case 44:
      case 59:
      case 91:
      case 93:
      case 123:
      case 125:
        return this.#punctuation(this.source.charAt(at) as Punctuation, at + 1);
      default: {
        const character = String.fromCodePoint(this.source.codePointAt(at)!);
        return this.#fail(at, at + character.length, `unexpected character ${JSON.stringify(character)}`);
      }
    }
  }

  #integer(at: number): TokenKind {
    const source = this.source;
    const end = numberEnd(source, at);
    VALUE.format = "decimal";
    const fault = readNumber(source, at, end, VALUE);
    if (fault !== undefined) return this.#fail(at, end, fault);
    copy(VALUE.words, this.value);
    this.format = VALUE.format;
    this.end = end;
    if (source.charCodeAt(end) !== 47) return (this.kind = "integer");
    return this.#mask(at, end + 1);
  }

  #mask(at: number, maskStart: number): TokenKind {
    const end = numberEnd(this.source, maskStart);
    const fault = readNumber(this.source, maskStart, end, VALUE);
    if (fault !== undefined) return this.#fail(maskStart, Math.max(end, maskStart), fault);
    const { words, format } = VALUE;
    if (this.format === format) {
      copy(words, this.mask);
    } else if (format === "decimal" && isPrefixLength(words, this.format)) {
      setPrefixMask(this.mask, this.format === "ipv4" ? 96 : 0, words[3]!);
    } else if (this.format === "decimal" && format === "hex" && isZeroValue(this.value)) {
      this.format = "hex";
      copy(words, this.mask);
    } else {
      return this.#fail(at, end, `the value (${this.format}) and its mask (${format}) do not go together`);
    }
    for (let i = 0; i < 4; i++) this.value[i] = (this.value[i]! & this.mask[i]!) >>> 0;
    this.end = end;
    return (this.kind = "masked-integer");
  }

  #string(at: number): TokenKind {
    const source = this.source;
    let end = at + 1;
    let plain = true;
    for (; end < source.length; end++) {
      const code = source.charCodeAt(end);
      if (code === 34) break;
      if (code === 92) {
        plain = false;
        end++;
      }
    }
    if (end >= source.length) return this.#fail(at, source.length, "the input ends inside a quoted string");
    const text = plain ? source.slice(at + 1, end) : unescape(source.slice(at, end + 1));
    if (text === undefined) return this.#fail(at, end + 1, "the quoted string is not a valid JSON string");
    this.text = text;
    return this.#punctuation("string", end + 1);
  }
}

/** All tokens of a text up to its end or the first error, which is the last token then. */
export function listTokens(source: string): Token[] {
  const lexer = new Lexer(source);
  const tokens: Token[] = [];
  while (lexer.kind !== "end") {
    tokens.push({ kind: lexer.kind, start: lexer.start, end: lexer.end });
    if (lexer.kind === "error") break;
    lexer.next();
  }
  return tokens;
}

const VALUE: NumberSink = { words: [0, 0, 0, 0], format: "decimal" };

function copy(from: readonly number[], to: number[]): void {
  to[0] = from[0]!;
  to[1] = from[1]!;
  to[2] = from[2]!;
  to[3] = from[3]!;
}

function isZeroValue(words: readonly number[]): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === 0 && words[3] === 0;
}

function isPrefixLength(words: readonly number[], format: NumberFormat): boolean {
  const most = format === "ipv4" ? 32 : format === "ipv6" ? 128 : -1;
  return words[2] === 0 && words[3]! <= most;
}

/** Sets bits `from` to `from + length - 1`, counted from the most significant of 128; the others are 0. */
function setPrefixMask(mask: number[], from: number, length: number): void {
  for (let i = 0; i < 4; i++) {
    const ones = Math.min(32, Math.max(0, from + length - i * 32));
    mask[i] = i * 32 < from || ones === 0 ? 0 : (0xffffffff << (32 - ones)) >>> 0;
  }
}

/** Past a comment that begins at `at`; `at` itself when none does, -1 when it does not end. */
function skipComment(source: string, at: number): number {
  const second = source.charCodeAt(at + 1);
  if (second === 47) {
    const end = source.indexOf("\n", at);
    return end < 0 ? source.length : end;
  }
  if (second !== 42) return at;
  const end = source.indexOf("*/", at + 2);
  const line = source.indexOf("\n", at + 2);
  return end < 0 || (line >= 0 && line < end) ? -1 : end + 2;
}

/**
 * Past the last character that may belong to a number. Two dots are a token of their own, and a colon
 * after a dot separates an IPv4 address from a port.
 */
export function numberEnd(source: string, start: number): number {
  let dotted = false;
  for (let at = start; ; at++) {
    const code = source.charCodeAt(at);
    if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)) continue;
    if (code === 58 && !dotted) continue;
    if (code === 46 && source.charCodeAt(at + 1) !== 46) dotted = true;
    else return at;
  }
}

/** An address may begin with a letter; unlike a name, it then has a colon right after its hexadecimal digits. */
function isHexBeforeColon(source: string, start: number): boolean {
  let at = start + 1;
  while (hexDigit(source.charCodeAt(at)) >= 0) at++;
  return source.charCodeAt(at) === 58;
}

function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 46;
}

function isNamePart(code: number): boolean {
  return isNameStart(code) || (code >= 48 && code <= 57);
}

/** JSON's escapes; unlike JSON, control characters may stand for themselves. */
function unescape(quoted: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  const escaped = quoted.replace(/[\u0000-\u001f]/g, (character) => JSON.stringify(character).slice(1, -1));
  try {
    return JSON.parse(escaped) as string;
  } catch {
    return undefined;
  }
}
