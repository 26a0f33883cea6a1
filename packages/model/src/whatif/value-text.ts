import type { AtomType, BaseType, ColumnSchema } from "../ovsdb/schema.ts";
import type { Atom, Datum, Uuid } from "../ovsdb/value.ts";
import { unquote } from "./change.ts";

/** A value, or what is wrong with its text. */
export type TextResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: string };

/** Finds the row of a table that a word means: for columns that refer to rows. */
export type FindReference = (table: string, word: string) => TextResult<Uuid>;

/** Words and the signs of sets and maps, as ovs-vsctl(8), "Database Values", has them. */
const TOKEN = /\s*(?:(?<quoted>"(?:[^"\\]|\\.)*")|(?<word>[^\s",=[\]{}]+)|(?<sign>[,=[\]{}]))/y;

type Token = { readonly kind: "word" | "sign"; readonly text: string };

/**
 * Reads a column's value from text: an atom; elements with commas between them, in square brackets or not; pairs
 * `key=value`, in braces or not.
 */
export function parseDatumText(column: ColumnSchema, text: string, find: FindReference): TextResult<Datum> {
  switch (column.shape) {
    case "scalar":
      return parseAtomText(column.key, text, find);
    case "optional":
      return text.trim() === "[]" ? { ok: true, value: undefined } : parseAtomText(column.key, text, find);
    case "set":
      return parseSetText(column, text, find);
    case "map":
      return parseMapText(column, text, find);
  }
}

/** Reads one atom, which is the whole of the text. */
export function parseAtomText(base: BaseType, text: string, find: FindReference): TextResult<Atom> {
  const word = base.type === "string" && !text.startsWith('"') ? text : unquote(text.trim());
  if (word === undefined) return { ok: false, fault: `${text} is no text in double quotes` };
  if (word === "" && text === "") return { ok: false, fault: 'a text of no letters is written ""' };
  if (base.type === "uuid" && base.refTable !== undefined) return find(base.refTable, word);
  return readAtom(base.type, word);
}

function readAtom(type: AtomType, word: string): TextResult<Atom> {
  switch (type) {
    case "string":
      return { ok: true, value: word };
    case "integer": {
      const value = Number(word);
      if (/^[+-]?\d+$/.test(word) && Number.isSafeInteger(value)) return { ok: true, value };
      return { ok: false, fault: `${JSON.stringify(word)} is no integer` };
    }
    case "real": {
      const value = Number(word);
      if (word.trim() !== "" && Number.isFinite(value)) return { ok: true, value };
      return { ok: false, fault: `${JSON.stringify(word)} is no number` };
    }
    case "boolean":
      if (word === "true" || word === "false") return { ok: true, value: word === "true" };
      return { ok: false, fault: `${JSON.stringify(word)} is neither true nor false` };
    case "uuid":
      if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word)) return { ok: true, value: word.toLowerCase() };
      return { ok: false, fault: `${JSON.stringify(word)} is no UUID` };
  }
}

/** Reads elements of a set; an element that is there twice counts once. */
function parseSetText(column: ColumnSchema, text: string, find: FindReference): TextResult<readonly Atom[]> {
  const items = splitItems(text, "[", "]");
  if (!items.ok) return items;
  const atoms = new Set<Atom>();
  for (const [word, second] of items.value) {
    if (second !== undefined) return { ok: false, fault: `${word}=${second} is a pair, and the column is no map` };
    const atom = parseAtomText(column.key, word, find);
    if (!atom.ok) return atom;
    atoms.add(atom.value);
  }
  return checkCount(column, atoms.size) ?? { ok: true, value: [...atoms] };
}

function parseMapText(column: ColumnSchema, text: string, find: FindReference): TextResult<ReadonlyMap<Atom, Atom>> {
  const items = splitItems(text, "{", "}");
  if (!items.ok) return items;
  const pairs = new Map<Atom, Atom>();
  for (const [first, second] of items.value) {
    if (second === undefined) return { ok: false, fault: `${first} has no value: expected key=value` };
    const key = parseAtomText(column.key, first, find);
    if (!key.ok) return key;
    const value = parseAtomText(column.value!, second, find);
    if (!value.ok) return value;
    pairs.set(key.value, value.value);
  }
  return checkCount(column, pairs.size) ?? { ok: true, value: pairs };
}

/** Reads the keys of a map, given alone or with values, to be taken out of it. */
export function parseKeysText(column: ColumnSchema, text: string, find: FindReference): TextResult<readonly Atom[]> {
  const items = splitItems(text, "{", "}");
  if (!items.ok) return items;
  const keys: Atom[] = [];
  for (const [first] of items.value) {
    const key = parseAtomText(column.key, first, find);
    if (!key.ok) return key;
    keys.push(key.value);
  }
  return { ok: true, value: keys };
}

/** Whether a column may hold so many elements. */
export function checkCount({ min, max }: ColumnSchema, count: number): (TextResult<never> & { ok: false }) | undefined {
  if (count < min) return { ok: false, fault: "the column needs one element at least" };
  return count > max ? { ok: false, fault: `the column has room for ${max}, and these are ${count}` } : undefined;
}

type Item = readonly [first: string, second: string | undefined];

/** Splits the text of a set or a map at its commas; words in double quotes keep them. */
function splitItems(text: string, open: string, close: string): TextResult<readonly Item[]> {
  const tokens = readTokens(text);
  if (tokens === undefined) return { ok: false, fault: `${JSON.stringify(text)} has a quote without its other` };
  let at = 0;
  const take = (sign: string): boolean => {
    const token = tokens[at];
    if (token?.kind !== "sign" || token.text !== sign) return false;
    at++;
    return true;
  };
  const word = (): string | undefined => (tokens[at]?.kind === "word" ? tokens[at++]!.text : undefined);
  const items: Item[] = [];
  const isBracketed = take(open);
  const isEnd = (): boolean => (isBracketed ? take(close) : at >= tokens.length);
  while (!isEnd()) {
    const first = word();
    if (first === undefined) return { ok: false, fault: `${JSON.stringify(text)} is cut, or has a sign too many` };
    const second = take("=") ? (word() ?? '""') : undefined;
    items.push([first, second]);
    take(",");
  }
  if (at < tokens.length) return { ok: false, fault: `${JSON.stringify(text)} goes on after its end` };
  return { ok: true, value: items };
}

function readTokens(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; ) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text)?.groups;
    if (found === undefined) return undefined;
    at = TOKEN.lastIndex;
    const { quoted, word, sign } = found;
    tokens.push(sign === undefined ? { kind: "word", text: (quoted ?? word)! } : { kind: "sign", text: sign });
  }
  return tokens;
}
