import { describe, expect, test } from "vitest";
import { compareDatabases, formatDifference } from "./compare.ts";
import { joinDatabases, mergeEphemeral } from "./join.ts";
import { logFile, readWhole, rowsOf, UUIDS } from "./log-file.test.ts";
import type { Database } from "./value.ts";

const [HV1, HV2, ENCAP] = UUIDS;

const dump = (...tables: readonly unknown[]) =>
  readWhole(new TextEncoder().encode(tables.map((table) => JSON.stringify(table)).join("\n"))).value;
const file = (chassis: object) => readWhole(logFile({ Chassis: chassis })).value;

const connection = (rows: readonly unknown[], ...columns: readonly string[]) => ({
  caption: "Connection table",
  headings: ["_uuid", ...columns],
  data: rows,
});
const encaps = { caption: "Encap table", headings: ["_uuid", "ip"], data: [[["uuid", ENCAP], "10.0.0.1"]] };

describe("compareDatabases", () => {
  const left = file({
    [HV1]: {
      name: "hv1",
      transport_zones: ["set", ["a", "b"]],
      external_ids: [
        "map",
        [
          ["k", "1"],
          ["l", "2"],
        ],
      ],
    },
  });

  test("sets and maps have no order, and defaults are values", () => {
    const right = file({
      [HV1]: {
        hostname: ["set", []],
        external_ids: [
          "map",
          [
            ["l", "2"],
            ["k", "1"],
          ],
        ],
        transport_zones: ["set", ["b", "a"]],
        name: "hv1",
      },
    });
    expect(compareDatabases(left, right)).toEqual([]);
  });

  test("differences of rows and columns", () => {
    const right = file({
      [HV1]: {
        name: "hv1",
        hostname: "h",
        transport_zones: ["set", ["a", "c"]],
        external_ids: [
          "map",
          [
            ["k", "1"],
            ["m", "2"],
          ],
        ],
      },
      [HV2]: {},
    });
    const found = compareDatabases(left, right);
    expect(found.map((difference) => formatDifference(difference, "a.db", "b.db"))).toEqual([
      `Chassis ${HV1} hostname: (none) in a.db, "h" in b.db`,
      `Chassis ${HV1} transport_zones: ["a", "b"] in a.db, ["a", "c"] in b.db`,
      `Chassis ${HV1} external_ids: {"k"="1", "l"="2"} in a.db, {"k"="1", "m"="2"} in b.db`,
      `Chassis ${HV2}: only in b.db`,
    ]);
    expect(compareDatabases(right, left)).toHaveLength(4);
    expect(compareDatabases(left, right, { limit: 2 })).toEqual(found.slice(0, 2));
  });

  test("other databases", () => {
    const other: Database = { ...left, name: "Open_vSwitch" };
    const found = compareDatabases(left, other);
    expect(found).toEqual([{ kind: "database", left: "OVN_Southbound", right: "Open_vSwitch" }]);
    expect(formatDifference(found[0]!, "a", "b")).toBe("a holds OVN_Southbound, b holds Open_vSwitch");
  });

  test("only what both carry is compared", () => {
    const a = dump(connection([[["uuid", HV1], "ssl:1", true]], "target", "is_connected"), encaps);
    const b = dump(connection([[["uuid", HV1], "ssl:1", 5000]], "target", "max_backoff"), {
      ...encaps,
      caption: "Chassis table",
      headings: ["_uuid", "name"],
    });
    expect(compareDatabases(a, b)).toEqual([]);
  });
});

describe("mergeEphemeral", () => {
  const persistent = dump(connection([[["uuid", HV1], "ssl:1"]], "target"), encaps);

  test("the columns that only the second carries are added", () => {
    const live = dump(connection([[["uuid", HV1], true, "ssl:1"]], "is_connected", "target"), encaps);
    const merged = mergeEphemeral(persistent, live);
    expect(rowsOf(merged)["Connection"]).toEqual({ [HV1]: { target: "ssl:1", is_connected: true } });
    expect([...merged.tables.get("Connection")!.columns]).toEqual(["target", "is_connected"]);
    expect(merged.tables.get("Encap")).toBe(persistent.tables.get("Encap"));
  });

  test("a table of other rows stays as it is", () => {
    const live = dump(connection([[["uuid", HV2], true, "ssl:1"]], "is_connected", "target"), encaps);
    expect(mergeEphemeral(persistent, live).tables.get("Connection")).toBe(persistent.tables.get("Connection"));
  });
});

describe("joinDatabases", () => {
  test("single tables become one database", () => {
    const joined = joinDatabases([dump(connection([], "target", "read_only", "role")), dump(encaps)]);
    expect(joined).toMatchObject({ ok: true });
    if (joined.ok) expect([...joined.value.tables.keys()]).toEqual(["Connection", "Encap"]);
  });

  test("a part with a schema gives it to all", () => {
    const whole = file({});
    const joined = joinDatabases([dump(encaps), whole]);
    expect(joined.ok && joined.value.version).toBe(false);
  });

  test("parts that disagree are refused", () => {
    const joined = joinDatabases([dump(encaps), dump({ ...encaps, data: [[["uuid", ENCAP], "10.0.0.2"]] })]);
    expect(joined).toMatchObject({ ok: false, errors: [{ code: "OVN1050" }] });
    if (!joined.ok) {
      expect(joined.errors[0].message).toBe(
        `not the same database: Encap ${ENCAP} ip: "10.0.0.1" in some.db, "10.0.0.2" in some.db`,
      );
    }
  });
});
