import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { createColumn } from "../ovsdb/column-type.ts";
import type { ColumnSchema } from "../ovsdb/schema.ts";
import { decodeTables } from "./decode.ts";
import { databaseOf, stringsOf, type TestTables } from "./test-database.test.ts";

function decode(tables: TestTables, otherColumns: Readonly<Record<string, ColumnSchema>> = {}) {
  const notes: Diagnostic[] = [];
  const database = databaseOf({ name: "OVN_Southbound", tables, otherColumns });
  const typed = decodeTables("OVN_Southbound", database, (note) => notes.push(note));
  const text = notes.map(
    ({ code, place, message }) => `${code} ${place.table}.${place.column} ${place.row}: ${message}`,
  );
  return { typed, notes, text };
}

/** A column of another type than the known one, so that its values are looked at. */
const other = createColumn("other", { key: { type: "real" }, min: 0, max: 2, ephemeral: false });

describe("typed rows", () => {
  test("columns that the file does not have hold their defaults", () => {
    const { typed, notes } = decode({
      Chassis: { c1: { name: "hv1" } },
      Encap: {},
      FDB: { f1: {} },
      SB_Global: { g1: {} },
    });
    expect(typed.Chassis.get("c1")).toMatchObject({
      uuid: "c1",
      name: "hv1",
      hostname: "",
      encaps: [],
      vtep_logical_switches: [],
      nb_cfg: 0,
      external_ids: new Map(),
      other_config: new Map(),
      transport_zones: [],
    });
    expect(typed.FDB.get("f1")).toMatchObject({ uuid: "f1", mac: "", dp_key: 0, port_key: 0, timestamp: 0 });
    expect(typed.SB_Global.get("g1")).toMatchObject({ ipsec: false, ssl: undefined });
    expect(typed.Port_Binding.size).toBe(0);
    expect(notes).toEqual([]);
  });

  test("a set of one and an atom are the same", () => {
    const { typed, notes } = decode(
      { Chassis: { c1: { name: ["hv1"], transport_zones: "tz1" } }, Encap: {} },
      { "Chassis.name": other, "Chassis.transport_zones": other },
    );
    expect(typed.Chassis.get("c1")).toMatchObject({ name: "hv1", transport_zones: ["tz1"] });
    expect(notes).toEqual([]);
  });

  test("a value of a wrong shape is reported and left out", () => {
    const { typed, text } = decode(
      {
        Chassis: { c1: { name: 5, nb_cfg: "x", transport_zones: new Map(), other_config: new Map([["a", 1]]) } },
        Encap: {},
      },
      {
        "Chassis.name": other,
        "Chassis.nb_cfg": other,
        "Chassis.transport_zones": other,
        "Chassis.other_config": other,
      },
    );
    expect(typed.Chassis.get("c1")).toMatchObject({
      name: "",
      nb_cfg: 0,
      transport_zones: [],
      other_config: new Map(),
    });
    expect(text.sort()).toEqual([
      "OVN2001 Chassis.name c1: found 5, expected one string",
      'OVN2001 Chassis.nb_cfg c1: found "x", expected one integer',
      "OVN2001 Chassis.other_config c1: found a map of 1, expected a map of string to string",
      "OVN2001 Chassis.transport_zones c1: found a map of 0, expected a set of string",
    ]);
  });

  test("a name like __proto__ stays a name", () => {
    const external_ids = stringsOf({ ["__proto__"]: "x" });
    const { typed } = decode({ Chassis: { __proto__x: { external_ids } }, Encap: {} });
    expect(typed.Chassis.get("__proto__x")?.external_ids.get("__proto__")).toBe("x");
  });
});

describe("references", () => {
  test("strong ones that lead nowhere are left out and reported", () => {
    const { typed, text } = decode({
      Chassis: { c1: { name: "hv1", encaps: ["e1", "e2"] } },
      Encap: { e1: { ip: "10.0.0.1" } },
    });
    expect(typed.Chassis.get("c1")?.encaps).toEqual(["e1"]);
    expect(text).toEqual([
      "OVN2002 Chassis.encaps c1: found a reference to row e2 of table Encap, expected a row that exists; the reference is left out",
    ]);
  });

  test("weak ones go in silence, as they do in the database", () => {
    const ports = { p1: { datapath: "d1", chassis: "c9", encap: "e9", additional_chassis: ["c1", "c9"] } };
    const { typed, notes } = decode({
      Port_Binding: ports,
      Datapath_Binding: { d1: {} },
      Chassis: { c1: {} },
      Encap: {},
    });
    expect(typed.Port_Binding.get("p1")).toMatchObject({
      chassis: undefined,
      encap: undefined,
      additional_chassis: ["c1"],
    });
    expect(notes).toEqual([]);
  });

  test("a row whose only value leads nowhere goes, and what refers to it loses the reference", () => {
    const { typed, text } = decode({
      Datapath_Binding: { d1: {} },
      Port_Binding: { p1: { datapath: "d1" }, p2: { datapath: "d2" } },
      Multicast_Group: { m1: { datapath: "d1", ports: ["p1", "p2"] } },
    });
    expect([...typed.Port_Binding.keys()]).toEqual(["p1"]);
    expect(typed.Multicast_Group.get("m1")?.ports).toEqual(["p1"]);
    expect(text).toEqual([
      "OVN2002 Port_Binding.datapath p2: found a reference to row d2 of table Datapath_Binding, expected a row that exists; the row is left out",
    ]);
  });

  test("a table that the file lacks is told once", () => {
    const { typed, text } = decode({ Chassis: { c1: { encaps: ["e1"] }, c2: { encaps: ["e2", "e3"] } } });
    expect([...typed.Chassis.values()].map(({ encaps }) => encaps)).toEqual([[], []]);
    expect(text).toEqual([
      "OVN2003 Chassis.encaps undefined: column refers to rows of table Encap, which the file does not hold; the references are left out",
    ]);
  });
});
