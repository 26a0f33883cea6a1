import { createFault, type Fault } from "./text-fault.ts";

/** A part of a text that remembers where it lies, so that faults name the right character. */
export class Piece {
  readonly source: string;
  readonly start: number;
  readonly end: number;

  constructor(source: string, start = 0, end: number = source.length) {
    this.source = source;
    this.start = start;
    this.end = end;
  }

  get text(): string {
    return this.source.slice(this.start, this.end);
  }

  get isEmpty(): boolean {
    return this.start >= this.end;
  }

  /** A part of this piece, by positions in the source, without the blanks around it. */
  part(start: number, end: number): Piece {
    let from = start;
    let to = end;
    while (from < to && isBlank(this.source.charCodeAt(from))) from++;
    while (to > from && isBlank(this.source.charCodeAt(to - 1))) to--;
    return new Piece(this.source, from, to);
  }

  /** Position in the source of the first `needle` in this piece; -1 when there is none. */
  find(needle: string): number {
    const at = this.text.indexOf(needle);
    return at < 0 ? -1 : this.start + at;
  }

  fault(message: string, hint?: string): Fault {
    return createFault(this.start, message, hint);
  }
}

export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

const QUOTE = 34;
const OPEN = 40;
const CLOSE = 41;
const COMMA = 44;
const BACKSLASH = 92;

/**
 * Where the token that begins at `start` ends: at a comma or a blank that lies in no parentheses and no
 * quotes, or at `end`; -1 when a parenthesis or a quote is left open, -2 when one is closed that was never opened.
 */
export function tokenEnd(source: string, start: number, end: number): number {
  let depth = 0;
  for (let i = start; i < end; i++) {
    const code = source.charCodeAt(i);
    // Everything that ends or nests a token sorts before the comma: most characters need this one look.
    if (code > COMMA) continue;
    if (code === OPEN) depth++;
    else if (code === CLOSE) {
      if (--depth < 0) return -2;
    } else if (code === QUOTE) {
      i = quoteEnd(source, i, end);
      if (i < 0) return -1;
    } else if (depth === 0 && (code === COMMA || isBlank(code))) return i;
  }
  return depth === 0 ? end : -1;
}

function quoteEnd(source: string, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    const code = source.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i;
  }
  return -1;
}

/** The tokens of a list, separated by commas and blanks. */
export function splitTokens(piece: Piece): Piece[] | Fault {
  const { source, end } = piece;
  const tokens: Piece[] = [];
  for (let at = piece.start; at < end; ) {
    const code = source.charCodeAt(at);
    if (code === COMMA || isBlank(code)) {
      at++;
      continue;
    }
    const to = tokenEnd(source, at, end);
    if (to < 0)
      return createFault(
        at,
        to === -1 ? "a parenthesis or quote is never closed" : "a parenthesis is closed that was never opened",
      );
    tokens.push(new Piece(source, at, to));
    at = to;
  }
  return tokens;
}

/** The parts between the commas of a list whose parts have a fixed place; an empty one stays. */
export function splitAtCommas(piece: Piece): Piece[] {
  const parts: Piece[] = [];
  let from = piece.start;
  for (let at = piece.start; at <= piece.end; at++) {
    if (at < piece.end && piece.source.charCodeAt(at) !== COMMA) continue;
    parts.push(piece.part(from, at));
    from = at + 1;
  }
  return parts;
}

/** One argument: `key`, `key=value`, `key:value` or `key(value)`. */
export type Argument = { readonly key: string; readonly whole: Piece; readonly value: Piece | undefined };

/** The arguments of a list, each cut into key and value. */
export function splitArguments(piece: Piece): Argument[] | Fault {
  const tokens = splitTokens(piece);
  return "fault" in tokens ? tokens : tokens.map(splitArgument);
}

export function splitArgument(whole: Piece): Argument {
  const { source, start, end } = whole;
  let at = start;
  while (at < end && !"=:(".includes(source[at]!)) at++;
  const key = source.slice(start, at);
  if (at === end) return { key, whole, value: undefined };
  const closed = source[at] === "(" && source.charCodeAt(end - 1) === CLOSE;
  return { key, whole, value: new Piece(source, at + 1, closed ? end - 1 : end) };
}
