import type { Field } from "../../openflow/index.ts";
import { Lexer, numberEnd } from "./lexer.ts";
import { type NumberSink, readNumber } from "./number.ts";
import type { LogicalSymbol, SymbolTable } from "./symbol-table.ts";
import { isTranslated } from "./symbols.ts";

/** What a match wants besides all else: a whole field with one value. A port is meant by its name, whose field holds its key. */
export type Anchor =
  | { readonly field: Field; readonly words: readonly number[] }
  | { readonly field: Field; readonly port: string };

/** A match up to the value of its anchor. */
type Form = { readonly start: string; readonly field: Field; readonly isPort: boolean };

/**
 * Reads the anchors of matches: the first term `field == value` about an address or a port that is joined to all others by
 * `&&`, outside of every parenthesis. A packet whose field holds another value meets no flow of such a match. Where a `||`
 * stands beside a `&&` without parentheses, the language refuses the match (ovn-sb(5), "Logical_Flow match").
 *
 * Texts that begin alike are not cut into tokens again: one form serves the thousands that differ in the value and behind it.
 */
export class AnchorReader {
  readonly #symbols: SymbolTable["symbols"];
  /** Those that were used last in front. */
  readonly #forms: Form[] = [];

  constructor({ symbols }: SymbolTable) {
    this.#symbols = symbols;
  }

  /** The anchor of a match; undefined when it has none, or is none that is easily read. */
  read(match: string): Anchor | undefined {
    const forms = this.#forms;
    for (let i = 0; i < forms.length; i++) {
      const form = forms[i]!;
      if (!match.startsWith(form.start)) continue;
      forms.copyWithin(1, 0, i);
      forms[0] = form;
      return readValue(match, form);
    }
    const form = findForm(match, this.#symbols);
    if (form === undefined) return undefined;
    if (forms.length < MOST_FORMS) forms.unshift(form);
    return readValue(match, form);
  }
}

/** Where texts have less in common than this, each is cut into tokens. */
const MOST_FORMS = 32;

function findForm(match: string, symbols: SymbolTable["symbols"]): Form | undefined {
  const lexer = new Lexer(match);
  let depth = 0;
  /** Tokens of the term so far, its field, and the form that it has if it ends here. */
  let count = 0;
  let field: Field | undefined;
  let form: Form | undefined;
  for (; ; lexer.next(), count++) {
    const { kind } = lexer;
    if (kind === "(" || kind === "{") depth++;
    else if (kind === ")" || kind === "}") depth--;
    if (kind === "error" || (depth === 0 && kind === "||")) return undefined;
    if (kind === "end" || (depth === 0 && kind === "&&")) {
      if (form !== undefined || kind === "end") return form;
      count = -1;
      field = undefined;
    } else if (count === 0) {
      const symbol = kind === "id" ? symbols.get(lexer.text) : undefined;
      field = symbol && anchorField(symbol);
    } else if (count === 1 && kind !== "==") field = undefined;
    else if (count === 2 && field !== undefined && isAddressOrPort(lexer))
      form = { start: match.slice(0, lexer.start), field, isPort: kind === "string" };
    else form = undefined;
  }
}

function isAddressOrPort({ kind, format }: Lexer): boolean {
  return kind === "string" || (kind === "integer" && format !== "decimal" && format !== "hex");
}

/** The field of a symbol, when it has one that the packed key holds whole and by itself. */
function anchorField({ name, field, width }: LogicalSymbol): Field | undefined {
  if (field === undefined || isTranslated(name) || field.implied !== 0 || field.presenceBit !== undefined)
    return undefined;
  // A port has no width of its own.
  if (width !== 0 && width !== field.bits) return undefined;
  const isWhole = field.words > 1 || field.keyMask === ((2 ** field.bits - 1) * 2 ** field.shift) >>> 0;
  return isWhole ? field : undefined;
}

function readValue(match: string, { start: { length: at }, field, isPort }: Form): Anchor | undefined {
  if (isPort) {
    const end = match.indexOf('"', at + 1);
    const port = match.slice(at + 1, end);
    return match.charAt(at) !== '"' || end < 0 || port.includes("\\") || !endsTerm(match, end + 1)
      ? undefined
      : { field, port };
  }
  const end = numberEnd(match, at);
  if (!endsTerm(match, end) || readNumber(match, at, end, SINK) !== undefined) return undefined;
  return { field, words: SINK.words.slice(-field.words) };
}

const SINK: NumberSink = { words: [0, 0, 0, 0], format: "decimal" };

function endsTerm(match: string, at: number): boolean {
  return at === match.length || match.startsWith(" &&", at);
}

/** The words of a field's value as one that can be looked up. */
export function anchorKey({ bits }: Field, words: readonly number[]): number | string {
  if (words.length === 1) return words[0]! >>> 0;
  return bits <= 53 ? (words[0]! >>> 0) * 2 ** 32 + (words[1]! >>> 0) : words.map((word) => word >>> 0).join();
}

/** What a packet's field holds, as {@link anchorKey} has it. */
export function heldKey(key: Int32Array, field: Field): number | string {
  const { word, words, bits, shift } = field;
  const top = words === 1 ? bits : bits & 31 || 32;
  const first = (key[word]! >>> shift) & (2 ** top - 1);
  return anchorKey(field, words === 1 ? [first] : [first, ...key.subarray(word + 1, word + words)]);
}
