import { describe, expect, test } from "vitest";
import { readAddressSet } from "./address-set.ts";
import { formatExpr } from "./format.ts";
import { MAX_DEPTH, parseExpr } from "./parser.ts";
import { createSymbolTable } from "./tables.ts";
import type { Scope } from "./term-parser.ts";

const SETS: Readonly<Record<string, readonly string[]>> = { none: [], two: ["10.0.0.1", "10.1.0.0/16"] };
const GROUPS: Readonly<Record<string, readonly string[]>> = { none: [], web: ["a", "b"] };

const scope: Scope = {
  table: createSymbolTable({ release: "26.03" }),
  addressSet: (name) => SETS[name] && readAddressSet(SETS[name]).members,
  portGroup: (name) => GROUPS[name],
};

/** `input => output`, or `input` alone when it prints as it was written. */
const PARSED = `
0
1
ip4
ip4 == 1 => ip4
eth.mcast == 0 => !eth.mcast
!eth.mcast
eth.mcast != 1 => !eth.mcast
(((ip4))) => ip4
tcp.dst == 80
80 == tcp.dst => tcp.dst == 80
tcp.dst == 0x50 => tcp.dst == 80
80 < tcp.dst => tcp.dst > 80
tcp.dst != {80, 443} => tcp.dst != 80 && tcp.dst != 443
tcp.dst == {80 443} => tcp.dst == 80 || tcp.dst == 443
tcp.dst == {80, 443,} => tcp.dst == 80 || tcp.dst == 443
!(tcp.dst == {80, 443}) => tcp.dst != 80 && tcp.dst != 443
!(vlan.present && !eth.mcast) => !vlan.present || eth.mcast
1 <= tcp.dst <= 5 => tcp.dst >= 1 && tcp.dst <= 5
5 > tcp.dst > 1 => tcp.dst < 5 && tcp.dst > 1
!(tcp.dst > 5) => tcp.dst <= 5
ip4 && (ip4.src == 10.0.0.1 || ip4.dst == 10.0.0.2)
(ip4 && tcp) && udp => ip4 && tcp && udp
ip4.src == 10.0.0.0/8
ip4.src == 10.0.0.0/255.0.0.255 => ip4.src == 0xa000000/0xff0000ff
ip4.src[0..7] == 5 => ip4.src[0..7] == 0x5
ip4.src[31] => ip4.src[31]
ip6.dst == ff02::1
ip6.dst[120..127] == 0xff => ip6.dst == ff00::/8
eth.dst == 0a:00:00:00:00:01
eth.type == 0x800
reg0 == 5 => reg0 == 0x5
!reg0 => reg0 == 0
reg0 == 0/0 => reg0 == 0x0/0x0
tcp.dst[0..3] == 0x1f => tcp.dst[0..3] == 0xf
inport == "a b\\"c"
inport == {"a", "b"} => inport == "a" || inport == "b"
inport == @web => inport == "a" || inport == "b"
inport == {@web, "c"} => inport == "a" || inport == "b" || inport == "c"
inport == @none => 0
!(inport != "a") => inport == "a"
ip4.src == $two => ip4.src == 10.0.0.1 || ip4.src == 10.1.0.0/16
ip4.src != $two => ip4.src != 10.0.0.1 && ip4.src != 10.1.0.0/16
ip4.src == {$two, 1.2.3.4} => ip4.src == 10.0.0.1 || ip4.src == 10.1.0.0/16 || ip4.src == 1.2.3.4
ip4.src == $none => 0
ip4.src != $none => 1
is_chassis_resident("lp")
!is_chassis_resident("lp") && 1
ip4 /* comment */ && tcp => ip4 && tcp
`;

describe("parsing", () => {
  const cases = PARSED.trim()
    .split("\n")
    .map((line) => line.split(" => "));
  test.each(cases)("%s", (input, output = input) => {
    const parsed = parseExpr(input, scope);
    expect(parsed.ok ? formatExpr(parsed.value) : parsed.errors[0].message).toBe(output);
  });

  test("what is printed reads back the same", () => {
    for (const [input = "", output = input] of cases) {
      const parsed = parseExpr(output, scope);
      if (!parsed.ok) continue;
      const again = parseExpr(formatExpr(parsed.value), scope);
      expect(again.ok && formatExpr(again.value)).toBe(formatExpr(parsed.value));
    }
  });
});

/** The text, the code, the character and the message; the hint, when there is one, follows a semicolon. */
const FAULTS: readonly (readonly [string, string, number, string])[] = [
  ["", "OVN4002", 0, "expected a constant, found the end of the text"],
  ["ip4 &&", "OVN4002", 6, "expected a constant, found the end of the text"],
  ["ip4 tcp", "OVN4002", 4, "expected the end of the text, found `tcp'"],
  ["(ip4", "OVN4002", 4, "expected `)', found the end of the text"],
  ["ip4)", "OVN4002", 3, "expected the end of the text, found `)'"],
  ["5 == 5", "OVN4002", 5, "expected a field name, found `5'"],
  ["5", "OVN4002", 1, "expected a relational operator, found the end of the text"],
  ["inport", "OVN4002", 6, "expected a relational operator, found the end of the text"],
  ["reg0 = 5", "OVN4002", 5, "expected a relational operator, found `='"],
  ["reg0 ==", "OVN4002", 7, "expected a constant, found the end of the text"],
  ["reg0 == {}", "OVN4002", 9, "expected a constant, found `}'"],
  ["reg0 == {5", "OVN4002", 10, "expected a constant, found the end of the text"],
  ["reg0[x]", "OVN4002", 5, "expected a small integer, found `x'"],
  ["reg0[0x1]", "OVN4002", 5, "expected a small integer, found `0x1'"],
  ["reg0[1", "OVN4002", 6, "expected `]', found the end of the text"],
  ["tcp.dst == 80..90", "OVN4002", 13, "expected the end of the text, found `..'"],
  ['tcp.dst == {80, "a"}', "OVN4002", 16, 'expected an integer, found `"a"\''],
  ['inport == {"a", 80}', "OVN4002", 16, "expected a string, found `80'"],
  ['inport == {"a", $two}', "OVN4002", 16, "expected a string, found `$two'"],
  ["tcp.dst == {80, @web}", "OVN4002", 16, "expected an integer, found `@web'"],
  ["is_chassis_resident(5)", "OVN4002", 20, "expected a string, found `5'"],
  ['is_chassis_resident("a"', "OVN4002", 23, "expected `)', found the end of the text"],
  ['is_there("a")', "OVN4002", 0, "`is_there' is not the name of a function"],
  ["ip5", "OVN4003", 0, "`ip5' is not the name of a field or predicate"],
  ["ip4.src == $what", "OVN4004", 11, "there is no address set `what'"],
  ["inport == @what", "OVN4005", 10, "there is no port group `what' on this datapath"],
  ['tcp.dst == "a"', "OVN4006", 0, "integer field tcp.dst cannot take a string constant"],
  ["inport == 5", "OVN4006", 0, "string field inport cannot take an integer constant"],
  ["tcp.dst == 65536", "OVN4007", 0, "a 17-bit constant does not fit 16-bit field tcp.dst"],
  ["tcp.dst == 1.2.3.4", "OVN4007", 0, "a 32-bit constant does not fit 16-bit field tcp.dst"],
  ["ip4.src == ::", "OVN4007", 0, "a 128-bit constant does not fit 32-bit field ip4.src"],
  ["ip4 == 2", "OVN4007", 0, "a 2-bit constant does not fit 1-bit field ip4"],
  ["tcp.dst < {1, 2}", "OVN4008", 0, "only == and != may be used with a set of values"],
  ['inport < "a"', "OVN4008", 0, "only == and != may be used with nominal field inport"],
  ["vlan.present < 1", "OVN4008", 0, "only == and != may be used with boolean field vlan.present"],
  ["ip4.src < $none", "OVN4008", 0, "only == and != may be used with an empty set of values"],
  ["ip4.src < 10.0.0.0/8", "OVN4008", 0, "only == and != may be used with a masked constant"],
  ["ip.proto != 6", "OVN4008", 0, "nominal field ip.proto may only be tested for equality, enclosing `!' considered"],
  [
    "!(ip.proto == 6)",
    "OVN4008",
    2,
    "nominal field ip.proto may only be tested for equality, enclosing `!' considered",
  ],
  ['inport != "a"', "OVN4008", 0, "nominal field inport may only be tested for equality, enclosing `!' considered"],
  ["!ip4", "OVN4008", 1, "predicate ip4 is nominal and may only be tested for being true"],
  ["ip4 == 0", "OVN4008", 0, "predicate ip4 is nominal and may only be tested for being true"],
  ["ip4 == {1, 0}", "OVN4008", 0, "predicate ip4 is nominal and may only be tested for being true"],
  ["1 == tcp.dst == 2", "OVN4008", 0, "`==' and `==' do not bound a range"],
  ["1 < tcp.dst > 2", "OVN4008", 0, "`<' and `>' do not bound a range"],
  ["1 < tcp.dst == 2", "OVN4008", 0, "`<' and `==' do not bound a range"],
  ["icmp4.frag_mtu == 5", "OVN4008", 0, "icmp4.frag_mtu can be set by an action but not matched"],
  ["inport[0] == 1", "OVN4009", 0, "string field inport has no bits to select"],
  ["tcp.dst[5..4] == 1", "OVN4009", 0, "bits 5..4 of tcp.dst run backwards"],
  ["eth.type[12..16] == 1", "OVN4009", 0, "cannot select bits 12..16 of 16-bit field eth.type"],
  ["eth.type[0..3] == 1", "OVN4009", 0, "cannot select bits of nominal field eth.type"],
  ["ip4 && tcp || udp", "OVN4011", 11, "`&&' and `||' need parentheses when used together"],
  ["!tcp.dst == 5", "OVN4011", 1, "the operand of `!' needs parentheses"],
  ["!5 < tcp.dst", "OVN4011", 1, "the operand of `!' needs parentheses"],
  ["^VIP == 5", "OVN4012", 0, "template `^VIP' has no value"],
  ["ip4.dst == ^VIP", "OVN4012", 11, "template `^VIP' has no value"],
  ["tcp.dst", "OVN4013", 0, "tcp.dst has 16 bits and cannot stand for a truth by itself"],
  ["ip4 # tcp", "OVN4001", 4, 'unexpected character "#"'],
];

describe("faults", () => {
  test.each(FAULTS)("%j", (text, code, character, message) => {
    const parsed = parseExpr(text, scope);
    const fault = parsed.ok ? undefined : parsed.errors[0];
    expect([fault?.code, fault?.place.character, fault?.message]).toEqual([code, character, message]);
  });

  test("parentheses nest so deep and no deeper", () => {
    const nested = (depth: number) => parseExpr(`${"(".repeat(depth)}ip4${")".repeat(depth)}`, scope);
    expect(nested(MAX_DEPTH).ok).toBe(true);
    expect(nested(MAX_DEPTH + 1)).toMatchObject({ errors: [{ code: "OVN4010", place: { character: MAX_DEPTH } }] });
    expect(nested(100_000)).toMatchObject({ errors: [{ code: "OVN4010" }] });
  });

  test("a long text is cut off in a message", () => {
    const parsed = parseExpr("x".repeat(1000), scope);
    const shown = `\`${"x".repeat(79)}…'`;
    expect(parsed).toMatchObject({ errors: [{ message: `${shown} is not the name of a field or predicate` }] });
  });

  test("a fault is placed within what the caller names", () => {
    const place = { table: "Logical_Flow", row: "7e0c8a1b", column: "match", character: 10 };
    const parsed = parseExpr("ip4 && x", scope, place);
    expect(parsed.ok ? undefined : parsed.errors[0].place).toEqual({ ...place, character: 17 });
  });
});
