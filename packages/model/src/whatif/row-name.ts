import type { Atom, Database, Row, Table } from "../ovsdb/value.ts";

/** A column, or a key of a map column, that people name a table's rows by. */
type NaturalKey = { readonly column: string; readonly key?: string };

/** Beside `name`, which every table that has it goes by. The first is the one that rows are shown by. */
const NATURAL_KEYS: Readonly<Record<string, readonly NaturalKey[]>> = {
  Chassis: [{ column: "name" }, { column: "hostname" }],
  Chassis_Template_Var: [{ column: "chassis" }],
  Datapath_Binding: [
    { column: "external_ids", key: "name" },
    { column: "external_ids", key: "name2" },
  ],
  Encap: [{ column: "ip" }],
  FDB: [{ column: "mac" }],
  Interface: [{ column: "name" }, { column: "external_ids", key: "iface-id" }],
  MAC_Binding: [{ column: "ip" }],
  Open_vSwitch: [{ column: "external_ids", key: "system-id" }],
  Port_Binding: [{ column: "logical_port" }],
  Static_MAC_Binding: [{ column: "ip" }],
};

const BY_NAME: readonly NaturalKey[] = [{ column: "name" }];

export function naturalKeys(table: Table): readonly NaturalKey[] {
  return NATURAL_KEYS[table.name] ?? (table.columns.has("name") ? BY_NAME : []);
}

/** What a row is called by, in the order of the table's natural keys. */
export function namesOf(table: Table, row: Row): readonly string[] {
  return naturalKeys(table).flatMap(({ column, key }) => {
    const datum = row.columns.get(column);
    const value =
      key === undefined ? datum : datum instanceof Map ? (datum as ReadonlyMap<Atom, Atom>).get(key) : undefined;
    return typeof value === "string" && value !== "" ? [value] : [];
  });
}

/** What a row is shown by: its name, or the beginning of its UUID. */
export function nameOfRow(table: Table, row: Row): string {
  return namesOf(table, row)[0] ?? row.uuid.slice(0, 8);
}

const SHORTEST_PREFIX = 4;

/** The rows of a table that a word means: by name, or when no name is the word by the beginning of a UUID. */
export function findRows(database: Database, name: string, word: string): readonly Row[] {
  const table = database.tables.get(name);
  if (table === undefined) return [];
  const rows = [...table.rows.values()];
  const named = rows.filter((row) => namesOf(table, row).includes(word));
  if (named.length > 0) return named;
  if (word.length < SHORTEST_PREFIX || !/^[0-9a-f-]+$/i.test(word)) return [];
  return rows.filter(({ uuid }) => uuid.startsWith(word.toLowerCase()));
}
