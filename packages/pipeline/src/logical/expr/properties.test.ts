import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIELDS, type FieldName, KEY_WORDS, writeWords } from "../../openflow/index.ts";
import { annotateExpr } from "./annotate.ts";
import { wordsOf } from "./bits.ts";
import { createMatchCompiler } from "./compile.ts";
import { evaluateExpr } from "./evaluate.ts";
import { formatExpr } from "./format.ts";
import { holds } from "./match-list.fixture.ts";
import { parseExpr } from "./parser.ts";
import { simplifyExpr } from "./simplify.ts";
import { createSymbolTable } from "./tables.ts";

const table = createSymbolTable({ release: "26.03" });
const PORTS: Readonly<Record<string, number>> = { none: 0, p1: 1, p2: 2 };
const lookupPort = (name: string) => PORTS[name];
const isResident = (port: string) => port === "p1";
const compiler = createMatchCompiler({ table, addressSet: () => undefined, portGroup: () => undefined });

/** Fields with a few values each: small enough that packets and expressions meet. */
const NUMBERS = {
  "eth.src": ["0a:00:00:00:00:01", "0a:00:00:00:00:02", "0a:00:00:00:00:00/ff:ff:ff:ff:ff:00"],
  "ip4.src": ["10.0.0.1", "10.0.0.2", "10.0.0.0/24", "10.1.0.0/16", "11.0.0.0/255.0.0.1"],
  "ip4.dst": ["10.0.0.1", "10.0.0.0/30"],
  "ip6.dst": ["ff02::1", "fd00::/64"],
  "tcp.dst": ["80", "81", "0x50/0xf0", "65535", "0"],
  "udp.src": ["80", "53"],
  "reg0[0..3]": ["1", "3", "8", "15"],
  xreg1: ["0", "1"],
  "vlan.vid": ["5", "4"],
  "ct_label.label": ["1", "0x80000000"],
  "arp.tpa": ["10.0.0.1"],
  "pkt.mark": ["1", "2", "3/3"],
} as const;

const NOMINAL = {
  "ip.proto": ["6", "17"],
  "icmp4.type": ["8", "3"],
  "arp.op": ["1", "2"],
  "icmp6.type": ["135", "136"],
} as const;
const PREDICATES = [
  "ip4",
  "ip6",
  "ip",
  "tcp",
  "udp",
  "icmp",
  "arp",
  "eth.bcast",
  "vlan.present",
  "ct.new",
  "!ct.est",
  "ip4.mcast",
  "nd_ns",
  "0",
  "1",
];

const oneOf = <T extends string>(record: Readonly<Record<T, readonly string[]>>) =>
  fc
    .constantFrom(...(Object.keys(record) as T[]))
    .chain((name) => fc.tuple(fc.constant(name), fc.subarray([...record[name]], { minLength: 1 })));

const term = fc.oneof(
  fc.constantFrom(...PREDICATES),
  oneOf(NUMBERS).chain(([name, values]) =>
    fc.constantFrom("==", "!=", "<", "<=", ">", ">=").map((relop) => {
      const plain = values.find((value) => !value.includes("/"));
      if (relop === "==" || relop === "!=") return `${name} ${relop} {${values.join(", ")}}`;
      return plain === undefined ? `${name} == ${values[0]}` : `${name} ${relop} ${plain}`;
    }),
  ),
  oneOf(NOMINAL).map(([name, values]) => `${name} == {${values.join(", ")}}`),
  fc.subarray(['"p1"', '"p2"', '"gone"', '"none"'], { minLength: 1 }).map((names) => `inport == {${names.join(", ")}}`),
  fc.constantFrom('is_chassis_resident("p1")', '!is_chassis_resident("p2")'),
);

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    term,
    fc
      .tuple(
        fc.array(fc.oneof(term, tie("expression")), { minLength: 2, maxLength: 4 }),
        fc.constantFrom(" && ", " || "),
      )
      .map(([terms, operator]) => terms.map((one) => `(${one})`).join(operator)),
  ),
}));

const ICMP = [1, 58];

/**
 * Packets near what expressions talk about: a field has the value of some constant, or any. What a switch keeps in the
 * place of a port for ICMP, its type and code, is one octet (RFC 792, RFC 4443 section 2.1): no packet has more.
 */
const packet = fc
  .record({
    dl_type: fc.constantFrom(0x800, 0x86dd, 0x806, 0x1234),
    nw_proto: fc.constantFrom(1, 6, 17, 58),
    values: fc.array(
      fc.tuple(
        fc.constantFrom<FieldName>(
          "dl_src",
          "dl_dst",
          "nw_src",
          "nw_dst",
          "ipv6_dst",
          "tcp_src",
          "tcp_dst",
          "reg0",
          "reg2",
          "reg3",
          "reg14",
          "vlan_tci",
          "ct_label",
          "ct_state",
          "pkt_mark",
          "nw_ttl",
        ),
        fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
        fc.nat(40),
      ),
    ),
  })
  .map(({ dl_type, nw_proto, values }) => {
    const key = new Uint32Array(KEY_WORDS);
    const put = (name: FieldName, value: bigint) => {
      const field = FIELDS[name];
      const words = Array.from({ length: wordsOf(field.bits) }, (_, i, all = wordsOf(field.bits)) =>
        Number((value >> BigInt(32 * (all - 1 - i))) & 0xffffffffn),
      );
      writeWords(key, { field, lo: 0, bits: field.bits }, words);
    };
    put("dl_type", BigInt(dl_type));
    put("nw_proto", BigInt(nw_proto));
    for (const [name, value, pick] of values) {
      const near = NEAR[pick % NEAR.length] ?? value;
      put(name, ICMP.includes(nw_proto) && isPort(name) ? near & 0xffn : near);
    }
    return key;
  });

function isPort(name: FieldName): boolean {
  return name === "tcp_src" || name === "tcp_dst";
}

const NEAR = [
  0n,
  1n,
  2n,
  3n,
  5n,
  8n,
  53n,
  80n,
  81n,
  0x0a000001n,
  0x0a000002n,
  0x0b000000n,
  0x0a0000000001n,
  0x0a0000000002n,
  0x1005n,
  0x21n,
  0x22n,
  0xffffffffffffn,
  1n << 96n,
  (0xff02n << 112n) + 1n,
  0xfd00n << 112n,
  undefined,
  undefined,
];

describe("any expression", () => {
  test("has flows that take the packets that it means, and no others", () => {
    let taken = 0;
    fc.assert(
      fc.property(expression, fc.array(packet, { minLength: 8, maxLength: 16 }), (text, keys) => {
        const parsed = parseExpr(text, { table });
        const list = compiler.compile(text, { datapathKey: 1, lookupPort, isResident });
        if (!parsed.ok || !list.ok) throw new Error(`${text} does not compile`);
        for (const key of keys) {
          const meant = evaluateExpr(parsed.value, table, { key, lookupPort, isResident });
          expect(holds(list.value, key)).toBe(meant);
          if (meant && list.value.terms.some(({ match }) => match.values.length > 0)) taken++;
        }
      }),
      { numRuns: 1500 },
    );
    expect(taken).toBeGreaterThan(1000);
  }, 60_000);

  test("reads back what it prints, at every stage", () => {
    fc.assert(
      fc.property(expression, (text) => {
        const parsed = parseExpr(text, { table });
        if (!parsed.ok) throw new Error(`${text} does not parse`);
        const annotated = annotateExpr(parsed.value, table);
        for (const stage of [parsed.value, annotated, simplifyExpr(annotated, table.dialect)]) {
          const again = parseExpr(formatExpr(stage), { table });
          expect(again.ok && formatExpr(again.value)).toBe(formatExpr(stage));
        }
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});

test("text of any kind is parsed or refused, never thrown at", () => {
  const piece = fc.constantFrom(
    "ip4",
    "tcp.dst",
    "==",
    "!",
    "(",
    ")",
    "{",
    "}",
    "5",
    "10.0.0.0/8",
    "&&",
    "||",
    "<",
    '"p"',
    "[",
    "]",
    "..",
    "$s",
    "@g",
    "^t",
    ",",
    "is_chassis_resident",
    "1",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const list = compiler.compile(pieces.join(" "), { datapathKey: 1, lookupPort, isResident });
      expect(list.ok || list.errors[0].message.length > 0).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
