import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { knownDatabases } from "../ovsdb/known.ts";
import { applyQuickTransaction } from "../ovsdb/quick-transaction.ts";
import { createDatabaseState, stateToDatabase } from "../ovsdb/state.ts";
import type { Database, Table } from "../ovsdb/value.ts";
import type { SouthboundTables } from "../southbound/rows.ts";
import { decodeTables } from "./decode.ts";

/** Rows that stand in a text and the same rows as objects are typed alike: the objects are the oracle. */

const { schema } = knownDatabases().get("OVN_Southbound")!;

const uuidOf = (n: number): string => `${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
const reference = fc.integer({ min: 0, max: 12 }).map((n) => ["uuid", uuidOf(n)] as const);
const referencesOf = (minLength: number) =>
  fc.oneof(
    reference,
    fc
      .uniqueArray(reference, { minLength, maxLength: 4, selector: ([, uuid]) => uuid })
      .map((all) => ["set", all] as const),
  );
const references = referencesOf(0);
const optional = fc.oneof(
  reference,
  fc.constant(["set", []] as const),
  reference.map((one) => ["set", [one]] as const),
);

function rowsOf(columns: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  return fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.record(columns, { requiredKeys: [] })), {
      selector: ([n]) => n,
      maxLength: 8,
    })
    .map((rows) => Object.fromEntries(rows.map(([n, row]) => [uuidOf(n), row])));
}

const transaction = fc.record(
  {
    Datapath_Binding: rowsOf({ tunnel_key: fc.integer({ min: 1, max: 9 }) }),
    Chassis: rowsOf({ name: fc.constantFrom("a", "b"), encaps: referencesOf(1) }),
    Encap: rowsOf({ ip: fc.constantFrom("10.0.0.1", "10.0.0.2") }),
    HA_Chassis: rowsOf({ chassis: optional }),
    HA_Chassis_Group: rowsOf({ name: fc.constant("g"), ha_chassis: references, ref_chassis: references }),
    Port_Binding: rowsOf({
      logical_port: fc.constantFrom("p", "q", ""),
      options: fc.constantFrom(
        ["map", []],
        ["map", [["a", "1"]]],
        [
          "map",
          [
            ["c", "2"],
            ["b", '"'],
          ],
        ],
      ),
      datapath: reference,
      chassis: optional,
      encap: optional,
      additional_chassis: references,
      ha_chassis_group: optional,
    }),
    Logical_DP_Group: rowsOf({ datapaths: references }),
    Logical_Flow: rowsOf({
      logical_datapath: optional,
      logical_dp_group: optional,
      priority: fc.integer({ min: -1, max: 65535 }),
      match: fc.constantFrom("1", 'a == "b\\"', "é"),
    }),
    RBAC_Role: rowsOf({
      name: fc.constant("r"),
      permissions: fc
        .uniqueArray(fc.tuple(fc.constantFrom("x", "y"), reference), { selector: ([key]) => key })
        .map((pairs) => ["map", pairs] as const),
    }),
  },
  { requiredKeys: [] },
);

/** The same rows, each an object with a map of its own. */
function withObjects(database: Database): Database {
  const tables = [...database.tables].map(([name, table]): [string, Table] => {
    const rows = [...table.rows].map(([uuid, row]) => [uuid, { uuid, columns: new Map(row.columns) }] as const);
    return [name, { ...table, rows: new Map(rows) }];
  });
  return { ...database, tables: new Map(tables) };
}

/** What is read of columns as a whole is what the rows say one after the other. */
function checkWholeColumns({ Port_Binding: ports, Chassis, HA_Chassis_Group, Logical_Flow }: SouthboundTables): void {
  const homes = ports.referencesOf("chassis", Chassis);
  const groups = ports.referencesOf("ha_chassis_group", HA_Chassis_Group);
  const filled = new Set(ports.filledIn("additional_chassis"));
  const named = new Set(ports.filledIn("logical_port"));
  const holders = new Set(ports.holdersOf("options", ["a", "b"]));
  const all = [...ports.values()];
  for (const row of all) {
    const nth = ports.numberOf(row.uuid);
    expect(homes[nth]).toBe(row.chassis === undefined ? -1 : Chassis.numberOf(row.chassis));
    expect(groups[nth]).toBe(row.ha_chassis_group === undefined ? -1 : HA_Chassis_Group.numberOf(row.ha_chassis_group));
    const others = row.additional_chassis.map((uuid) => Chassis.numberOf(uuid));
    expect(ports.referencesAt("additional_chassis", nth, Chassis)).toEqual(others);
    if (others.length > 0) expect(filled.has(nth)).toBe(true);
    expect(named.has(nth)).toBe(row.logical_port !== "");
    if (row.options.has("a") || row.options.has("b")) expect(holders.has(nth)).toBe(true);
    expect(ports.uuids()[nth]).toBe(row.uuid);
    expect(ports.uuidWords()[nth]).toBe(Number.parseInt(row.uuid.slice(0, 8), 16));
    for (const other of all) {
      const isSame = ports.isSameAt("additional_chassis", nth, ports.numberOf(other.uuid));
      if (isSame) expect(other.additional_chassis).toEqual(row.additional_chassis);
    }
  }
  const priorities = Logical_Flow.integersOf("priority");
  for (const { uuid, priority } of Logical_Flow.values()) {
    expect(priorities[Logical_Flow.numberOf(uuid)]).toBe(priority);
  }
}

function typed(database: Database): { readonly notes: readonly Diagnostic[]; readonly rows: unknown } {
  const notes: Diagnostic[] = [];
  const tables = decodeTables("OVN_Southbound", database, (note) => notes.push(note));
  checkWholeColumns(tables);
  const rows = Object.entries(tables).map(([name, table]) => {
    const columns = [...schema.tables.get(name)!.columns.keys()];
    const all = [...(table as ReadonlyMap<string, Readonly<Record<string, unknown>>>)];
    const numbers: number[] = [];
    tables.Logical_Flow.forEachNumber((nth) => numbers.push(nth));
    const priorityOf = tables.Logical_Flow.readerOf("priority");
    expect(numbers.map((nth) => [tables.Logical_Flow.at(nth), priorityOf(nth)])).toEqual(
      [...tables.Logical_Flow.values()].map((row) => [row, row.priority]),
    );
    expect(table.size).toBe(all.length);
    expect([...table.keys()]).toEqual(all.map(([uuid]) => uuid));
    for (const [uuid, row] of all) {
      expect(table.has(uuid)).toBe(true);
      expect(table.get(uuid)).toBe(row);
    }
    for (let n = 0; n <= 12; n++) expect(table.has(uuidOf(n))).toBe(all.some(([uuid]) => uuid === uuidOf(n)));
    return [name, all.map(([uuid, row]) => [uuid, row["uuid"], ...columns.map((column) => row[column])])];
  });
  return { notes, rows };
}

test("rows of a text are linked as rows that are objects are", () => {
  fc.assert(
    fc.property(transaction, (json) => {
      const state = createDatabaseState(schema);
      const text = new TextEncoder().encode(JSON.stringify(json));
      expect(applyQuickTransaction(state, text)).toBe(true);
      const database = stateToDatabase(state, "some.db", undefined);
      expect(typed(database)).toEqual(typed(withObjects(database)));
    }),
    { numRuns: 200 },
  );
});

test("a row among others that name the same datapath names one that is not there", () => {
  const state = createDatabaseState(schema);
  const json = {
    Datapath_Binding: { [uuidOf(1)]: { tunnel_key: 1 } },
    Logical_Flow: {
      [uuidOf(2)]: { logical_datapath: ["uuid", uuidOf(1)], logical_dp_group: ["set", []] },
      [uuidOf(3)]: { logical_datapath: ["uuid", uuidOf(1)], logical_dp_group: ["set", []] },
      [uuidOf(4)]: { logical_datapath: ["uuid", uuidOf(5)] },
    },
  };
  expect(applyQuickTransaction(state, new TextEncoder().encode(JSON.stringify(json)))).toBe(true);
  const notes: Diagnostic[] = [];
  const database = stateToDatabase(state, "some.db", undefined);
  const tables = decodeTables("OVN_Southbound", database, (note) => notes.push(note));
  expect(notes).toMatchObject([{ code: "OVN2002", place: { row: uuidOf(4), column: "logical_datapath" } }]);
  expect([...tables.Logical_Flow.values()].map((row) => row.logical_datapath)).toEqual([
    uuidOf(1),
    uuidOf(1),
    undefined,
  ]);
});
