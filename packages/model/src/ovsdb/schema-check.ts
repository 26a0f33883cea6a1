import { formatColumnType, isSameShape } from "./column-type.ts";
import type { Json } from "./json.ts";
import { knownDatabases } from "./known.ts";
import type { Notes } from "./notes.ts";
import type { DatabaseSchema } from "./schema.ts";
import { parseSchema } from "./schema-json.ts";

/**
 * Reads the schema in a file and checks that it is one of OVN's databases and that every column we know has
 * the type we know it by, so that whoever uses a row may rely on it. Tables and columns that we do not know
 * are kept. Undefined, and notes, when anything is wrong.
 */
export function readSchema(json: Json, offset: number, notes: Notes): DatabaseSchema | undefined {
  const parsed = parseSchema(json);
  if (!parsed.ok) {
    const { message, ...place } = parsed.fault;
    notes.add("OVN1015", { offset, ...place }, message);
    return undefined;
  }
  const { schema } = parsed;
  const known = knownDatabases().get(schema.name);
  if (known === undefined) {
    const names = [...knownDatabases().keys()].join(", ");
    notes.add(
      "OVN1016",
      { offset },
      `the file holds the database ${JSON.stringify(schema.name)}, expected one of ${names}`,
    );
    return undefined;
  }
  let fits = true;
  for (const table of schema.tables.values()) {
    for (const column of table.columns.values()) {
      const ours = known.schema.tables.get(table.name)?.columns.get(column.name);
      if (ours === undefined || isSameShape(ours, column)) continue;
      fits = false;
      const message = `the file's schema (version ${schema.version ?? "unknown"}) has ${formatColumnType(column)}, expected ${formatColumnType(ours)}`;
      notes.add("OVN1017", { offset, table: table.name, column: column.name }, message);
    }
  }
  return fits ? schema : undefined;
}
