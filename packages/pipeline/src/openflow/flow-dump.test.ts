import { describe, expect, test } from "vitest";
import { parseFlow, parseFlows } from "./flow-dump.ts";
import { formatFlow } from "./flow-text.ts";

/** What was found where, and what to do: line => message | hint @ character. */
const HOSTILE: readonly (readonly [line: string, message: string, character: number])[] = [
  ["", "the flow has no actions", 0],
  ["priority=1", "the flow has no actions", 10],
  ["priority=65536 actions=drop", 'priority is "65536"', 9],
  ["table=255 actions=drop", 'table is "255"', 6],
  ["table=ls_in actions=drop", 'table is "ls_in"', 6],
  ["cookie=0x10000000000000000 actions=drop", 'cookie is "0x10000000000000000"', 7],
  ["duration=x actions=drop", 'duration is "x"', 9],
  ["reg32=1 actions=drop", '"reg32" is no field and no protocol', 0],
  ["tun_metadata8=1 actions=drop", '"tun_metadata8" is no field and no protocol', 0],
  ["reg0=0x100000000 actions=drop", '"0x100000000" is no value of reg0', 5],
  ["reg0 actions=drop", "reg0 lacks its value", 4],
  ["reg0[0..32]=1 actions=drop", "cannot select bits 0..32 of 32-bit field reg0", 5],
  ["reg0[3..1]=1 actions=drop", "cannot select bits 3..1 of 32-bit field reg0", 5],
  ["reg0[0..3]=16 actions=drop", '"16" is no value of reg0[0..3]', 11],
  ["reg0=1,reg0=2 actions=drop", '"reg0" is given twice', 7],
  ["dl_src=00:00:00:00:00 actions=drop", '"00:00:00:00:00" is no value of dl_src', 7],
  ["ip,nw_src=1.2.3 actions=drop", '"1.2.3" is no value of nw_src', 10],
  ["ip,nw_src=1.2.3.4/33 actions=drop", '"1.2.3.4/33" is no value of nw_src', 10],
  ["ipv6,ipv6_src=::1::2 actions=drop", '"::1::2" is no value of ipv6_src', 14],
  ["in_port=p1 actions=drop", 'port "p1" has no known number', 8],
  ["ct_state=+new+foo actions=drop", '"+new+foo" is no value of ct_state', 9],
  ["ct_state=+new-new actions=drop", '"+new-new" is no value of ct_state', 9],
  ["ip,nw_frag=maybe actions=drop", '"maybe" is no value of nw_frag', 11],
  ["ip,nw_ttl=5/7 actions=drop", "field nw_ttl takes no mask", 12],
  ["actions=foo", '"foo" is no action', 8],
  ["actions=output:", "output lacks its port", 8],
  ["actions=resubmit(,8", "a parenthesis or quote is never closed", 8],
  ["actions=resubmit(,8))", "a parenthesis is closed that was never opened", 8],
  ["actions=resubmit(,)", "resubmit names neither port nor table", 8],
  ["actions=resubmit(,255)", "table is 255", 18],
  ["actions=set_field:5->reg99", '"reg99" is no field', 21],
  ["actions=set_field:5->ct_state", "field ct_state is read-only", 18],
  ["actions=set_field:5", '"5" lacks its "->"', 18],
  ["actions=load:5->reg0[0..1]", '"5" does not fit', 13],
  ["actions=move:reg0[]->reg1[0..3]", "source is 32 bits wide, destination 4", 13],
  ["actions=ct(commit,foo=1)", '"foo=1" is no argument of ct', 18],
  ["actions=ct(force)", "ct has force without commit", 11],
  ["actions=ct(commit,nat(src=1.2.3.9-1.2.3.4))", 'range "1.2.3.9-1.2.3.4" ends before it begins', 26],
  ["actions=ct(commit,nat(src=1.2.3))", '"1.2.3" is no address range', 26],
  ["actions=ct(commit,exec(foo))", '"foo" is no action', 23],
  ["actions=learn(table=5,foo=1)", '"foo" is no field', 22],
  ["actions=learn(result_dst=reg0[])", "result_dst is 32 bits wide", 25],
  ["actions=conjunction(1,3/2)", "clause 3 of 2", 22],
  ["actions=check_pkt_larger(100)", 'check_pkt_larger lacks its "->"', 8],
  ["actions=controller(userdata=0g)", '"0g" is no byte', 28],
  ["actions=sample(collector_set_id=5)", "sample lacks its probability", 8],
  ["actions=bundle(eth_src,0,hrw,ofport)", "", -1],
  ["actions=drop,output:1", "drop stands beside other actions", 8],
  ["actions=debug_recirc", "action debug_recirc is not supported", 8],
];

describe("an action may write under a mask where a match may not look under one", () => {
  test("as a switch of OVN 26.03 prints the flows of a QoS row with a DSCP value", () => {
    const line = "table=32, priority=100,ip actions=set_field:46/0x3f->ip_dscp,set_field:1/0x3->nw_ecn,resubmit(,33)";
    const parsed = parseFlow(line);
    expect(parsed.ok && formatFlow(parsed.value)).toBe(line);
  });
});

describe("a line that is no flow says what is wrong, and where", () => {
  test.each(HOSTILE)("%s", (line, message, character) => {
    const parsed = parseFlow(line);
    if (parsed.ok) {
      expect(character).toBe(-1);
      return;
    }
    expect(parsed.errors[0].message).toBe(message);
    expect(parsed.errors[0].place.character).toBe(character);
    expect(parsed.errors[0].code).toBe("OVN3001");
  });

  test("actions do not nest without end", () => {
    const deep = `actions=${"clone(".repeat(70)}exit${")".repeat(70)}`;
    const parsed = parseFlow(deep);
    expect(parsed.ok ? "" : parsed.errors[0].message).toBe("actions nest deeper than 64 levels");
  });
});

const dump = (...lines: string[]): string => `${lines.join("\n")}\n`;
const A = " cookie=0x1, table=0, priority=1 actions=drop";
const B = " cookie=0x2, table=8, priority=2,reg14=0x1 actions=resubmit(,9)";
const C = " cookie=0x3, table=9, priority=2,reg14=0x1 actions=drop";

describe("a dump", () => {
  test("may have headers, blank lines, comments and other line ends", () => {
    const text = `OFPST_FLOW reply (OF1.5) (xid=0x2):\r\n${A}\r\n\r\n# more\r\nNXST_FLOW reply (xid=0x4): flags=[more]\r\n${B}\r\n`;
    const parsed = parseFlows(text);
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(parsed.notes).toEqual([]);
    expect(parsed.value.isCut).toBe(false);
    expect(parsed.value.version).toBe("1.5");
    expect(parsed.value.flows.map((flow) => ` ${formatFlow(flow)}`)).toEqual([
      " cookie=0x1, priority=1 actions=drop",
      " cookie=0x2, table=8, priority=2,reg14=0x1 actions=resubmit(,9)",
    ]);
  });

  test("loses only the lines that are no flows", () => {
    const parsed = parseFlows(dump(A, " foo=1 actions=drop", B), { file: "hv1/flows.txt" });
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(parsed.value.flows).toHaveLength(2);
    expect(parsed.notes).toEqual([
      {
        code: "OVN3001",
        severity: "error",
        place: { file: "hv1/flows.txt", line: 2, character: 1 },
        message: '"foo" is no field and no protocol',
        hint: "field names are in ovs-fields(7)",
      },
    ]);
  });

  test("of something else is refused as a whole", () => {
    const parsed = parseFlows(dump("hello", "world"), { file: "notes.txt" });
    expect(parsed.ok ? [] : parsed.errors.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "OVN3008 none of 2 lines is a flow",
      'OVN3001 "hello" is no field and no protocol',
      'OVN3001 "world" is no field and no protocol',
    ]);
  });

  test("that is empty has no flows", () => {
    const value = { flows: [], version: undefined, isCut: false, lacks: undefined };
    expect(parseFlows("")).toEqual({ ok: true, value, notes: [] });
  });

  test("lists no more than a hundred faults", () => {
    const parsed = parseFlows(dump(A, ...Array.from({ length: 250 }, () => " x actions=drop")));
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(parsed.notes).toHaveLength(101);
    expect(parsed.notes.at(-1)?.message).toBe("150 more lines do not parse; the first 100 are listed");
  });
});

describe("a cut dump is told from a whole one", () => {
  const messages = (text: string): string[] => {
    const parsed = parseFlows(text);
    return parsed.ok
      ? [String(parsed.value.flows.length), ...parsed.notes.map(({ code, message }) => `${code} ${message}`)]
      : [];
  };
  const BEGIN = "OVN3002 the first line begins in the middle of a flow: the dump's beginning is cut off";

  test.each([
    ["->reg13,resubmit(,8)", 2],
    ["reg14=0x1 actions=resubmit(,9)", 2],
    ["actions=drop", 2],
  ])("at its beginning, within a line: %s", (first, flows) => {
    expect(messages(dump(first, A, B))).toEqual([String(flows), BEGIN]);
  });

  test("at its beginning, between lines", () => {
    expect(messages(dump(B, C))).toEqual([
      "2",
      "OVN3002 no flow is in table 0, where every packet begins: the dump's beginning is cut off",
    ]);
  });

  test.each([
    ["one table", dump(B, B)],
    ["some tables, as the header at its beginning tells", dump("NXST_FLOW reply (xid=0x4):", B, C)],
  ])("from one that was taken of %s", (_, text) => {
    expect(messages(text)).toEqual([
      "2",
      "OVN3002 no flow is in table 0, where every packet begins: the dump is of some of the tables only",
    ]);
  });

  test("at its end", () => {
    expect(messages(`${dump(A, B)} cookie=0x3, table=9, prio`)).toEqual([
      "2",
      "OVN3002 the last line ends in the middle of a flow: the dump's end is cut off",
    ]);
  });

  test("a file of flows without blanks before them is whole", () => {
    expect(messages(dump(A.trim(), B.trim()))).toEqual(["2"]);
  });
});
