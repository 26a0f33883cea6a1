import { createQuickCell, type QuickCell, QuickRows } from "./quick-rows.ts";
import { codesOf, createQuickText, type QuickText } from "./quick-text.ts";
import { QuickValues, REFUSED } from "./quick-value.ts";
import type { RowLayout } from "./row.ts";
import { type DatabaseState, openRows, type TableState } from "./state.ts";
import type { TextRows } from "./text-rows.ts";
import { UUID_LENGTH } from "./uuid.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** New rows of a table. */
type Added = { readonly table: TableState; readonly rows: TextRows };

/**
 * Applies a transaction that only inserts rows and is written as ovsdb-server writes it: the one large record of a backup.
 * It gives the same rows as `applyTransaction` without making a JSON object of each. When anything is otherwise, good
 * or bad, nothing is applied and the outcome is false: then the plain way decides what it is.
 */
export function applyQuickTransaction(state: DatabaseState, body: Uint8Array): boolean {
  const text = createQuickText(body);
  if (text === undefined) return false;
  const added = new QuickTransaction(state, text).read();
  if (added === undefined) return false;
  for (const { table, rows } of added) {
    if (table.rows.size === 0) table.rows = rows;
    else for (const [uuid, row] of rows) openRows(table).set(uuid, row);
  }
  return true;
}

class QuickTransaction {
  readonly #state: DatabaseState;
  readonly #text: string;
  readonly #codes: Uint8Array;
  readonly #values: QuickValues;
  readonly #added: Added[] = [];
  readonly #seen = new Set<string>();

  constructor(state: DatabaseState, quick: QuickText) {
    this.#state = state;
    this.#text = quick.text;
    this.#codes = quick.codes;
    this.#values = new QuickValues(quick);
  }

  /** The rows of each table, or undefined when the transaction is anything else. */
  read(): readonly Added[] | undefined {
    const codes = this.#codes;
    if (codes[0] !== OPEN_BRACE || codes[1] !== QUOTE) return undefined;
    let at = 1;
    for (;;) {
      at = this.#readMember(at);
      if (at === REFUSED) return undefined;
      if (codes[at] === CLOSE_BRACE) break;
      if (codes[at] !== COMMA) return undefined;
      at++;
    }
    const rest = this.#text.slice(at + 1);
    return rest === "" || rest === "\n" ? this.#added : undefined;
  }

  #readMember(at: number): number {
    if (this.#codes[at] !== QUOTE) return REFUSED;
    const end = this.#values.findStringEnd(at);
    if (end === REFUSED || this.#codes[end] !== COLON) return REFUSED;
    const name = this.#text.slice(at + 1, end - 1);
    if (this.#seen.has(name)) return REFUSED;
    this.#seen.add(name);
    const table = this.#state.tables.get(name);
    return table === undefined ? this.#readAnnotation(name, end + 1) : this.#readTable(table, end + 1);
  }

  #readAnnotation(name: string, at: number): number {
    switch (name) {
      case "_date":
        return this.#values.findIntegerEnd(at);
      case "_is_diff":
        if (this.#text.startsWith("true", at)) return at + 4;
        return this.#text.startsWith("false", at) ? at + 5 : REFUSED;
      case "_comment":
        return this.#codes[at] === QUOTE ? this.#values.findStringEnd(at) : REFUSED;
      default:
        return REFUSED;
    }
  }

  #readTable(table: TableState, open: number): number {
    const codes = this.#codes;
    if (codes[open] !== OPEN_BRACE) return REFUSED;
    let at = open + 1;
    if (codes[at] === CLOSE_BRACE) return at + 1;
    const rows = new QuickRows(table.layout, this.#values);
    const reader = new RowReader(table.layout, rows, this.#values);
    const isEmpty = table.rows.size === 0;
    for (;;) {
      const keyEnd = at + UUID_LENGTH + 1;
      if (codes[at] !== QUOTE || codes[keyEnd] !== QUOTE || codes[keyEnd + 1] !== COLON) return REFUSED;
      rows.addRow();
      if (!rows.nameRow(at + 1)) return REFUSED;
      if (!isEmpty && table.rows.has(this.#text.slice(at + 1, keyEnd))) return REFUSED;
      at = reader.read(keyEnd + 2);
      if (at === REFUSED) return REFUSED;
      if (codes[at] === CLOSE_BRACE) break;
      if (codes[at] !== COMMA) return REFUSED;
      at++;
    }
    const added = rows.close();
    if (added === undefined) return REFUSED;
    this.#added.push({ table, rows: added });
    return at + 1;
  }
}

/** A column with its name as an object's member has it, quotes and colon included. */
type Member = { readonly cell: QuickCell; readonly codes: Uint8Array };

/** Reads the rows of one table. */
class RowReader {
  readonly #rows: QuickRows;
  readonly #values: QuickValues;
  readonly #members: ReadonlyMap<string, Member>;
  /** The columns in the order of the row before: nearly every row has the same. */
  readonly #order: Member[] = [];

  constructor(layout: RowLayout, rows: QuickRows, values: QuickValues) {
    this.#rows = rows;
    this.#values = values;
    this.#members = new Map(
      Array.from(layout, ([name, slot]) => {
        const key = `${JSON.stringify(name)}:`;
        return [key, { cell: createQuickCell(slot), codes: codesOf(key) }];
      }),
    );
  }

  /** Gives the end of the row that starts at `open`. */
  read(open: number): number {
    const { codes } = this.#values;
    if (codes[open] !== OPEN_BRACE) return REFUSED;
    let at = open + 1;
    if (codes[at] === CLOSE_BRACE) return at + 1;
    for (let nth = 0; ; nth++) {
      const member = this.#findMember(nth, at);
      if (member === undefined) return REFUSED;
      const end = this.#rows.readCell(member.cell, at + member.codes.length);
      if (end === REFUSED) return REFUSED;
      at = end + 1;
      if (codes[end] === CLOSE_BRACE) return at;
      if (codes[end] !== COMMA) return REFUSED;
    }
  }

  #findMember(nth: number, at: number): Member | undefined {
    const likely = this.#order[nth];
    if (likely !== undefined && this.#values.startsWith(likely.codes, at)) return likely;
    const { text } = this.#values;
    const colon = text.indexOf(`":`, at);
    if (colon < 0) return undefined;
    const member = this.#members.get(text.slice(at, colon + 2));
    if (member !== undefined) this.#order[nth] = member;
    return member;
  }
}
