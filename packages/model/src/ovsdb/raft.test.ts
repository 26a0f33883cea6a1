import { describe, expect, test } from "vitest";
import { concat, readErrors, readWhole, record, rowsOf, SCHEMA, UUIDS } from "./log-file.test.ts";

const [HV1, HV2, SERVER, EID] = UUIDS;
const header = { server_id: SERVER, cluster_id: EID, local_address: "tcp:10.0.0.1:6644", name: "OVN_Southbound" };
const fresh = { ...header, prev_servers: { [SERVER]: "tcp:10.0.0.1:6644" } };

/** A clustered file; ovsdb(5) has the records' members. */
const raft = (...records: readonly unknown[]) => concat(records.map((json) => record(json, "CLUSTER")));
const entry = (index: number, data: unknown, term = 1) => ({ term, index, data, eid: EID });
const chassis = (uuid: string, name: string) => ({ Chassis: { [uuid]: { name } } });
const names = (bytes: Uint8Array) => Object.values(rowsOf(readWhole(bytes).value)["Chassis"]!).map(({ name }) => name);

describe("entries", () => {
  const log = [
    fresh,
    { term: 1 },
    { term: 1, vote: SERVER },
    { term: 1, leader: SERVER },
    entry(1, [SCHEMA, null]),
    { commit_index: 1 },
    entry(2, [null, chassis(HV1, "hv1")]),
    { term: 1, index: 3, servers: fresh.prev_servers },
    { commit_index: 3 },
    entry(4, [null, chassis(HV2, "hv2")]),
  ];

  test("committed ones count, later ones are named", () => {
    const { value, notes } = readWhole(raft(...log));
    expect(value).toMatchObject({ name: "OVN_Southbound", version: "1.2.3" });
    expect(names(raft(...log))).toEqual(["hv1"]);
    expect(notes).toMatchObject([
      { code: "OVN1032", severity: "warning", place: { offset: raft(...log.slice(0, -1)).length } },
    ]);
    expect(notes[0]?.message).toBe("1 change after index 3 are not known to be committed and are left out");
  });

  test("an entry that is not committed may be replaced", () => {
    expect(names(raft(...log, entry(4, [null, chassis(HV2, "other")], 2), { commit_index: 4 }))).toEqual([
      "hv1",
      "other",
    ]);
  });

  test("the header's snapshot comes first", () => {
    const snapshot = { ...fresh, prev_index: 7, prev_term: 3, prev_eid: EID, prev_data: [SCHEMA, chassis(HV1, "hv1")] };
    expect(names(raft(snapshot))).toEqual(["hv1"]);
    expect(names(raft(snapshot, entry(8, [null, chassis(HV2, "hv2")], 3), { commit_index: 8 }))).toEqual([
      "hv1",
      "hv2",
    ]);
  });

  test("a schema with data replaces everything, one alone converts", () => {
    const other = {
      ...SCHEMA,
      version: "2.0.0",
      tables: {
        Chassis: {
          columns: { name: { type: { key: "string", min: 0, max: "unlimited" } }, extra: { type: "integer" } },
        },
      },
    };
    const replaced = raft(...log.slice(0, -1), entry(4, [other, chassis(HV2, "hv2")]), { commit_index: 4 });
    expect(rowsOf(readWhole(replaced).value)).toEqual({ Chassis: { [HV2]: { name: ["hv2"], extra: 0 } } });
    const converted = raft(...log.slice(0, -1), entry(4, [other, null]), { commit_index: 4 });
    expect(readWhole(converted).value.version).toBe("2.0.0");
    expect(rowsOf(readWhole(converted).value)).toEqual({ Chassis: { [HV1]: { name: ["hv1"], extra: 0 } } });
  });

  test("a conversion that a value does not fit", () => {
    const other = { ...SCHEMA, tables: { Chassis: { columns: { name: { type: "integer" } } } } };
    const { notes } = readWhole(raft(...log.slice(0, -1), entry(4, [other, null]), { commit_index: 4 }));
    expect(notes[0]).toMatchObject({ code: "OVN1035", place: { table: "Chassis", row: HV1, column: "name" } });
  });

  test("a server that left says so", () => {
    expect(readWhole(raft(...log.slice(0, -1), { note: "transfer leadership" }, { note: "left" })).notes).toMatchObject(
      [{ code: "OVN1034", severity: "warning" }],
    );
  });

  test.each([
    ["an entry that is due later", entry(6, [null, {}]), "record 10: entry 6 comes where entry 4 is due"],
    [
      "an entry that is committed",
      entry(2, [null, {}]),
      "record 10: entry 2 comes again, and entries up to 3 are committed",
    ],
    ["an entry of an earlier term", entry(4, [null, {}], 0), "record 10: entry 4 is of term 0, after one of term 1"],
    ["a commit of what is not there", { commit_index: 4 }, "record 10: the commit index is 4 and the last entry is 3"],
    ["a commit that goes back", { commit_index: 2 }, "record 10: the commit index goes back from 3 to 2"],
    ["an index that is none", { term: 1, index: -1 }, 'record 10: "index" is a whole number, found the number -1'],
    ["an index beyond 2^53", { commit_index: 2 ** 53 }, /"commit_index" is a whole number/],
    ["nothing", {}, 'record 10: it has neither "note" nor "commit_index" nor "term"'],
  ])("%s", (_, bad, message) => {
    const before = raft(...log.slice(0, -1));
    const { value, notes } = readWhole(concat([before, raft(bad), raft(log.at(-1))]));
    expect(Object.keys(rowsOf(value)["Chassis"]!)).toEqual([HV1]);
    expect(notes[0]).toMatchObject({ code: "OVN1031", severity: "error" });
    expect(notes[0]?.message).toMatch(message);
    expect(notes[1]).toMatchObject({ code: "OVN1031", place: { offset: before.length } });
    expect(notes[1]?.message).toMatch(/^record 10 is not applied; the last \d+ bytes of the file, with 1 more record/);
  });

  test.each([
    ["data of one", [SCHEMA], '"data" is an array of a schema and a transaction, found an array of 1'],
    [
      "other database",
      [{ ...SCHEMA, name: "OVN_Northbound" }, null],
      /the file is of database OVN_Southbound and its schema of OVN_Northbound/,
    ],
    ["bad row", [null, { Chassis: { [HV2]: { name: 5 } } }], "expected one string, found the number 5"],
  ])("%s", (_, data, message) => {
    const { notes } = readWhole(raft(...log.slice(0, -1), entry(4, data), { commit_index: 4 }));
    expect(notes[0]?.message).toMatch(message);
  });

  test("the place of a bad row is in the entry", () => {
    const bytes = raft(...log.slice(0, -1), entry(4, [null, { Chassis: { [HV2]: { name: 567 } } }]), {
      commit_index: 4,
    });
    expect(readWhole(bytes).notes[0]?.place.offset).toBe(Buffer.from(bytes).indexOf("567"));
  });

  test("a cut file: what is whole and committed", () => {
    const whole = raft(...log.slice(0, -1));
    for (let cut = 1; cut < 60; cut++) {
      const { value, notes } = readWhole(whole.subarray(0, whole.length - cut));
      expect(Object.keys(rowsOf(value)["Chassis"]!)).toEqual([]);
      expect(notes.map(({ code }) => code)).toEqual(["OVN1010", "OVN1032"]);
    }
  });
});

describe("headers", () => {
  test("a server that has not joined", () => {
    const joining = { ...header, remote_addresses: ["tcp:10.0.0.2:6644"] };
    expect(readErrors(raft(joining))).toMatchObject([{ code: "OVN1033" }]);
  });

  test.each([
    ["nothing committed", [fresh, entry(1, [SCHEMA, null])], "OVN1014"],
    ["no name", [{ ...fresh, name: undefined }], "OVN1030"],
    ["no servers", [{ ...fresh, prev_servers: undefined }], "OVN1030"],
    ["snapshot without data", [{ ...fresh, prev_index: 5, prev_term: 1, prev_data: null }], "OVN1031"],
    ["snapshot of a transaction", [{ ...fresh, prev_index: 5, prev_term: 1, prev_data: [null, {}] }], "OVN1031"],
  ])("%s", (_, records, code) => {
    expect(readErrors(raft(...records))[0]).toMatchObject({ code });
  });
});
