// OVSDB: bytes to rows.
export {
  type CompareOptions,
  compareDatabases,
  type DatabaseDifference,
  formatDifference,
  joinDatabases,
  mergeEphemeral,
} from "./ovsdb/compare.ts";
export { type DatabaseFormat, detectFormat } from "./ovsdb/detect.ts";
export { type ReadOptions, readDatabase } from "./ovsdb/read.ts";
export type { AtomType, BaseType, ColumnSchema, DatabaseSchema, DatumShape, TableSchema } from "./ovsdb/schema.ts";
export type { Atom, Database, Datum, Row, Table, Uuid } from "./ovsdb/value.ts";
