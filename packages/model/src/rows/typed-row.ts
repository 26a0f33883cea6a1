import type { Datum, Uuid } from "../ovsdb/value.ts";
import type { TypedColumn } from "./typed-column.ts";

/** Named by a symbol: every other name may be a column's. */
const NTH = Symbol("number of the row in its table");

/**
 * A row as its table's class shows it: a getter per column. It is a number, by which the columns of the table are asked: most
 * columns of most rows are never looked at.
 */
export class TypedRow {
  // Only declared: a field that is defined and then assigned takes twice as long to make.
  declare readonly uuid: Uuid;
  declare readonly [NTH]: number;

  constructor(uuid: Uuid, nth: number) {
    this.uuid = uuid;
    this[NTH] = nth;
  }

  /** The class of the rows of a table with these columns. */
  static classOf(columns: Iterable<TypedColumn>): typeof TypedRow {
    const TableRow = class extends TypedRow {};
    for (const column of columns) {
      const get = function (this: TypedRow): Datum {
        return column.read(this[NTH]);
      };
      Object.defineProperty(TableRow.prototype, column.schema.name, { get });
    }
    return TableRow;
  }
}
