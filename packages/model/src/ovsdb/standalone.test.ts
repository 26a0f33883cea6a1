import { describe, expect, test } from "vitest";
import { concat, logFile, readErrors, readWhole, record, recordOf, rowsOf, SCHEMA, UUIDS } from "./log-file.test.ts";

const [HV1, HV2, ENCAP] = UUIDS;
const encaps = ["uuid", ENCAP];
const DEFAULTS = {
  name: "",
  nb_cfg: 0,
  hostname: undefined,
  transport_zones: [],
  encaps: ["00000000-0000-0000-0000-000000000000"],
  external_ids: new Map(),
  weights: new Map(),
  is_remote: false,
};

describe("rows", () => {
  test("every shape of value, and the defaults of what is not mentioned", () => {
    const { value, notes } = readWhole(
      logFile({
        _date: 1795340718779,
        _comment: "made by hand",
        Chassis: {
          [HV1]: {
            name: "hv1",
            nb_cfg: -5,
            hostname: "node1",
            transport_zones: ["set", ["a", "b"]],
            encaps: ["set", [encaps, ["uuid", HV2]]],
            external_ids: [
              "map",
              [
                ["a", "1"],
                ["__proto__", "2"],
              ],
            ],
            weights: ["map", [[1, 0.5]]],
            is_remote: true,
          },
          [HV2]: { hostname: ["set", []], transport_zones: "alone", name: ["set", ["hv2"]] },
        },
      }),
    );
    expect(notes).toEqual([]);
    expect(rowsOf(value)["Chassis"]).toEqual({
      [HV1]: {
        name: "hv1",
        nb_cfg: -5,
        hostname: "node1",
        transport_zones: ["a", "b"],
        encaps: [ENCAP, HV2],
        external_ids: new Map([
          ["a", "1"],
          ["__proto__", "2"],
        ]),
        weights: new Map([[1, 0.5]]),
        is_remote: true,
      },
      [HV2]: { ...DEFAULTS, name: "hv2", transport_zones: ["alone"] },
    });
  });

  test("a row is a map of the columns that the file carries", () => {
    const { value } = readWhole(logFile({ Chassis: { [HV1]: { name: "hv1", transport_zones: ["set", ["a"]] } } }));
    const table = value.tables.get("Chassis")!;
    const { columns } = table.rows.get(HV1)!;
    expect([...table.columns]).toEqual(Object.keys(DEFAULTS));
    expect(table.schema.columns.get("up")?.ephemeral).toBe(true);
    expect(columns.has("up")).toBe(false);
    expect(columns.get("up")).toBeUndefined();
    expect(columns.size).toBe(8);
    expect([...columns.keys()]).toEqual(Object.keys(DEFAULTS));
    expect([...columns.values()]).toEqual([...columns].map(([, datum]) => datum));
    const seen = new Map();
    columns.forEach((datum, name, map) => {
      expect(map).toBe(columns);
      seen.set(name, datum);
    });
    expect(seen).toEqual(new Map(columns));
    expect(columns.get("transport_zones")).toBe(columns.get("transport_zones"));
  });

  test("UUIDs in upper case name the same rows", () => {
    const upper = "ABCDEF00-0000-4000-8000-000000000001";
    const { value } = readWhole(logFile({ Chassis: { [upper]: { encaps: ["uuid", upper] } } }));
    const row = value.tables.get("Chassis")!.rows.get(upper.toLowerCase());
    expect(row?.columns.get("encaps")).toEqual([upper.toLowerCase()]);
  });

  test("columns and tables named as every object's properties", () => {
    const tables = { constructor: { columns: { toString: { type: "string" }, valueOf: { type: "integer" } } } };
    const text = `{"name":"OVN_Southbound","tables":${JSON.stringify(tables)}}`;
    const { value } = readWhole(concat([record(text), record({ constructor: { [HV1]: { toString: "x" } } })]));
    expect(rowsOf(value)).toEqual({ constructor: { [HV1]: { toString: "x", valueOf: 0 } } });
  });
});

describe("transactions", () => {
  const first = {
    Chassis: {
      [HV1]: {
        name: "hv1",
        encaps,
        hostname: "old",
        transport_zones: ["set", ["a", "b"]],
        external_ids: [
          "map",
          [
            ["k", "1"],
            ["l", "2"],
          ],
        ],
      },
      [HV2]: { name: "hv2", encaps },
    },
  };

  test("an old file's row holds whole new values", () => {
    const change = { Chassis: { [HV1]: { transport_zones: ["set", ["b", "c"]], hostname: ["set", []] } } };
    const { value } = readWhole(logFile(first, change));
    expect(rowsOf(value)["Chassis"]?.[HV1]).toMatchObject({
      name: "hv1",
      hostname: undefined,
      transport_zones: ["b", "c"],
      external_ids: new Map([
        ["k", "1"],
        ["l", "2"],
      ]),
    });
  });

  test("_is_diff: sets and maps are symmetric differences, scalars and optional scalars new values", () => {
    const change = {
      _is_diff: true,
      Chassis: {
        [HV1]: {
          name: "renamed",
          hostname: "new",
          transport_zones: ["set", ["b", "c"]],
          external_ids: [
            "map",
            [
              ["k", "1"],
              ["l", "3"],
              ["m", "4"],
            ],
          ],
        },
      },
    };
    const { value, notes } = readWhole(logFile(first, change));
    expect(notes).toEqual([]);
    expect(rowsOf(value)["Chassis"]?.[HV1]).toMatchObject({
      name: "renamed",
      hostname: "new",
      transport_zones: ["a", "c"],
      external_ids: new Map([
        ["l", "3"],
        ["m", "4"],
      ]),
    });
  });

  test("_is_diff: an optional scalar comes and goes", () => {
    const gone = { _is_diff: true, Chassis: { [HV1]: { hostname: ["set", []] }, [HV2]: { hostname: "new" } } };
    const { value } = readWhole(logFile(first, gone));
    expect(rowsOf(value)["Chassis"]).toMatchObject({ [HV1]: { hostname: undefined }, [HV2]: { hostname: "new" } });
  });

  test("_is_diff: a new row holds whole values", () => {
    const { value } = readWhole(logFile({ _is_diff: true, Chassis: { [HV1]: { transport_zones: ["set", ["a"]] } } }));
    expect(rowsOf(value)["Chassis"]?.[HV1]).toMatchObject({ transport_zones: ["a"] });
  });

  test("null deletes a row", () => {
    const { value } = readWhole(logFile(first, { Chassis: { [HV1]: null } }));
    expect(Object.keys(rowsOf(value)["Chassis"]!)).toEqual([HV2]);
  });
});

describe("faults in a transaction", () => {
  const good = { Chassis: { [HV1]: { name: "hv1" } } };
  const last = { Chassis: { [HV2]: { name: "hv2" } } };

  test.each([
    ["unknown table", { Nothing: {} }, "OVN1020", { table: "Nothing" }],
    ["unknown column", { Chassis: { [HV2]: { colour: "red" } } }, "OVN1021", { row: HV2, column: "colour" }],
    ["wrong atom", { Chassis: { [HV2]: { name: 5 } } }, "OVN1022", { table: "Chassis", row: HV2, column: "name" }],
    ["fraction for an integer", { Chassis: { [HV2]: { nb_cfg: 1.5 } } }, "OVN1022", { column: "nb_cfg" }],
    ["beyond 64 bits", { Chassis: { [HV2]: { nb_cfg: 1e20 } } }, "OVN1022", { column: "nb_cfg" }],
    ["set for a scalar", { Chassis: { [HV2]: { name: ["set", ["a", "b"]] } } }, "OVN1022", { column: "name" }],
    ["empty set for a scalar", { Chassis: { [HV2]: { name: ["set", []] } } }, "OVN1022", { column: "name" }],
    ["too few", { Chassis: { [HV2]: { encaps: ["set", []] } } }, "OVN1022", { column: "encaps" }],
    ["twice in a set", { Chassis: { [HV2]: { transport_zones: ["set", ["a", "a"]] } } }, "OVN1022", {}],
    [
      "twice in a map",
      {
        Chassis: {
          [HV2]: {
            external_ids: [
              "map",
              [
                ["a", "1"],
                ["a", "2"],
              ],
            ],
          },
        },
      },
      "OVN1022",
      {},
    ],
    ["pair of three", { Chassis: { [HV2]: { external_ids: ["map", [["a", "1", "2"]]] } } }, "OVN1022", {}],
    ["map that is none", { Chassis: { [HV2]: { external_ids: { a: "1" } } } }, "OVN1022", {}],
    ["UUID that is none", { Chassis: { [HV2]: { encaps: ["uuid", "hv1"] } } }, "OVN1022", { column: "encaps" }],
    ["named UUID", { Chassis: { [HV2]: { encaps: ["named-uuid", HV1] } } }, "OVN1022", { column: "encaps" }],
    ["row without a UUID", { Chassis: { hv2: {} } }, "OVN1023", { table: "Chassis", row: "hv2" }],
    ["row that is no object", { Chassis: { [HV2]: [] } }, "OVN1027", { row: HV2 }],
    ["table that is no object", { Chassis: [] }, "OVN1027", { table: "Chassis" }],
    ["deleted and not there", { Chassis: { [HV2]: null } }, "OVN1024", { row: HV2 }],
    [
      "difference that empties",
      { _is_diff: true, Chassis: { [HV1]: { encaps: ["set", []], hostname: ["set", ["a", "b"]] } } },
      "OVN1022",
      { column: "hostname" },
    ],
  ])("%s: nothing of it or after it is applied", (_, bad, code, place) => {
    const before = logFile(good);
    const { value, notes } = readWhole(concat([before, record(bad), record(last)]));
    expect(rowsOf(value)["Chassis"]).toEqual({ [HV1]: { ...DEFAULTS, name: "hv1" } });
    expect(notes[0]).toMatchObject({ code, severity: "error", place: { file: "some.db", ...place } });
    expect(notes.at(-1)).toMatchObject({ code: "OVN1027", severity: "error", place: { offset: before.length } });
    expect(notes.at(-1)?.message).toMatch(
      /^record 3 is not applied; the last \d+ bytes of the file, with 1 more record, are not read$/,
    );
  });

  test("the offset is that of the value in the file", () => {
    const before = logFile();
    const bad = record({ Chassis: { [HV1]: { name: 'é"', nb_cfg: "many" } } });
    const { notes } = readWhole(concat([before, bad]));
    const text = Buffer.from(concat([before, bad]));
    expect(notes[0]).toMatchObject({
      message: 'expected one integer, found the string "many"',
      place: { offset: text.indexOf('"many"') },
    });
  });

  test("many faults are counted", () => {
    const rows = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`row${i}`, {}]));
    const { notes } = readWhole(logFile({ Chassis: rows }));
    expect(notes).toHaveLength(21);
    expect(notes.at(-1)).toMatchObject({ code: "OVN1004", message: "31 more of the same" });
  });

  test("an ephemeral column in a file is noted and not used", () => {
    const { value, notes } = readWhole(logFile({ Chassis: { [HV1]: { name: "hv1", up: true } } }));
    expect(notes).toMatchObject([{ code: "OVN1026", severity: "note", place: { row: HV1, column: "up" } }]);
    expect(value.tables.get("Chassis")?.rows.get(HV1)?.columns.has("up")).toBe(false);
  });

  test.each(["9007199254740993", "-9223372036854775808", "9223372036854775807"])(
    "the integer %s is noted as rounded",
    (digits) => {
      const { value, notes } = readWhole(concat([logFile(), record(`{"Chassis":{"${HV1}":{"nb_cfg":${digits}}}}`)]));
      expect(notes).toMatchObject([{ code: "OVN1025", severity: "warning", place: { row: HV1, column: "nb_cfg" } }]);
      expect(notes[0]?.message).toContain(digits);
      expect(value.tables.get("Chassis")?.rows.get(HV1)?.columns.get("nb_cfg")).toBe(Number(digits));
    },
  );
});

describe("bad records", () => {
  const good = logFile({ Chassis: { [HV1]: { name: "hv1" } } });
  const next = record({ Chassis: { [HV2]: { name: "hv2" } } });
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
  const edit = (bytes: Uint8Array, from: string | RegExp, to: string) =>
    new Uint8Array(Buffer.from(text(bytes).replace(from, to), "latin1"));

  test.each([
    ["wrong SHA-1", edit(next, "hv2", "hv3"), "OVN1012", /have SHA-1 [0-9a-f]{40}, expected [0-9a-f]{40}; the last/],
    ["length too small", edit(next, /JSON \d+/, "JSON 9"), "OVN1012", /9 bytes at offset/],
    ["length 0", edit(next, /JSON \d+/, "JSON 0"), "OVN1011", /does not start with "OVSDB JSON LENGTH SHA1"/],
    ["length of 20 digits", edit(next, /JSON \d+/, "JSON 99999999999999999999"), "OVN1011", /does not start with/],
    ["other magic", edit(next, "JSON", "CLUSTER"), "OVN1011", /found "OVSDB CLUSTER/],
    ["no header", new TextEncoder().encode("garbage\n"), "OVN1011", /found "garbage"/],
    ["zero bytes", new Uint8Array(300), "OVN1011", /found zero bytes/],
    ["not UTF-8", recordOf(Uint8Array.of(0x7b, 0xff, 0x7d)), "OVN1013", /is not UTF-8 text/],
    ["not JSON", record("{"), "OVN1013", /is not JSON/],
    ["an array", record([]), "OVN1013", /is not a JSON object/],
  ])("%s", (_, bad, code, message) => {
    const { value, notes } = readWhole(concat([good, bad, next]));
    expect(rowsOf(value)["Chassis"]).toEqual({ [HV1]: { ...DEFAULTS, name: "hv1" } });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ code, severity: "error" });
    expect(notes[0]?.message).toMatch(message);
  });

  test("a length beyond the file with records after it is no cut", () => {
    const { notes } = readWhole(concat([good, edit(next, /JSON \d+/, "JSON 999999999999999"), next]));
    expect(notes).toMatchObject([{ code: "OVN1011", place: { offset: good.length } }]);
    expect(notes[0]?.message).toMatch(
      /its length is wrong; the last \d+ bytes of the file, with 1 more record, are not read$/,
    );
  });

  test("CR LF line ends are told", () => {
    const [error] = readErrors(edit(good, /\n/g, "\r\n"));
    expect(error).toMatchObject({ code: "OVN1011" });
    expect(error?.hint).toContain("CR LF");
  });

  test("blanks after the last record lose nothing", () => {
    const { notes } = readWhole(concat([good, new TextEncoder().encode("\n \n")]));
    expect(notes).toMatchObject([{ code: "OVN1018", severity: "note" }]);
  });

  test("a SHA-1 in upper case is the same", () => {
    const { notes } = readWhole(
      edit(
        good,
        /[0-9a-f]{40}/,
        text(good)
          .match(/[0-9a-f]{40}/)![0]
          .toUpperCase(),
      ),
    );
    expect(notes).toEqual([]);
  });
});

describe("schemas", () => {
  test.each([
    ["no name", { ...SCHEMA, name: undefined }, "OVN1015", "the schema has no name"],
    [
      "other database",
      { ...SCHEMA, name: "hardware_vtep" },
      "OVN1016",
      'the file holds the database "hardware_vtep", expected one of OVN_Northbound, OVN_Southbound, Open_vSwitch',
    ],
    ["no tables", { ...SCHEMA, tables: [] }, "OVN1015", "the schema has no tables"],
    ["no columns", { ...SCHEMA, tables: { A: {} } }, "OVN1015", "the table's schema has no columns"],
    [
      "atom type",
      { ...SCHEMA, tables: { A: { columns: { b: { type: "text" } } } } },
      "OVN1015",
      '"text" is no type of an atom, expected one of integer, real, boolean, string, uuid',
    ],
    [
      "bounds",
      { ...SCHEMA, tables: { A: { columns: { b: { type: { key: "string", min: 2, max: 3 } } } } } },
      "OVN1015",
      "the bounds of a column's type are wrong",
    ],
    [
      "value type",
      { ...SCHEMA, tables: { A: { columns: { b: { type: { key: "string", value: null } } } } } },
      "OVN1015",
      "the type of an atom is a string or an object, found null",
    ],
  ])("%s", (_, schema, code, message) => {
    expect(readErrors(record(schema))).toMatchObject([{ code, message }]);
  });
});
