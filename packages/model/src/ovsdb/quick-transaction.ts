import { CellSpans } from "./cell-spans.ts";
import { createQuickText, type QuickText } from "./quick-text.ts";
import { QuickValues, REFUSED } from "./quick-value.ts";
import { type ColumnSlot, StoredRow } from "./row.ts";
import type { DatabaseState, TableState } from "./state.ts";
import type { Uuid } from "./value.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const UUID_LENGTH = 36;

/** Rows that were put into a table. */
type Added = { readonly table: TableState; readonly uuids: Uuid[] };

/**
 * Applies a transaction that only inserts rows and is written as ovsdb-server writes it: the one large record of a backup.
 * It gives the same rows as `applyTransaction` without making a JSON object of each. When anything is otherwise, good
 * or bad, nothing is applied and the outcome is false: then the plain way decides what it is.
 */
export function applyQuickTransaction(state: DatabaseState, body: Uint8Array): boolean {
  const text = createQuickText(body);
  if (text === undefined) return false;
  const transaction = new QuickTransaction(state, text);
  if (transaction.read()) return true;
  transaction.undo();
  return false;
}

class QuickTransaction {
  readonly #state: DatabaseState;
  readonly #text: string;
  readonly #codes: Uint8Array | Uint16Array;
  readonly #values: QuickValues;
  readonly #added: Added[] = [];
  readonly #seen = new Set<string>();

  constructor(state: DatabaseState, { text, codes }: QuickText) {
    this.#state = state;
    this.#text = text;
    this.#codes = codes;
    this.#values = new QuickValues(text, codes);
  }

  read(): boolean {
    const codes = this.#codes;
    if (codes[0] !== OPEN_BRACE || codes[1] !== QUOTE) return false;
    let at = 1;
    for (;;) {
      at = this.#readMember(at);
      if (at === REFUSED) return false;
      if (codes[at] === CLOSE_BRACE) break;
      if (codes[at] !== COMMA) return false;
      at++;
    }
    const rest = this.#text.slice(at + 1);
    return rest === "" || rest === "\n";
  }

  undo(): void {
    for (const { table, uuids } of this.#added) for (const uuid of uuids) table.rows.delete(uuid);
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
    const reader = new RowReader(table, this.#text, this.#values);
    const uuids: Uuid[] = [];
    this.#added.push({ table, uuids });
    let at = open + 1;
    if (codes[at] === CLOSE_BRACE) return at + 1;
    for (;;) {
      const keyEnd = at + UUID_LENGTH + 1;
      if (codes[at] !== QUOTE || codes[keyEnd] !== QUOTE || codes[keyEnd + 1] !== COLON) return REFUSED;
      if (!this.#values.isUuid(at + 1)) return REFUSED;
      const uuid = this.#text.slice(at + 1, keyEnd);
      if (table.rows.has(uuid)) return REFUSED;
      at = reader.read(uuid, keyEnd + 2);
      if (at === REFUSED) return REFUSED;
      uuids.push(uuid);
      if (codes[at] === CLOSE_BRACE) break;
      if (codes[at] !== COMMA) return REFUSED;
      at++;
    }
    reader.close();
    return at + 1;
  }
}

/** A column with its name as an object's member has it, quotes and colon included. */
type Member = { readonly slot: ColumnSlot; readonly codes: Uint16Array };

/** Reads the rows of one table. */
class RowReader {
  readonly #table: TableState;
  readonly #text: string;
  readonly #values: QuickValues;
  readonly #spans: CellSpans;
  readonly #members: ReadonlyMap<string, Member>;
  /** The columns in the order of the row before: nearly every row has the same. */
  readonly #order: Member[] = [];

  constructor(table: TableState, text: string, values: QuickValues) {
    this.#table = table;
    this.#text = text;
    this.#values = values;
    this.#spans = new CellSpans(text, table.layout.size);
    this.#members = new Map(
      Array.from(table.layout, ([name, slot]) => {
        const key = `${JSON.stringify(name)}:`;
        return [key, { slot, codes: Uint16Array.from(key, (_, i) => key.charCodeAt(i)) }];
      }),
    );
  }

  /** Gives the end of the row that starts at `open`. */
  read(uuid: Uuid, open: number): number {
    const values = this.#values;
    const { codes } = values;
    if (codes[open] !== OPEN_BRACE) return REFUSED;
    const row = this.#spans.addRow();
    let at = open + 1;
    if (codes[at] === CLOSE_BRACE) at++;
    else {
      for (let nth = 0; ; nth++) {
        const member = this.#findMember(nth, at);
        if (member === undefined) return REFUSED;
        const start = at + member.codes.length;
        const end = values.findEnd(member.slot.column, start);
        if (end === REFUSED || !this.#spans.put(row, member.slot.place, start, end)) return REFUSED;
        at = end + 1;
        if (codes[end] === CLOSE_BRACE) break;
        if (codes[end] !== COMMA) return REFUSED;
      }
    }
    this.#table.rows.set(uuid, StoredRow.fromSpans(uuid, this.#table.layout, this.#spans, row));
    return at;
  }

  close(): void {
    this.#spans.close();
  }

  #findMember(nth: number, at: number): Member | undefined {
    const likely = this.#order[nth];
    if (likely !== undefined && this.#values.startsWith(likely.codes, at)) return likely;
    const colon = this.#text.indexOf(`":`, at);
    if (colon < 0) return undefined;
    const member = this.#members.get(this.#text.slice(at, colon + 2));
    if (member !== undefined) this.#order[nth] = member;
    return member;
  }
}
