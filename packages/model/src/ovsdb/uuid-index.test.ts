import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UuidIndex } from "./uuid-index.ts";
import { parseUuid } from "./uuid.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Few different digits, so that UUIDs come twice. */
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom("0", "1", "f"), minLength: length, maxLength: length });
const uuid = fc.tuple(digits(2), digits(2)).map(([first, last]) => `${first}000000-0000-4000-8000-0000000000${last}`);

describe("UuidIndex", () => {
  test("gives numbers in the order of the rows, as a map does", () => {
    fc.assert(
      fc.property(fc.array(uuid, { maxLength: 200 }), fc.array(uuid), (rows, others) => {
        const index = new UuidIndex();
        const plain = new Map<string, number>();
        for (const row of rows) {
          if (plain.has(row)) continue;
          plain.set(row, plain.size);
          expect(index.add(encode(`{"${row}"`), 2)).toBe(true);
        }
        expect(index.close()).toBe(true);
        expect(index.count).toBe(plain.size);
        for (const one of [...rows, ...others]) {
          expect(index.find(one, 0)).toBe(plain.get(one) ?? -1);
          expect(index.find(`["uuid","${one}"]`, 9)).toBe(plain.get(one) ?? -1);
        }
      }),
    );
  });

  test("tells when two rows have one UUID", () => {
    fc.assert(
      fc.property(fc.array(uuid, { maxLength: 30 }), (rows) => {
        const index = new UuidIndex();
        for (const row of rows) index.add(encode(row), 0);
        expect(index.close()).toBe(new Set(rows).size === rows.length);
      }),
    );
  });

  test("takes and finds what is a UUID in lower case, and nothing else", () => {
    const good = "01234567-89ab-4cde-8f01-23456789abcd";
    for (let at = 0; at < good.length; at++) {
      for (const letter of ["0", "g", "F", "-", " ", "é", "İ", "\u0130", "\u0430", ""]) {
        const text = `${good.slice(0, at)}${letter}${good.slice(at + 1)}`;
        const index = new UuidIndex();
        const isUuid = text.length === 36 && parseUuid(text) === text;
        const codes = Uint8Array.from({ length: text.length }, (_, i) => Math.min(text.charCodeAt(i), 0xff));
        expect(index.add(codes, 0)).toBe(isUuid);
        const whole = new UuidIndex();
        whole.add(encode(good), 0);
        whole.close();
        expect(whole.find(text, 0)).toBe(text === good ? 0 : -1);
      }
    }
  });

  test("many rows whose UUIDs differ in one digit", () => {
    const index = new UuidIndex();
    const texts = Array.from({ length: 20_000 }, (_, i) => `00000000-0000-0000-0000-${String(i).padStart(12, "0")}`);
    for (const text of texts) expect(index.add(encode(text), 0)).toBe(true);
    expect(index.close()).toBe(true);
    texts.forEach((text, i) => expect(index.find(text, 0)).toBe(i));
  });
});
