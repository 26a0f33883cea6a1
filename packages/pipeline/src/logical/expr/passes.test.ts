import { describe, expect, test } from "vitest";
import { readAddressSet } from "./address-set.ts";
import { annotateExpr } from "./annotate.ts";
import { formatExpr } from "./format.ts";
import { normalizeExpr } from "./normalize.ts";
import { parseExpr } from "./parser.ts";
import { evaluateResidency, simplifyExpr } from "./simplify.ts";
import { createSymbolTable } from "./tables.ts";

const table = createSymbolTable({ release: "26.03" });
const SET = ["10.0.0.0/8", "10.1.0.0/16", "11.0.0.1"];
const scope = { table, addressSet: () => readAddressSet(SET).members };

const annotated = (text: string) => {
  const parsed = parseExpr(text, scope);
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  return annotateExpr(parsed.value, table);
};
const simplified = (text: string) =>
  evaluateResidency(simplifyExpr(annotated(text), table.dialect), (port) => port === "here");

const PASSES = {
  annotate: (text: string) => formatExpr(annotated(text)),
  simplify: (text: string) => formatExpr(simplified(text)),
  normalize: (text: string) => formatExpr(normalizeExpr(simplified(text))),
};

const GOLDEN = {
  annotate: `
ip4 => eth.type == 0x800
ip => eth.type == 0x800 || eth.type == 0x86dd
tcp => ip.proto == 6 && (eth.type == 0x800 || eth.type == 0x86dd)
icmp4.type == 8 => icmp4.type == 8 && eth.type == 0x800 && ip.proto == 1 && (eth.type == 0x800 || eth.type == 0x86dd)
ip4.src == {10.0.0.1, 10.0.0.2} => (ip4.src == 10.0.0.1 || ip4.src == 10.0.0.2) && eth.type == 0x800
ip4.src == 10.0.0.1 || ip4.dst == 10.0.0.2 => (ip4.src == 10.0.0.1 && eth.type == 0x800) || (ip4.dst == 10.0.0.2 && eth.type == 0x800)
vlan.vid == 5 => vlan.tci[0..11] == 0x5 && vlan.tci[12]
ct.new && !ct.est => ct_state[0] && ct_state[5] && !ct_state[1] && ct_state[5]
reg0 == 1 => xxreg0[96..127] == 0x1
xreg0[1..2] == 3 => xxreg0[65..66] == 0x3
reg9[31] => xreg4[31]
flags.loopback => flags[0]
!vlan.present => !vlan.tci[12]
ip4.mcast => eth.dst[40] && ip4.dst == 224.0.0.0/4 && eth.type == 0x800
1 => 1
is_chassis_resident("here") && ip6 => is_chassis_resident("here") && eth.type == 0x86dd
from_evpn_vtep => __inport[31]
`,
  simplify: `
1 && ip4 => eth.type == 0x800
0 && ip4 => 0
0 || ip4 => eth.type == 0x800
is_chassis_resident("here") && ip4 => eth.type == 0x800
is_chassis_resident("there") && ip4 => 0
!is_chassis_resident("there") || ip4 => 1
reg0[0..2] != 5 => xxreg0[96..98] == 0x4 || xxreg0[97..98] == 0x3 || !xxreg0[98]
reg0[0..2] > 5 => xxreg0[97..98] == 0x3
reg0[0..2] >= 5 => xxreg0[96..98] == 0x5 || xxreg0[97..98] == 0x3
reg0[0..2] < 5 => xxreg0[96..98] == 0x4 || !xxreg0[98]
reg0[0..2] <= 5 => xxreg0[96..98] == 0x5 || xxreg0[96..98] == 0x4 || !xxreg0[98]
reg0[0..2] < 0 => 0
reg0[0..2] >= 0 => 1
reg0[0..2] <= 7 => 1
reg0[0..2] > 0 => xxreg0[96..98] == 0x1 || xxreg0[97..98] == 0x1 || xxreg0[98]
reg0 == 0/0 => 1
reg0 != 0/0 => 0
ip4.src == 0.0.0.0/0 => eth.type == 0x800
`,
  normalize: `
tcp => (eth.type == 0x800 && ip.proto == 6) || (eth.type == 0x86dd && ip.proto == 6)
ip4 && tcp => eth.type == 0x800 && ip.proto == 6
ip4 && ip6 => 0
tcp && udp => 0
reg0[0] && reg0[2] => xxreg0 == 0x5000000000000000000000000/0x5000000000000000000000000
tcp.dst == 80 && ip4.dst == 1.2.3.4 => eth.type == 0x800 && ip.proto == 6 && ip4.dst == 1.2.3.4 && tcp.dst == 80
ip4.src == {10.0.0.0/8, 10.1.0.0/16, 11.0.0.1} => eth.type == 0x800 && (ip4.src == 10.0.0.0/8 || ip4.src == 11.0.0.1)
ip4.src == $any => eth.type == 0x800 && (ip4.src == 10.0.0.0/8 || ip4.src == 10.1.0.0/16 || ip4.src == 11.0.0.1)
eth.dst == {0a:00:00:00:00:01, 0a:00:00:00:00:00/ff:00:00:00:00:00} => eth.dst == 0a:00:00:00:00:01 || eth.dst[40..47] == 0xa
ip4.src == {10.0.0.1, 10.0.0.2} && ip4.src == {10.0.0.2, 10.0.0.3} => eth.type == 0x800 && ip4.src == 10.0.0.2
ip4.src == $any && ip4.src == {10.1.2.3, 12.0.0.1} => eth.type == 0x800 && ip4.src == 10.1.2.3
inport == {"a", "b"} && inport == {"b", "c"} => inport == "b"
inport == {"a", "b"} && inport == "c" => 0
inport == {"a", "b"} && inport == {"a", "b"} => inport == "a" || inport == "b"
eth.type == {5, 6} && reg1 == {1, 2} => (eth.type == 0x5 && (xxreg0[64..95] == 0x1 || xxreg0[64..95] == 0x2)) || (eth.type == 0x6 && (xxreg0[64..95] == 0x1 || xxreg0[64..95] == 0x2))
pkt.mark == {1, 2} && ct_mark == {3, 4} => (ct_mark == 0x3 || ct_mark == 0x4) && (pkt.mark == 0x1 || pkt.mark == 0x2)
pkt.mark == 1 && (ct_mark == 2 || eth.bcast) => (ct_mark == 0x2 && pkt.mark == 0x1) || (eth.dst == ff:ff:ff:ff:ff:ff && pkt.mark == 0x1)
1 <= pkt.mark[0..1] <= 2 => pkt.mark[0..1] == 0x1 || pkt.mark[0..1] == 0x2
`,
} as const;

describe.each(Object.keys(GOLDEN) as (keyof typeof GOLDEN)[])("%s", (pass) => {
  const cases = GOLDEN[pass]
    .trim()
    .split("\n")
    .map((line) => line.split(" => "));
  test.each(cases)("%s", (input, output = input) => {
    expect(PASSES[pass](input)).toBe(output);
  });
});

test("before inequalities came by prefixes, each looked at one bit", () => {
  const parsed = parseExpr("pkt.mark[0..2] != 5", scope);
  const simple = parsed.ok && simplifyExpr(annotateExpr(parsed.value, table), { inequality: "bits" });
  expect(simple && formatExpr(simple)).toBe("!pkt.mark[0] || pkt.mark[1] || !pkt.mark[2]");
});

test("residency must be decided before normalizing", () => {
  const parsed = parseExpr('is_chassis_resident("here")', scope);
  expect(() => parsed.ok && normalizeExpr(parsed.value)).toThrow("not decided");
});
