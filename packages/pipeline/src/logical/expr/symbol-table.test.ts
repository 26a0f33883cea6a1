import { describe, expect, test } from "vitest";
import { KNOWN_RELEASES } from "../../release/index.ts";
import { annotateExpr } from "./annotate.ts";
import { FALSE } from "./expr.ts";
import { normalizeExpr } from "./normalize.ts";
import { parseExpr } from "./parser.ts";
import { simplifyExpr } from "./simplify.ts";
import { SYMBOLS } from "./symbols.ts";
import { createSymbolTable } from "./tables.ts";

const VERSIONS = KNOWN_RELEASES.flatMap((release) =>
  [0, 2, 9].flatMap((patch) => [false, true].map((translated) => ({ release, patch, translated }))),
);

describe.each(VERSIONS)("$release.$patch, translated: $translated", (version) => {
  const table = createSymbolTable(version);

  test("no name stands for two things", () => {
    expect(new Set(table.symbols.keys()).size).toBe(table.symbols.size);
    for (const [name, symbol] of table.symbols) expect(symbol.name).toBe(name);
  });

  test("every predicate and prerequisite expands and can be normalized", () => {
    const texts = [...table.symbols.values()].flatMap(({ needs, predicate }) => [needs ?? "1", predicate ?? "1"]);
    const kinds = texts.map((text) => {
      const parsed = parseExpr(text, { table });
      if (!parsed.ok) throw new Error(`${text}: ${parsed.errors[0].message}`);
      return normalizeExpr(simplifyExpr(annotateExpr(parsed.value, table), table.dialect));
    });
    expect(kinds).not.toContainEqual(FALSE);
  });
});

/** Whether a symbol is in the table of a version. */
const has = (name: string, release: (typeof KNOWN_RELEASES)[number], patch?: number, translated = false) =>
  createSymbolTable({ release, ...(patch === undefined ? {} : { patch }), translated }).symbols.has(name);

test.each([
  ["flags.network_id", "24.03", 5, false],
  ["flags.network_id", "24.03", 6, true],
  ["flags.network_id", "24.09", 2, false],
  ["flags.network_id", "25.03", 0, false],
  ["flags.network_id", "25.09", 0, true],
  ["flags.igmp_loopback", "24.03", 1, false],
  ["flags.igmp_loopback", "24.03", 2, true],
  ["flags.igmp_loopback", "24.03", 3, false],
  ["flags.igmp_loopback", "25.03", 3, false],
  ["flags.igmp_loopback", "25.09", 0, true],
  ["ct_label.blocked", "24.03", 9, true],
  ["ct_label.blocked", "24.09", 0, false],
  ["from_evpn_vtep", "26.03", 0, false],
  ["from_evpn_vtep", "26.03", 1, true],
] as const)("%s in %s.%i: %s", (name, release, patch, present) => {
  expect(has(name, release, patch)).toBe(present);
});

test("without a patch level it is the newest", () => {
  expect(has("from_evpn_vtep", "26.03")).toBe(true);
  expect(createSymbolTable({ release: "25.03" }).dialect.inequality).toBe("prefixes");
  expect(createSymbolTable({ release: "25.03", patch: 1 }).dialect.inequality).toBe("bits");
});

test("an ACL translated to conntrack looks at the connection's ports", () => {
  const plain = createSymbolTable({ release: "26.03" }).symbols;
  const translated = createSymbolTable({ release: "26.03", translated: true }).symbols;
  expect(plain.get("tcp.dst")?.field?.name).toBe("tcp_dst");
  expect(translated.get("tcp.dst")?.field?.name).toBe("ct_tp_dst");
  expect([plain.has("ct_proto"), translated.has("ct_proto")]).toEqual([false, true]);
});

test("levels follow what Open vSwitch can mask", () => {
  const { symbols } = createSymbolTable({ release: "26.03" });
  const levels = ["eth.src", "eth.type", "inport", "ip4", "vlan.present", "vlan.vid", "nd", "ip.is_frag", "ct.new"];
  expect(levels.map((name) => symbols.get(name)?.level)).toEqual([
    "ordinal",
    "nominal",
    "nominal",
    "nominal",
    "boolean",
    "ordinal",
    "nominal",
    "boolean",
    "ordinal",
  ]);
});

test("bits of a symbol are of one that is whole", () => {
  const whole = new Set(SYMBOLS.filter(({ kind }) => kind === "field").map(({ name }) => name));
  const parts = SYMBOLS.filter((spec) => spec.kind === "bits").map(({ of }) => of);
  expect(parts.filter((of) => !whole.has(of))).toEqual([]);
});
