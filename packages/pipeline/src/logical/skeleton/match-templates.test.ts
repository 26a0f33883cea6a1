import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIELDS, type Match, MatchBuilder } from "../../openflow/index.ts";
import { createMatchCompiler, type MatchSite } from "../expr/compile.ts";
import type { Expr } from "../expr/expr.ts";
import type { MatchList } from "../expr/matches.ts";
import { parseExpr } from "../expr/parser.ts";
import { createSymbolTable } from "../expr/tables.ts";
import { MatchTemplates } from "./match-templates.ts";

const table = createSymbolTable({ release: "26.03" });
const KEYS: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3, none: 0 };
const addressSet = () => undefined;
const portGroup = () => undefined;

function siteOf(datapathKey: number, prerequisites: readonly Expr[] = [], base?: Match): MatchSite {
  const lookupPort = (name: string) => KEYS[name];
  const isResident = (port: string) => port === "a";
  return { datapathKey, lookupPort, isResident, prerequisites, ...(base === undefined ? {} : { base }) };
}

function baseOf(key: number): Match {
  return new MatchBuilder().set(FIELDS.metadata, key).build();
}

const PREREQUISITES: readonly (readonly Expr[])[] = ["ip4", "ip6.mcast && ip", "eth.mcast", undefined].map((text) => {
  const parsed = text === undefined ? undefined : parseExpr(text, { table });
  return parsed?.ok === true ? [parsed.value] : [];
});

/** Literals for the marks of a form; some share the bits that predicates look at, some do not. */
const LITERALS = {
  MAC: ["0a:00:00:00:00:01", "0a:00:00:00:00:02", "33:33:00:00:00:01", "01:00:5e:00:00:07", "0b:01:02:03:04:05"],
  IP4: ["10.0.0.1", "10.0.0.2", "224.0.0.1", "239.1.2.3", "0.0.0.0", "192.168.0.77"],
  IP6: ["fd00::1", "ff02::1:ff00:2", "ff02::1", "::", "fe80::1", "ff05::2"],
  PORT: ['"a"', '"b"', '"c"', '"none"', '"lost"', '"a\\u0062"'],
} as const;

/** Comparisons with marks in the places of literals, and some without. */
const ATOMS = [
  "eth.src == MAC",
  "eth.dst == MAC",
  "eth.dst != MAC",
  "eth.dst == {MAC, MAC}",
  "eth.mcast",
  "eth.bcast",
  "arp.tpa == IP4",
  "arp.sha == MAC",
  "ip4.src == IP4",
  "ip4.dst == IP4",
  "ip4.dst == IP4/24",
  "ip4.src > IP4",
  "ip4.src == {IP4, IP4}",
  "ip4.mcast",
  "ip4.src_mcast",
  "ip6.dst == IP6",
  "ip6.dst == {IP6, IP6}",
  "ip6.src == IP6/64",
  "ip6.mcast",
  "nd.target == IP6",
  "nd_ns_mcast",
  "reg0 == IP4",
  "reg0[0..7] == 3",
  "xxreg0 == IP6",
  "inport == PORT",
  "outport == PORT",
  "outport == {PORT, PORT}",
  "is_chassis_resident(PORT)",
  "!is_chassis_resident(PORT)",
  "tcp.dst == {80, 443}",
  "arp.op == 1",
  "flags.loopback",
  "1",
] as const;

const atom = fc.constantFrom(...ATOMS);
const { form } = fc.letrec<{ form: string }>((tie) => ({
  form: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    atom,
    fc
      .tuple(fc.constantFrom(" && ", " || "), fc.array(tie("form"), { minLength: 2, maxLength: 4 }))
      .map(([operator, terms]) => terms.map((term) => (/&&|\|\|/.test(term) ? `(${term})` : term)).join(operator)),
  ),
}));

/** A form with literals, chosen by a list of numbers. */
function fill(text: string, choices: readonly number[]): string {
  let next = 0;
  return text.replace(/MAC|IP4|IP6|PORT/g, (mark) => {
    const values = LITERALS[mark as keyof typeof LITERALS];
    return values[(choices[next++ % choices.length] ?? 0) % values.length]!;
  });
}

/** What counts of a result: shapes are the same objects. */
function plain(list: MatchList): unknown {
  return {
    ...list,
    terms: list.terms.map(({ match, ...rest }) => ({ ...rest, shape: match.shape.id, values: match.values })),
  };
}

describe("templates of matches", () => {
  const choices = fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 8 });

  test("make of a text what the passes make of it", () => {
    let short = 0;
    fc.assert(
      fc.property(form, choices, fc.constantFrom(...PREREQUISITES), (text, fillings, prerequisites) => {
        const templates = new MatchTemplates(table);
        const slow = createMatchCompiler({ table, addressSet, portGroup });
        const fast = createMatchCompiler({ table, addressSet, portGroup, knowledge: { texts: new Map(), templates } });
        fillings.forEach((filling, i) => {
          const own = fill(text, filling);
          const site = siteOf(i + 1, prerequisites, i % 2 === 0 ? baseOf(i + 1) : undefined);
          const wanted = slow.compile(own, site);
          const made = fast.compile(own, site);
          if (wanted.ok && made.ok)
            expect({ own, list: plain(made.value) }).toEqual({ own, list: plain(wanted.value) });
          expect({ ...made, value: undefined }).toEqual({ ...wanted, value: undefined });
          if (templates.compile(own, prerequisites, site) !== "slow") short++;
        });
      }),
      { seed: 26, numRuns: 1500 },
    );
    expect(short).toBeGreaterThan(800);
  });

  test.each([
    ["arp.tpa == IP4 && arp.op == 1 && eth.dst == ff:ff:ff:ff:ff:ff && inport == PORT"],
    ["nd_ns_mcast && ip6.dst == IP6 && nd.target == IP6"],
    ["eth.src == MAC && outport == PORT && !is_chassis_resident(PORT) && flags.tunnel_rx == 1"],
    ["ip4.dst == IP4 && eth.mcast"],
  ])("are used for %s", (text) => {
    const templates = new MatchTemplates(table);
    const knowledge = { texts: new Map(), templates };
    const compiler = createMatchCompiler({ table, addressSet, portGroup, knowledge });
    const none: readonly Expr[] = [];
    const site = siteOf(1, none, baseOf(1));
    for (const filling of [[0], [1], [2]]) compiler.compile(fill(text, filling), site);
    expect(templates.compile(fill(text, [1]), none, site)).not.toBe("slow");
    expect(templates.compile(fill(text, [4]).replace('"lost"', '"c"'), none, site)).not.toBe("slow");
  });
});
