import { describe, expect, test } from "vitest";
import { detectFormat } from "./detect.ts";
import { readErrors, UUIDS } from "./log-file.test.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const rows = `[${Array.from({ length: 500 }, () => '["some text"]').join(",")}]`;

describe("detectFormat", () => {
  test.each([
    ["ovsdb-standalone", "OVSDB JSON 16207 726881ed251e9a7402a23f26d42e09491a0f5921\n{}"],
    ["ovsdb-raft", "OVSDB CLUSTER 256 726881ed251e9a7402a23f26d42e09491a0f5921\n{}"],
    ["json-dump", '{"caption":"ACL table","data":[],"headings":["_uuid"]}\n'],
    ["json-dump", `{"data":${rows},"caption":"ACL table","headings":["_uuid"]}`],
    ["json-list", '\n {"data":[],"headings":["_uuid"]}'],
    ["json-list", `{"data":${rows},"headings":["_uuid"]}`],
    ["json-list", `{\n  "headings": [\n "_uuid"],\n "data": ${rows}}`],
    ["json-list", `{"data":[[["uuid","${UUIDS[0]}"],"a name"],`],
    ["text-dump", `name : hv1\n\n_uuid : ${UUIDS[0]}\n`],
    ["text-dump", `_uuid name\n${"-".repeat(36)} ----\n`],
    ["text-dump", "Chassis table\n_uuid                                encaps\n-----"],
    ["text-dump", `\n_uuid               : ${UUIDS[0]}\nname                : hv1\n`],
    ["unknown", ""],
    ["unknown", "OVSDB JS"],
    ["unknown", " OVSDB JSON 1 2"],
    ["unknown", '{"data":[]}'],
    ["unknown", '{"name":"OVN_Southbound","tables":{}}'],
    ["unknown", "NXST_FLOW reply (xid=0x4):\n cookie=0x0, duration=1s, table=0, actions=drop"],
  ])("%s", (format, text) => {
    expect(detectFormat(bytes(text))).toBe(format);
  });

  test.each([
    ["", "OVN1001"],
    ["nothing", "OVN1002"],
    ["Chassis table\n_uuid  encaps\n", "OVN1040"],
  ])("what is not read is named: %j", (text, code) => {
    expect(readErrors(bytes(text))).toMatchObject([{ code, place: { file: "some.db" } }]);
  });
});
