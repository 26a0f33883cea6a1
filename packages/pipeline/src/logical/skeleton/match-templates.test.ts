import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillForm, matchForm } from "../../../test-support/match-forms.ts";
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
      fc.property(matchForm, choices, fc.constantFrom(...PREREQUISITES), (text, fillings, prerequisites) => {
        const templates = new MatchTemplates(table);
        const slow = createMatchCompiler({ table, addressSet, portGroup });
        const fast = createMatchCompiler({ table, addressSet, portGroup, knowledge: { texts: new Map(), templates } });
        fillings.forEach((filling, i) => {
          const own = fillForm(text, filling);
          const site = siteOf(i + 1, prerequisites, i % 2 === 0 ? baseOf(i + 1) : undefined);
          const wanted = slow.compile(own, site);
          const made = fast.compile(own, site);
          if (wanted.ok && made.ok)
            expect({ own, list: plain(made.value) }).toEqual({ own, list: plain(wanted.value) });
          expect({ ...made, value: undefined }).toEqual({ ...wanted, value: undefined });
          if (templates.compile(own, prerequisites, site) !== "slow") short++;
        });
      }),
      { numRuns: 1500 },
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
    for (const filling of [[0], [1], [2]]) compiler.compile(fillForm(text, filling), site);
    expect(templates.compile(fillForm(text, [1]), none, site)).not.toBe("slow");
    expect(templates.compile(fillForm(text, [4]).replace('"lost"', '"c"'), none, site)).not.toBe("slow");
  });
});
