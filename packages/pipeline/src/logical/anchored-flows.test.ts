import type { LogicalFlow } from "@ovn-sim/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillForm, matchForm } from "../../test-support/match-forms.ts";
import { KEY_WORDS } from "../openflow/field-layout.ts";
import { FIELDS, type Match, MatchBuilder } from "../openflow/index.ts";
import { matchSelects } from "../openflow/match.ts";
import { AnchoredFlows, type AnchorMeaning } from "./anchored-flows.ts";
import { AnchorReader } from "./expr/anchor.ts";
import { createMatchCompiler } from "./expr/compile.ts";
import { createSymbolTable } from "./expr/tables.ts";

const symbols = createSymbolTable({ release: "26.03" });
const KEYS: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3, none: 0 };
const meaning: AnchorMeaning = { symbols, portKey: (name) => KEYS[name] };
const compiler = createMatchCompiler({ table: symbols, addressSet: () => undefined, portGroup: () => undefined });
const base = new MatchBuilder().set(FIELDS.metadata, 1).build();

/** What the whole compiler makes of a match: the plain twin of looking at its beginning. */
function matchesOf(match: string): readonly Match[] {
  const lookupPort = (name: string) => KEYS[name];
  const list = compiler.compile(match, { datapathKey: 1, lookupPort, isResident: () => true, base });
  return list.ok ? list.value.terms.map((term) => term.match) : [];
}

function rowsOf(matches: readonly string[]): readonly LogicalFlow[] {
  return matches.map((match, nth) => ({ uuid: String(nth), match }) as unknown as LogicalFlow);
}

/** A packet that a match selects, all else of which is as it likes. */
function packetOf({ shape, values }: Match, noise: Uint32Array): Uint32Array {
  const key = noise.slice();
  shape.words.forEach((word, i) => (key[word] = (key[word]! & ~shape.masks[i]!) | (values[i]! & shape.masks[i]!)));
  return key;
}

const noise = fc.uint32Array({ minLength: KEY_WORDS, maxLength: KEY_WORDS });

describe("logical flows found by what their matches begin with", () => {
  test("are all that select a packet, in their order", () => {
    let left = 0;
    const fillings = fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(matchForm, fillings), { minLength: 1, maxLength: 4 }), noise, (forms, words) => {
        const matches = forms.flatMap(([form, choices]) => choices.map((choice) => fillForm(form, choice)));
        const rows = rowsOf(matches);
        const anchored = new AnchoredFlows(rows, meaning, 1);
        const compiled = matches.map(matchesOf);
        for (const packet of [words, ...compiled.flat().map((match) => packetOf(match, words))]) {
          const found = anchored.among(new Int32Array(packet.buffer));
          const wanted = rows.filter((_, nth) => compiled[nth]!.some((match) => matchSelects(match, packet)));
          expect(wanted.filter((row) => !found.includes(row))).toEqual([]);
          expect(found).toEqual(rows.filter((row) => found.includes(row)));
          left += rows.length - found.length;
        }
      }),
      { numRuns: 400 },
    );
    expect(left).toBeGreaterThan(1000);
  });

  test("are the same array for packets that need the same", () => {
    const matches = ['inport == "a" && ip4', 'inport == "b"', "ip6", "eth.dst == 0a:00:00:00:00:01"];
    const anchored = new AnchoredFlows(rowsOf(matches), meaning, 1);
    const packet = (inport: number, ipv4: string) => {
      const key = new MatchBuilder().set(FIELDS.reg14, inport).set(FIELDS.nw_src, Number(ipv4)).build();
      return new Int32Array(packetOf(key, new Uint32Array(KEY_WORDS)).buffer);
    };
    expect(anchored.among(packet(1, "1")).map(({ uuid }) => uuid)).toEqual(["0", "2"]);
    expect(anchored.among(packet(1, "1"))).toBe(anchored.among(packet(1, "2")));
    expect(anchored.among(packet(7, "1")).map(({ uuid }) => uuid)).toEqual(["2"]);
  });

  const reader = new AnchorReader(symbols);
  test.each([
    ["arp.tpa == 10.0.0.1 && arp.op == 1", "arp_tpa", [0x0a000001]],
    ["arp.tpa == 10.0.0.2", "arp_tpa", [0x0a000002]],
    ["tcp.dst == 80 && eth.dst == 0a:00:00:00:00:01", "dl_dst", [0x0a00, 1]],
    ["((ip4 && icmp4.type == 3) || ip6) && eth.src == 0a:00:00:00:00:02 && ip", "dl_src", [0x0a00, 2]],
    ["ip6.dst == fd00::1", "ipv6_dst", [0xfd000000, 0, 0, 1]],
  ])("begins with a value: %s", (match, name, words) => {
    const anchor = reader.read(match);
    expect([anchor?.field.name, anchor && "words" in anchor && anchor.words]).toEqual([name, words]);
  });

  test.each([
    "ip4.dst == 10.0.0.0/24 && ip",
    "ip4.dst == {10.0.0.1, 10.0.0.2}",
    "eth.dst == 0a:00:00:00:00:01 || eth.src == 0a:00:00:00:00:01",
    "(eth.dst == 0a:00:00:00:00:01)",
    '!(inport == "a") && ip4',
    'inport == "a\\u0062"',
    "reg0 == 10.0.0.1",
    "eth.dst[0..31] == 1.2.3.4",
    "10.0.0.1 == ip4.src",
    "tcp.dst == 80",
    'inport == "a',
    "inport == @group",
    "",
  ])("has no value in front: %s", (match) => expect(reader.read(match)).toBeUndefined());
});
