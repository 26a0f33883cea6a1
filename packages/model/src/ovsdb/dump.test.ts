import { describe, expect, test } from "vitest";
import { identifyTables } from "./identify.ts";
import { knownDatabases } from "./known.ts";
import { readErrors, readWhole, rowsOf, UUIDS } from "./log-file.test.ts";

const [FIRST, SECOND, THIRD] = UUIDS;
const bytes = (...tables: readonly unknown[]) =>
  new TextEncoder().encode(
    tables.map((table) => `${typeof table === "string" ? table : JSON.stringify(table)}\n`).join(""),
  );

const encapHeadings = ["_uuid", "chassis_name", "ip", "options", "type"];
const encap = {
  caption: "Encap table",
  data: [[["uuid", FIRST], "hv1", "10.0.0.1", ["map", [["csum", "true"]]], "geneve"]],
  headings: encapHeadings,
};
const chassis = {
  caption: "Chassis table",
  data: [[["uuid", SECOND], ["uuid", FIRST], ["set", []], 0]],
  headings: ["_uuid", "encaps", "transport_zones", "nb_cfg"],
};

describe("dumps", () => {
  test("types come from the known schema", () => {
    const { value, notes } = readWhole(bytes(chassis, encap));
    expect(notes).toEqual([]);
    expect(value).toMatchObject({ name: "OVN_Southbound", version: undefined });
    expect(value.schema).toBe(knownDatabases().get("OVN_Southbound")?.schema);
    expect(rowsOf(value)).toEqual({
      Chassis: { [SECOND]: { encaps: [FIRST], transport_zones: [], nb_cfg: 0 } },
      Encap: { [FIRST]: { chassis_name: "hv1", ip: "10.0.0.1", options: new Map([["csum", "true"]]), type: "geneve" } },
    });
    expect(value.tables.get("Chassis")?.schema.columns.has("hostname")).toBe(true);
    expect(value.tables.get("Chassis")?.columns.has("hostname")).toBe(false);
  });

  test("a list has no caption: the columns tell the table", () => {
    const { value } = readWhole(bytes({ data: encap.data, headings: encap.headings }));
    expect([...value.tables.keys()]).toEqual(["Encap"]);
  });

  test("some columns are enough", () => {
    const { value } = readWhole(bytes({ data: [], headings: ["_uuid", "ofport", "name", "external_ids", "type"] }));
    expect(value.name).toBe("Open_vSwitch");
    expect([...value.tables.keys()]).toEqual(["Interface"]);
  });

  test("--pretty spreads a table over lines", () => {
    const pretty = JSON.stringify(encap, undefined, 2);
    expect(rowsOf(readWhole(bytes(pretty, chassis)).value)).toEqual(rowsOf(readWhole(bytes(encap, chassis)).value));
  });

  test("several on one line", () => {
    const { value } = readWhole(bytes(JSON.stringify(encap) + JSON.stringify(chassis)));
    expect([...value.tables.keys()]).toEqual(["Encap", "Chassis"]);
  });

  test("an unknown column or table of a later release is left out and named", () => {
    const later = { ...encap, headings: [...encap.headings, "colour"], data: [[...encap.data[0]!, "red"]] };
    const { value, notes } = readWhole(
      bytes(later, { caption: "Later table", data: [], headings: ["_uuid"] }, chassis),
    );
    expect(notes).toMatchObject([
      { code: "OVN1045", severity: "warning", place: { table: "Encap", column: "colour" } },
      { code: "OVN1044", severity: "warning", place: { table: "Later" } },
    ]);
    expect([...value.tables.get("Encap")!.columns]).toEqual(["chassis_name", "ip", "options", "type"]);
  });

  test("a cut text: whole tables are used", () => {
    const whole = bytes(encap, chassis);
    const start = bytes(encap).length;
    for (let length = start + 1; length < whole.length - 1; length++) {
      const { value, notes } = readWhole(whole.subarray(0, length));
      expect([...value.tables.keys()]).toEqual(["Encap"]);
      expect(notes).toMatchObject([{ code: "OVN1041", place: { offset: start } }]);
    }
    for (let length = 1; length < start - 1; length++) {
      expect(readErrors(whole.subarray(0, length)).length).toBeGreaterThan(0);
    }
  });

  test("an integer beyond 2^53 is named", () => {
    const text = `{"caption":"Encap table","headings":["_uuid"],"data":[]}`;
    const big = `{"caption":"Chassis table","headings":["_uuid","nb_cfg"],"data":[[["uuid","${FIRST}"],9007199254740993]]}`;
    const { notes } = readWhole(bytes(text, big));
    expect(notes).toMatchObject([{ code: "OVN1025", place: { row: FIRST, column: "nb_cfg" } }]);
    expect(notes[0]?.message).toMatch(/^9007199254740993 has an integer beyond/);
  });
});

describe("faults", () => {
  const row = (data: unknown, headings: unknown = encapHeadings) => ({ caption: "Encap table", data, headings });
  const cells = encap.data[0]!;

  test.each([
    [
      "cell of another type",
      row([[...cells.slice(0, 4), 5]]),
      "OVN1022",
      "expected one string, found the number 5",
      { row: FIRST, column: "type" },
    ],
    ["null cell", row([[...cells.slice(0, 4), null]]), "OVN1022", "expected one string, found null", { row: FIRST }],
    [
      "row of another length",
      row([cells.slice(1)]),
      "OVN1040",
      "a row is an array of 5 cells, found an array of 4",
      { row: "#0" },
    ],
    ["row that is none", row([{}]), "OVN1040", "a row is an array of 5 cells, found an object", { row: "#0" }],
    [
      "no identity",
      row([["x"]], ["ip"]),
      "OVN1023",
      'expected ["uuid", …], the dump does not have that column',
      { row: "#0", column: "_uuid" },
    ],
    ["bad identity", row([["x", "y"]], ["_uuid", "ip"]), "OVN1023", 'expected ["uuid", …], found the string "x"', {}],
    ["row twice", row([cells, cells]), "OVN1046", "the table has this row twice", { row: FIRST }],
    ["column twice", row([], ["_uuid", "ip", "ip"]), "OVN1040", "Encap has a column twice", {}],
    ["no headings", row([], 5), "OVN1040", '"headings" is an array of strings, found the number 5', {}],
    ["no data", row(undefined), "OVN1040", '"data" is an array of rows, found no value', {}],
  ])("%s", (_, table, code, message, place) => {
    const errors = readErrors(bytes(chassis, table));
    expect(errors[0]).toMatchObject({ code, message, severity: "error", place: { file: "some.db", ...place } });
  });

  test("the offset is that of the cell", () => {
    const data = bytes(chassis, row([cells, [["uuid", THIRD], "hv2", "10.0.0.2", ["set", []], "geneve"]]));
    expect(readErrors(data)[0]?.place.offset).toBe(Buffer.from(data).lastIndexOf('["set",[]]'));
  });

  test.each([
    ["table twice", [encap, encap], "OVN1046", "the dump has this table twice"],
    [
      "something after",
      [encap, "done"],
      "OVN1040",
      "expected the JSON object of a table, found what is not a JSON object",
    ],
    [
      "an unknown database",
      [{ caption: "Global table", data: [], headings: ["_uuid", "switches"] }],
      "OVN1042",
      "no known database has Global",
    ],
    [
      "unknown columns",
      [{ data: [], headings: ["_uuid", "a", "b", "c", "d", "e"] }],
      "OVN1042",
      "no known database has a table of a, b, c, d, e…",
    ],
    [
      "one of two",
      [
        {
          data: [],
          headings: [
            "_uuid",
            "bootstrap_ca_cert",
            "ca_cert",
            "certificate",
            "external_ids",
            "private_key",
            "ssl_ciphers",
            "ssl_protocols",
          ],
        },
      ],
      "OVN1043",
      /^the tables may be of OVN_Northbound or OVN_Southbound/,
    ],
  ])("%s", (_, tables, code, message) => {
    const [error] = readErrors(bytes(...tables));
    expect(error).toMatchObject({ code });
    expect(error?.message).toMatch(message);
  });
});

describe("known schemas", () => {
  test("three databases, of several versions", () => {
    const counts = [...knownDatabases()].map(([name, { schema, versions }]) => [
      name,
      schema.tables.size,
      versions.at(-1),
    ]);
    expect(counts).toEqual([
      ["OVN_Northbound", 39, "7.18.0"],
      ["OVN_Southbound", 39, "21.8.0"],
      ["Open_vSwitch", 19, "8.8.0"],
    ]);
  });

  test("columns as ovn-sb(5) and ovs-vswitchd.conf.db(5) have them", () => {
    const column = (database: string, table: string, name: string) =>
      knownDatabases().get(database)?.schema.tables.get(table)?.columns.get(name);
    expect(column("OVN_Southbound", "Port_Binding", "encap")).toMatchObject({
      shape: "optional",
      key: { type: "uuid", refTable: "Encap", weak: true },
    });
    expect(column("OVN_Southbound", "Chassis", "encaps")).toMatchObject({ shape: "set", min: 1, max: Infinity });
    expect(column("Open_vSwitch", "Interface", "mtu")).toMatchObject({ shape: "optional", ephemeral: true });
    expect(column("Open_vSwitch", "Interface", "ofport")).toMatchObject({ shape: "optional", ephemeral: false });
    expect(column("Open_vSwitch", "Port", "trunks")).toMatchObject({ shape: "set", max: 4096 });
    expect(column("Open_vSwitch", "Interface", "statistics")).toMatchObject({
      shape: "map",
      key: { type: "string" },
      value: { type: "integer" },
    });
  });

  test("every table of every version is told by its columns, or two are as likely", () => {
    const twins = new Set<string>();
    for (const [database, { schema, editions }] of knownDatabases()) {
      for (const table of schema.tables.keys()) {
        for (const edition of editions.get(table)!) {
          const result = identifyTables([{ name: undefined, columns: [...edition] }]);
          if (result.kind === "several") twins.add(`${database}.${table}`);
          else expect(result).toMatchObject({ kind: "one", identity: { names: [table] } });
          if (result.kind === "one") expect(result.identity.database.schema.name).toBe(database);
        }
      }
    }
    expect([...twins].sort()).toEqual([
      "OVN_Northbound.Mirror",
      "OVN_Northbound.SSL",
      "OVN_Southbound.DHCP_Options",
      "OVN_Southbound.DHCPv6_Options",
      "OVN_Southbound.Mirror",
      "OVN_Southbound.SSL",
    ]);
  });
});
