import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { subfieldOf, words } from "../../test-support/openflow-arbitraries.ts";
import { KEY_WORDS, TUN_PRESENT_WORD } from "./field-layout.ts";
import { ALL_FIELDS, FIELDS } from "./field-table.ts";
import type { Subfield } from "./match.ts";
import { readSubfield, readWords, subfield, writeSubfield, writeWords } from "./subfield.ts";
import { toWords, wordsToBigint } from "./words.ts";

const anySubfield = subfieldOf(ALL_FIELDS);
const key = fc
  .array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: KEY_WORDS, maxLength: KEY_WORDS })
  .map((list) => Uint32Array.from(list));

/** The whole key as one number, and where a subfield lies in it: the slow road. */
function slowRead(all: Uint32Array, { field, lo, bits }: Subfield): bigint {
  const span = wordsToBigint([...all.subarray(field.word, field.word + field.words)]) >> BigInt(field.shift + lo);
  return span & ((1n << BigInt(bits)) - 1n);
}

describe("subfields", () => {
  test("read what the bits of the words say", () => {
    fc.assert(
      fc.property(key, anySubfield, (all, sub) => {
        expect(wordsToBigint(readWords(all, sub))).toBe(slowRead(all, sub));
        if (sub.bits <= 32) expect(BigInt(readSubfield(all, sub))).toBe(slowRead(all, sub));
      }),
      { numRuns: 1000 },
    );
  });

  test("written are read back, and nothing else changes", () => {
    fc.assert(
      fc.property(key, anySubfield, words(128), (all, sub, value) => {
        const after = Uint32Array.from(all);
        writeWords(after, sub, value);
        const written = wordsToBigint(value) & ((1n << BigInt(sub.bits)) - 1n);
        expect(wordsToBigint(readWords(after, sub))).toBe(written);
        if (sub.field.presenceBit !== undefined) {
          expect((after[TUN_PRESENT_WORD]! >>> sub.field.presenceBit) & 1).toBe(1);
          after[TUN_PRESENT_WORD] = all[TUN_PRESENT_WORD]!;
        }
        writeWords(after, sub, readWords(all, sub));
        if (sub.field.presenceBit !== undefined) after[TUN_PRESENT_WORD] = all[TUN_PRESENT_WORD]!;
        expect(after).toEqual(all);
      }),
      { numRuns: 1000 },
    );
  });

  test("numbers take the fast path to the same end", () => {
    fc.assert(
      fc.property(key, subfieldOf(ALL_FIELDS, 32), fc.integer({ min: 0, max: 0xffff_ffff }), (all, sub, value) => {
        const fast = Uint32Array.from(all);
        const slow = Uint32Array.from(all);
        writeSubfield(fast, sub, value);
        writeWords(slow, sub, [value]);
        expect(fast).toEqual(slow);
      }),
    );
  });

  test.each([
    ["reg13", 0, 33],
    ["reg13", 32, 1],
    ["reg13", -1, 1],
    ["reg13", 0, 0],
    ["dl_vlan", 5, 8],
    ["xxreg0", 100, 29],
  ] as const)("%s from bit %i, %i bits, is refused when it is declared", (name, lo, bits) => {
    expect(() => subfield(name, lo, bits)).toThrow(RangeError);
  });

  test("the whole field is the default", () => {
    expect(subfield("reg13")).toEqual({ field: FIELDS.reg13, lo: 0, bits: 32 });
    expect(subfield("xxreg1", 96)).toEqual({ field: FIELDS.xxreg1, lo: 96, bits: 32 });
  });
});

test("wide values are the same in every form", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (value) => {
      expect(wordsToBigint(toWords(value, 4))).toBe(value);
      expect(toWords(toWords(value, 4), 4)).toEqual(toWords(value, 4));
      const small = value & (2n ** 53n - 1n);
      expect(toWords(Number(small), 4)).toEqual(toWords(small, 4));
    }),
  );
});
