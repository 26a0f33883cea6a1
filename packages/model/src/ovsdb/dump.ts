import type { Parsed } from "../diagnostic/diagnostic.ts";
import { readRows } from "./dump-rows.ts";
import { type DumpTable, IMPLICIT_COLUMNS, parseTable } from "./dump-table.ts";
import { type DumpPart, readObjects } from "./dump-text.ts";
import { identifyTables } from "./identify.ts";
import { Notes } from "./notes.ts";
import { stateToDatabase, type TableState } from "./state.ts";
import type { Database } from "./value.ts";

/**
 * Reads what `ovsdb-client dump --format=json` or `ovs-vsctl --format=json list TABLE` prints: a JSON object
 * for each table. It has no schema: the known ones tell the columns' types.
 */
export function readDump(bytes: Uint8Array, { file }: { readonly file: string }): Parsed<Database> {
  const notes = new Notes(file);
  const read = readTables(bytes, notes);
  if (read === undefined) return notes.fail();
  const { tables: dumped, cutAt } = read;
  const named = dumped.map(({ name, headings }) => ({
    name,
    columns: headings.filter((h) => !IMPLICIT_COLUMNS.has(h)),
  }));
  const result = identifyTables(named);
  if (result.kind === "none") {
    const what = named.map(({ name, columns }) => name ?? `a table of ${columns.slice(0, 5).join(", ")}…`);
    const message = `no known database has ${what.slice(0, 5).join("; ")}`;
    notes.add(
      "OVN1042",
      { offset: dumped[0]!.offset },
      message,
      "expected a dump of OVN_Southbound, OVN_Northbound or Open_vSwitch",
    );
    return notes.fail();
  }
  if (result.kind === "several") {
    const message = `the tables may be of ${result.names.join(" or ")}: they have the same columns`;
    notes.add("OVN1043", { offset: dumped[0]!.offset }, message, "give a dump of the whole database");
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
  if (cutAt !== undefined) {
    const message = `the text ends within a table, and its last ${bytes.length - cutAt} bytes are not read`;
    notes.add("OVN1041", { offset: cutAt }, `${message}; tables read: ${dumped.length}`);
  }
  const value = stateToDatabase({ schema: database.schema, tables }, file, undefined);
  return { ok: true, value, notes: notes.list() };
}

/** The tables of a dump, and where it is cut, if it is. */
type DumpedTables = { readonly tables: readonly DumpTable[]; readonly cutAt: number | undefined };

/** The tables up to where the text is cut, or undefined, and notes, when it is no dump. */
function readTables(bytes: Uint8Array, notes: Notes): DumpedTables | undefined {
  const tables: DumpTable[] = [];
  for (const part of readObjects(bytes)) {
    const { kind, offset } = part;
    if (kind === "cut" && tables.length > 0) return { tables, cutAt: offset };
    const table = kind === "object" ? parseTable(part.json, offset, part.body) : describeFault(part);
    if (typeof table === "string") {
      notes.add("OVN1040", { offset }, table);
      return undefined;
    }
    tables.push(table);
  }
  return { tables, cutAt: undefined };
}

function describeFault(part: DumpPart & { readonly kind: "fault" | "cut" }): string {
  return part.kind === "cut"
    ? "the text ends within its first table"
    : `expected the JSON object of a table, found what is ${part.why}`;
}
