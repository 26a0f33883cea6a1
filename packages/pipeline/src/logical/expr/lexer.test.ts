import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatConstant } from "./constant.ts";
import { Lexer, listTokens, type TokenKind } from "./lexer.ts";
import { takeInteger } from "./term-parser.ts";

/** Constants by what they were written as, and as they print: `input => output`, or `input` when it is the same. */
const CONSTANTS = `
0
1
18446744073709551615
0xff
0XFF => 0xff
0x0000000000000000000000000000000000000001 => 0x1
0xffffffffffffffffffffffffffffffff
0/0
0/0x10
15/7 => 7/7
0xff/0xf0 => 0xf0/0xf0
1.2.3.4
255.255.255.255
10.1.2.3/8 => 10.0.0.0/8
10.1.2.3/0 => 0.0.0.0/0
10.1.2.3/32
10.1.2.3/255.255.0.0 => 10.1.0.0/16
10.1.2.3/255.0.255.0 => 10.0.2.0/255.0.255.0
::
::1
1::
1:2:3:4:5:6:7:8
1::8
FE80::1 => fe80::1
0:0:1:0:0:0:1:0 => 0:0:1::1:0
1:0:2:0:3:0:4:0
::ffff:192.0.2.1 => ::ffff:c000:201
fd00::1/64 => fd00::/64
fd00::1/128
::1/::ff => ::1/::ff
01:02:03:04:05:06
0A:58:0a:00:00:01 => 0a:58:0a:00:00:01
01:02:03:04:05:06/ff:ff:ff:00:00:00 => 01:02:03:00:00:00/ff:ff:ff:00:00:00
abcd::1
`;

describe("constants", () => {
  const cases = CONSTANTS.trim()
    .split("\n")
    .map((line) => line.split(" => "));
  test.each(cases)("%s", (input, output = input) => {
    const lexer = new Lexer(input);
    expect(lexer.kind).toMatch(/integer$/);
    expect(formatConstant(takeInteger(lexer))).toBe(output);
    expect(lexer.next()).toBe("end");
  });
});

describe("tokens", () => {
  test.each<[string, TokenKind[]]>([
    ["", []],
    [" \t\r\n\v\f", []],
    ["// all of it", []],
    ["a // rest\n b", ["id", "id"]],
    ["a /* between */ b", ["id", "id"]],
    ["eth.dst==0a:00:00:00:00:01", ["id", "==", "integer"]],
    ["reg0[0..15] != 5", ["id", "[", "integer", "..", "integer", "]", "!=", "integer"]],
    ["1.2.3.4:80", ["integer", ":", "integer"]],
    ["1..2", ["integer", "..", "integer"]],
    ["a<b<=c>d>=e<->f", ["id", "<", "id", "<=", "id", ">", "id", ">=", "id", "<->", "id"]],
    ["ip.ttl--; x = -1;", ["id", "--", ";", "id", "=", "-", "integer", ";"]],
    ["!(a && b || c)", ["!", "(", "id", "&&", "id", "||", "id", ")"]],
    ["{$as1, @pg1, ^TPL}", ["{", "address-set", ",", "port-group", ",", "template", "}"]],
    ['"a\\"b" "\\u0041"', ["string", "string"]],
    ["deadbeef fade::1 cafe", ["id", "integer", "id"]],
    ["_x .y", ["id", "error"]],
  ])("%j", (source, kinds) => {
    expect(listTokens(source).map(({ kind }) => kind)).toEqual(kinds);
  });

  test("the text of names and strings", () => {
    const lexer = new Lexer('$as.1 "a\\"b\\u0041" eth.dst');
    expect(lexer.text).toBe("as.1");
    lexer.next();
    expect(lexer.text).toBe('a"bA');
    lexer.next();
    expect(lexer.text).toBe("eth.dst");
  });
});

describe("what is no token", () => {
  test.each([
    ["&", "`&' is only valid in `&&'"],
    ["|", "`|' is only valid in `||'"],
    ["a /", "`/' is only valid in a comment or between a value and its mask"],
    ["/* open", "`/*' without `*/' on the same line"],
    ["/* open\n*/", "`/*' without `*/' on the same line"],
    ["$", "`$' must be followed by a name"],
    ["@1", "`@' must be followed by a name"],
    ["^", "`^' must be followed by a name"],
    ['"open', "the input ends inside a quoted string"],
    ['"\\x"', "the quoted string is not a valid JSON string"],
    ["#", 'unexpected character "#"'],
    ["é", 'unexpected character "é"'],
    ["01", "a decimal constant may not begin with a zero"],
    ["18446744073709551616", "a decimal constant must be less than 2**64"],
    ["0x", "expected hexadecimal digits after `0x'"],
    ["0xfg", "`g' is not a hexadecimal digit"],
    ["0x100000000000000000000000000000000", "a hexadecimal constant may not need more than 128 bits"],
    ["1.2.3", "`1.2.3' is not a number, nor an Ethernet, IPv4 or IPv6 address"],
    ["1.2.3.256", "`1.2.3.256' is not a number, nor an Ethernet, IPv4 or IPv6 address"],
    ["1.2.3.04", "`1.2.3.04' is not a number, nor an Ethernet, IPv4 or IPv6 address"],
    ["1:2:3:4:5:6:7", "`1:2:3:4:5:6:7' is not a number, nor an Ethernet, IPv4 or IPv6 address"],
    ["1::2::3", "`1::2::3' is not a number, nor an Ethernet, IPv4 or IPv6 address"],
    ["::12345", "`::12345' is not a number, nor an Ethernet, IPv4 or IPv6 address"],
    ["1.2.3.4/33", "the value (ipv4) and its mask (decimal) do not go together"],
    ["1.2.3.4/ff:ff:ff:ff:ff:ff", "the value (ipv4) and its mask (ethernet) do not go together"],
    ["1/0x1", "the value (decimal) and its mask (hex) do not go together"],
    ["1.2.3.4/", "expected an integer constant"],
  ])("%j", (source, message) => {
    const lexer = new Lexer(source);
    while (lexer.kind !== "error" && lexer.kind !== "end") lexer.next();
    expect([lexer.kind, lexer.text]).toEqual(["error", message]);
  });
});

describe("any text", () => {
  const piece = fc.constantFrom(
    "ip4",
    "eth.dst",
    " ",
    "==",
    "0x1f",
    "10.0.0.0/8",
    "::1",
    '"x"',
    "$a",
    "[1..2]",
    "/",
    "&&",
    "\n",
    "é",
    ":",
    ".",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece).map((pieces) => pieces.join("")),
  );

  test("ends, and its tokens stand where they say, in order and apart", () => {
    fc.assert(
      fc.property(text, (source) => {
        let past = 0;
        for (const { kind, start, end } of listTokens(source)) {
          expect(start).toBeGreaterThanOrEqual(past);
          expect(end).toBeGreaterThan(start - (kind === "error" ? 1 : 0));
          expect(end).toBeLessThanOrEqual(source.length);
          if (kind !== "error") expect(source.slice(past, start)).toMatch(/^(?:\s|\/\/[^\n]*|\/\*[^\n]*?\*\/)*$/);
          if (/^[^a-z]+$/.test(kind)) expect(source.slice(start, end)).toBe(kind);
          past = end;
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a token by itself is the same token", () => {
    fc.assert(
      fc.property(text, (source) => {
        for (const { kind, start, end } of listTokens(source)) {
          if (kind !== "error")
            expect(listTokens(source.slice(start, end))).toEqual([{ kind, start: 0, end: end - start }]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("addresses read back what they print", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV6(), fc.integer({ min: 0, max: 128 }), (v4, v6, bits) => {
        for (const address of [v4, `${v4}/${bits % 33}`, v6, `${v6}/${bits}`]) {
          const once = formatConstant(takeInteger(new Lexer(address)));
          expect(formatConstant(takeInteger(new Lexer(once)))).toBe(once);
        }
      }),
    );
  });
});
