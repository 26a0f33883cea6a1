import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "./json.ts";
import { readErrors, readWhole, rowsOf, UUIDS } from "./log-file.test.ts";
import { parseTextValue } from "./text-value.ts";

const [FIRST, SECOND, THIRD] = UUIDS;
const bytes = (text: string) => new TextEncoder().encode(text);

describe("parseTextValue", () => {
  // ovs-vsctl(8), "Database Values".
  test.each<[string, Json]>([
    ["hv1", "hv1"],
    ["br-int.0_x", "br-int.0_x"],
    ['""', ""],
    ['"5"', "5"],
    ['"true"', "true"],
    ['"a \\"quoted\\", {strange}=[one]\\n\\u00e9"', 'a "quoted", {strange}=[one]\né'],
    ["5", 5],
    ["-1", -1],
    ["0.25", 0.25],
    ["1e+20", 1e20],
    ["true", true],
    ["false", false],
    [FIRST, ["uuid", FIRST]],
    ["[]", ["set", []]],
    ["{}", ["map", []]],
    ['[a, "b c", d]', ["set", ["a", "b c", "d"]]],
    [
      `[${FIRST}, ${SECOND}]`,
      [
        "set",
        [
          ["uuid", FIRST],
          ["uuid", SECOND],
        ],
      ],
    ],
    [
      '{a="1", "b=c"=d}',
      [
        "map",
        [
          ["a", "1"],
          ["b=c", "d"],
        ],
      ],
    ],
    ["{0=1}", ["map", [[0, 1]]]],
  ])("%s", (text, json) => {
    expect(parseTextValue(text)).toEqual(json);
  });

  test.each(["", " ", "a b", "[a", "[a,b]", "[a, ]", "{a}", "{a=}", '"a', '"a\\', '"\\x"', "[[a]]", "a]", "<none>"])(
    "%j is no value",
    (text) => {
      expect(parseTextValue(text)).toBeUndefined();
    },
  );

  test("any quoted string comes back", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (codes) => {
        const text = String.fromCharCode(...codes);
        expect(parseTextValue(JSON.stringify(text))).toBe(text);
        expect(parseTextValue(`[x, ${JSON.stringify(text)}]`)).toEqual(["set", ["x", text]]);
      }),
    );
  });
});

const grid = `Chassis table
_uuid                                encaps                                 hostname external_ids nb_cfg
------------------------------------ -------------------------------------- -------- ------------ ------
${FIRST} [${THIRD}] "é 1"   {k=v, l="2"} 0
${SECOND} [${THIRD}] h        {}           7

Encap table
_uuid ip chassis_name
----- -- ------------
`;

const list = `_uuid               : ${FIRST}
encaps              : [${THIRD}]
hostname            : "é 1"
external_ids        : {k=v, l="2"}
nb_cfg              : 0

_uuid               : ${SECOND}
encaps              : [${THIRD}]
hostname            : h
external_ids        : {}
nb_cfg              : 7
`;

const rows = {
  [FIRST]: {
    encaps: [THIRD],
    hostname: "é 1",
    external_ids: new Map([
      ["k", "v"],
      ["l", "2"],
    ]),
    nb_cfg: 0,
  },
  [SECOND]: { encaps: [THIRD], hostname: "h", external_ids: new Map(), nb_cfg: 7 },
};

describe("tables", () => {
  test("columns are told by their widths in bytes", () => {
    const { value, notes } = readWhole(bytes(grid));
    expect(notes).toEqual([]);
    expect(rowsOf(value)).toEqual({ Chassis: rows, Encap: {} });
  });

  test("one without a caption, as --format=table list prints it", () => {
    const { value } = readWhole(bytes(grid.slice(grid.indexOf("\n") + 1, grid.indexOf("\nEncap"))));
    expect(rowsOf(value)).toEqual({ Chassis: rows });
  });

  test("CR LF line ends", () => {
    expect(rowsOf(readWhole(bytes(grid.replaceAll("\n", "\r\n"))).value)).toEqual({ Chassis: rows, Encap: {} });
  });

  test("a cut last row is named", () => {
    const end = grid.indexOf("{}");
    const { value, notes } = readWhole(bytes(grid.slice(0, end)));
    expect(rowsOf(value)).toEqual({ Chassis: { [FIRST]: rows[FIRST] } });
    expect(notes).toMatchObject([
      { code: "OVN1041", place: { offset: bytes(grid.slice(0, grid.indexOf(SECOND))).length } },
    ]);
  });

  test("a value that does not fit has its place", () => {
    const bad = grid.replace(/7$/m, "x");
    const [error] = readErrors(bytes(bad));
    expect(error).toMatchObject({
      code: "OVN1022",
      message: 'expected one integer, found the string "x"',
      place: { table: "Chassis", row: SECOND, column: "nb_cfg", offset: bytes(bad).lastIndexOf(0x78) },
    });
  });

  test("a value that is none has its text", () => {
    const [error] = readErrors(bytes(grid.replace('{k=v, l="2"}', '{k=v, l="2" ')));
    expect(error).toMatchObject({
      code: "OVN1022",
      message: 'expected a map of string to string, found "{k=v, l=\\"2\\""',
    });
  });
});

describe("lists", () => {
  test("a line for each column", () => {
    const { value, notes } = readWhole(bytes(list));
    expect(notes).toEqual([]);
    expect(rowsOf(value)).toEqual({ Chassis: rows });
  });

  test("several tables, with captions and without", () => {
    const encap = `_uuid : ${THIRD}\nip : "10.0.0.1"\nchassis_name : hv1\n`;
    expect(Object.keys(rowsOf(readWhole(bytes(`${list}\n${encap}`)).value))).toEqual(["Chassis", "Encap"]);
    const named = bytes(`Chassis table\n${list}\nBFD table\n\nEncap table\n${encap}`);
    expect(Object.keys(rowsOf(readWhole(named).value))).toEqual(["Chassis", "Encap"]);
  });

  test("a text that lost its start: whole rows are used", () => {
    const first = list.indexOf("hostname");
    const { value, notes } = readWhole(bytes(list.slice(first)));
    expect(rowsOf(value)).toEqual({ Chassis: { [SECOND]: rows[SECOND] } });
    expect(notes).toMatchObject([{ code: "OVN1041", place: { offset: 0 } }]);
  });

  test("a text cut anywhere in its last row", () => {
    const text = bytes(list);
    const start = bytes(list.slice(0, list.indexOf(`_uuid               : ${SECOND}`))).length;
    for (let length = start + 1; length < text.length; length += 5) {
      const { value, notes } = readWhole(text.subarray(0, length));
      expect(rowsOf(value)).toEqual({ Chassis: { [FIRST]: rows[FIRST] } });
      expect(notes).toMatchObject([{ code: "OVN1041", place: { offset: start } }]);
    }
  });

  test("a column that ovn-sbctl works out is not asked for", () => {
    const flow = `_uuid : ${FIRST}\nactions : "next;"\nhash : 5\nmatch : "1"\npipeline : ingress\npriority : 0\n`;
    const { value, notes } = readWhole(bytes(flow));
    expect(notes).toEqual([]);
    expect([...value.tables.get("Logical_Flow")!.columns]).toEqual(["actions", "match", "pipeline", "priority"]);
  });

  test("an integer beyond 2^53", () => {
    const { notes } = readWhole(bytes(list.replace(/7$/m, "9223372036854775807")));
    expect(notes).toMatchObject([{ code: "OVN1025", place: { row: SECOND, column: "nb_cfg" } }]);
    expect(notes[0]?.message).toMatch(/^9223372036854775807 has/);
  });
});

describe("faults", () => {
  test.each([
    ["something else after", `${list}\nbye\n`, "OVN1040"],
    ["no rule under the headings", "Chassis table\n_uuid  name\nhv1 hv1\n", "OVN1040"],
    ["row without _uuid", "Chassis table\n_uuid : 5\n", "OVN1023"],
  ])("%s", (_, text, code) => {
    expect(readErrors(bytes(text))[0]).toMatchObject({ code });
  });

  test("a value that is not UTF-8", () => {
    const [error] = readErrors(new Uint8Array(Buffer.from(list.replace(": h\n", ": \u00ff\n"), "latin1")));
    expect(error).toMatchObject({ code: "OVN1022", place: { row: FIRST, column: "hostname" } });
  });

  test("lines of any characters of the notation", () => {
    const character = fc.constantFrom(
      ..."{ } [ ] , : = \\ a 1 -".split(" "),
      '"',
      " ",
      "\n",
      "_uuid : ",
      " table\n",
      `_uuid : ${FIRST}\n`,
    );
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 60 }), (text) => {
        const start = bytes(`${list}\n${text}`);
        expect(() => {
          try {
            readErrors(start);
          } catch (error) {
            if (!String(error).includes("read without an error")) throw error;
          }
        }).not.toThrow();
      }),
    );
  });
});
