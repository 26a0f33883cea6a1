import type { Parsed } from "../diagnostic/diagnostic.ts";
import { readRows } from "./dump-rows.ts";
import { type DumpContent, type DumpTable, IMPLICIT_COLUMNS } from "./dump-table.ts";
import { identifyTables } from "./identify.ts";
import { Notes } from "./notes.ts";
import { stateToDatabase, type TableState } from "./state.ts";
import type { Database } from "./value.ts";

/** No database has so many tables, nor a table so many columns. */
const MOST = 1000;

/**
 * Reads the tables that `ovsdb-client dump` or `ovs-vsctl list TABLE` printed. They come without a schema: the
 * known ones tell the database and the columns' types.
 */
export function readDump(content: DumpContent, { file }: { readonly file: string }): Parsed<Database> {
  const notes = new Notes(file);
  if (!content.ok) {
    notes.add("OVN1040", { offset: content.fault.offset }, content.fault.message);
    return notes.fail();
  }
  const { tables: dumped, lost } = content;
  const [first] = dumped;
  const fault = checkTables(dumped);
  if (fault !== undefined || first === undefined) {
    notes.add("OVN1040", { offset: first?.offset ?? 0 }, fault ?? "the text holds no whole table");
    return notes.fail();
  }
  const named = dumped.map(({ name, headings }) => ({
    name,
    columns: headings.filter((heading) => !IMPLICIT_COLUMNS.has(heading)),
  }));
  const result = identifyTables(named);
  if (result.kind === "none") {
    const what = named.map(({ name, columns }) => name ?? `a table of ${columns.slice(0, 5).join(", ")}…`);
    const message = `no known database has ${what.slice(0, 5).join("; ")}`;
    notes.add(
      "OVN1042",
      { offset: first.offset },
      message,
      "expected a dump of OVN_Southbound, OVN_Northbound or Open_vSwitch",
    );
    return notes.fail();
  }
  if (result.kind === "several") {
    const message = `the tables may be of ${result.names.join(" or ")}: they have the same columns`;
    notes.add("OVN1043", { offset: first.offset }, message, "give a dump of the whole database");
    return notes.fail();
  }
  const { database, names } = result.identity;
  const tables = new Map<string, TableState>();
  dumped.forEach((table, i) => {
    const name = names[i];
    const place = { offset: table.offset, table: name ?? table.name ?? `#${i}` };
    if (name === undefined) {
      notes.add("OVN1044", place, `${database.schema.name} has no such table that is known: it is left out`);
    } else if (tables.has(name)) notes.add("OVN1046", place, "the dump has this table twice");
    else tables.set(name, readRows(table, database.schema.tables.get(name)!, notes));
  });
  if (notes.hasErrors) return notes.fail();
  for (const { offset, message } of lost) {
    notes.add("OVN1041", { offset }, `${message}; tables read: ${dumped.length}`);
  }
  const value = stateToDatabase({ schema: database.schema, tables }, file, undefined);
  return { ok: true, value, notes: notes.list() };
}

/** What is wrong with the tables as such. */
function checkTables(tables: readonly DumpTable[]): string | undefined {
  if (tables.length > MOST) return `the dump has ${tables.length} tables`;
  for (const { name = "a table", headings } of tables) {
    if (headings.length > MOST) return `${name} has ${headings.length} columns`;
    if (new Set(headings).size !== headings.length) return `${name} has a column twice`;
  }
  return undefined;
}
