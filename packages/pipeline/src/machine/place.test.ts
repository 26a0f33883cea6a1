import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALL_FIELDS, FIELDS } from "../openflow/field-table.ts";
import { KEY_WORDS } from "../openflow/field-layout.ts";
import { readWords, subfield, writeWords } from "../openflow/subfield.ts";
import { applyWrites, readLow, writeLow } from "./handlers/field.ts";
import { bitsOf, mergeWrites, segmentsOf, writesOf } from "./place.ts";

/** Fields that the key holds bit by bit: for the others, what cannot be stored is a matter of its own. */
const PLAIN = ALL_FIELDS.filter(
  (field) => field.words > 1 || field.keyMask === ((2 ** field.bits - 1) << field.shift) >>> 0,
);

const sub = fc.tuple(fc.constantFrom(...PLAIN), fc.nat(), fc.nat()).map(([field, at, width]) => {
  const lo = at % field.bits;
  return subfield(field, lo, 1 + (width % (field.bits - lo)));
});
const key = fc.uint32Array({ minLength: KEY_WORDS, maxLength: KEY_WORDS });
const word = fc.integer({ min: 0, max: 0xffff_ffff });
const words = fc.array(word, { minLength: 4, maxLength: 4 });

/** The right words of a value of some bits, the bits above cleared. */
function cut(value: readonly number[], bits: number): number[] {
  const count = Math.ceil(bits / 32);
  const kept = value.slice(value.length - count);
  if (bits % 32 !== 0) kept[0] = kept[0]! & (2 ** (bits % 32) - 1);
  return kept.map((part) => part >>> 0);
}

describe("the machine and openflow agree on where the bits are", () => {
  test("reading", () => {
    fc.assert(
      fc.property(key, sub, (packed, at) => {
        const low = readWords(packed, at).at(-1)!;
        expect(readLow(new Int32Array(packed.buffer), segmentsOf(at))).toBe(low);
      }),
    );
  });

  test("writing", () => {
    fc.assert(
      fc.property(key, sub, words, (packed, at, value) => {
        const other = packed.slice();
        const wanted = cut(value, at.bits);
        applyWrites(new Int32Array(packed.buffer), writesOf(at, wanted));
        writeWords(other, at, wanted);
        // openflow leaves the CFI bit of a VLAN tag alone; Open vSwitch sets it with the PCP or the VID of OpenFlow 1.0.
        other[at.field.word] = (other[at.field.word]! | at.field.implied) >>> 0;
        expect(packed).toEqual(other);
      }),
    );
  });

  test("writing a number zeroes the bits above it", () => {
    fc.assert(
      fc.property(key, sub, word, (packed, at, value) => {
        const other = packed.slice();
        writeLow(new Int32Array(packed.buffer), segmentsOf(at), value);
        applyWrites(new Int32Array(other.buffer), writesOf(at, cut([0, 0, 0, value], at.bits)));
        expect(readWords(packed, at)).toEqual(readWords(other, at));
      }),
    );
  });
});

test("bits of a value", () => {
  fc.assert(
    fc.property(words, fc.nat(127), fc.integer({ min: 1, max: 32 }), (value, at, bits) => {
      const whole = value.reduce((sum, part) => (sum << 32n) | BigInt(part), 0n);
      expect(BigInt(bitsOf(value, at, bits))).toBe((whole >> BigInt(at)) & ((1n << BigInt(bits)) - 1n));
    }),
  );
});

test("merged writes do what the writes do one after the other", () => {
  const writes = fc
    .array(
      fc.tuple(fc.nat(3), fc.integer(), fc.integer()).map(([at, mask, value]) => [at, mask, value & mask]),
      { maxLength: 6 },
    )
    .map((parts) => parts.flat());
  fc.assert(
    fc.property(key, fc.array(writes, { maxLength: 4 }), (packed, several) => {
      const other = packed.slice();
      for (const one of several) applyWrites(new Int32Array(packed.buffer), one);
      applyWrites(new Int32Array(other.buffer), mergeWrites(several));
      expect(other).toEqual(packed);
    }),
  );
});

describe("fields that the key holds in part", () => {
  test.each([
    ["arp_op", FIELDS.arp_op, 0x102, 0x02],
    ["in_port_oxm", FIELDS.in_port_oxm, 0xffff_fffe, 0xfffe],
    ["nw_tos leaves ECN alone", FIELDS.nw_tos, 0xff, 0xfc],
  ])("%s", (_, field, value, want) => {
    const packed = new Int32Array(KEY_WORDS);
    applyWrites(packed, writesOf(subfield(field), [value]));
    expect((packed[field.word]! >>> field.shift) >>> 0).toBe(want);
  });
});
