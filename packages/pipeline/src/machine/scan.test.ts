import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIELDS } from "../openflow/field-table.ts";
import { KEY_WORDS } from "../openflow/field-layout.ts";
import type { Flow } from "../openflow/flow.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import { Classifier } from "./classifier.ts";
import { Rule } from "./rule.ts";
import { isConjunctive, Scan } from "./scan.ts";

const REGISTERS = [FIELDS.reg0, FIELDS.reg1, FIELDS.metadata];

/** Few fields and values, so that flows overlap and packets hit. */
const flow = fc
  .record({
    priority: fc.integer({ min: 0, max: 3 }),
    values: fc.array(fc.option(fc.integer({ min: 0, max: 2 })), { minLength: 3, maxLength: 3 }),
  })
  .map(({ priority, values }): Flow => {
    const builder = new MatchBuilder();
    for (const [i, value] of values.entries()) if (value !== null) builder.set(REGISTERS[i]!, value);
    return { table: 0, priority, cookie: 0, match: builder.build(), actions: [] };
  });

const flows = fc.uniqueArray(flow, {
  selector: ({ priority, match }) => `${priority} ${match.shape.id} ${match.values.join()}`,
  maxLength: 40,
});

const packet = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }).map((values) => {
  const key = new Uint32Array(KEY_WORDS);
  for (const [i, value] of values.entries()) key[REGISTERS[i]!.word + REGISTERS[i]!.words - 1] = value;
  return new Int32Array(key.buffer);
});

describe("a scan", () => {
  test("finds the flows and the rivals that a classifier finds, these in the same order", () => {
    fc.assert(
      fc.property(flows, fc.array(packet, { minLength: 1 }), (table, packets) => {
        const scan = new Scan(table);
        const classifier = new Classifier(table.map((one) => new Rule(one)));
        for (const ints of packets) {
          const found = scan.lookup(ints);
          const expected = classifier.lookup(ints);
          expect(found?.flow).toBe(expected?.flow);
          if (found === undefined || expected === undefined) continue;
          const rivals = classifier.rivals(ints, expected).map((rule) => rule.flow);
          expect(scan.rivals(ints, found).map((rule) => rule.flow)).toEqual(rivals);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("tells rivals in the order of the table, however good others of their shapes are", () => {
    const of = (name: "reg0" | "reg1" | "reg2" | "reg3" | "reg4", value: number, priority: number): Flow => {
      const match = new MatchBuilder().set(FIELDS[name], value).build();
      return { table: 0, priority, cookie: 0, match, actions: [] };
    };
    const rivals = [of("reg0", 1, 2), of("reg1", 1, 2)];
    // So many of one shape that they are looked up together, and so many others that the table is not split by their word.
    const better = [of("reg1", 7, 9), of("reg1", 8, 9)];
    const others = (["reg2", "reg3", "reg4"] as const).map((name) => of(name, 5, 1));
    const table = [...rivals, ...better, ...others];
    const key = new Uint32Array(KEY_WORDS);
    for (const field of [FIELDS.reg0, FIELDS.reg1]) key[field.word] = 1;
    const ints = new Int32Array(key.buffer);
    const [scan, classifier] = [new Scan(table), new Classifier(table.map((one) => new Rule(one)))];
    for (const way of [scan, classifier])
      expect(way.rivals(ints, way.lookup(ints)!).map((rule) => rule.flow)).toEqual(rivals);
  });

  test("is no way through conjunctive matches", () => {
    const plain: Flow = { table: 0, priority: 1, cookie: 0, match: new MatchBuilder().build(), actions: [] };
    const part: Flow = { ...plain, actions: [{ kind: "conjunction", id: 1, clause: 1, clauses: 2 }] };
    const whole: Flow = { ...plain, match: new MatchBuilder().set(FIELDS.conj_id, 1).build() };
    expect([plain, part, whole].map((one) => isConjunctive([plain, one]))).toEqual([false, true, true]);
  });
});
