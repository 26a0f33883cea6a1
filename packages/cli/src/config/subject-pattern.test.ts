import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesSubject } from "./subject-pattern.ts";

/** The same by a regular expression. */
function byRegExp(pattern: string, subject: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join("[^]*")}$`).test(subject);
}

describe("a pattern of subjects", () => {
  test.each([
    ["node1 Interface pod-a", "node1 Interface pod-a", true],
    ["node1 Interface pod-a", "node1 Interface pod-ab", false],
    ["node1 *", "node1 Interface pod-a", true],
    ["*", "", true],
    ["a*a", "a", false],
    ["*-b -> *", "pod-b -> pod-a", true],
    ["pod.a", "pod-a", false],
    ["", "", true],
  ])("%j of %j: %s", (pattern, subject, want) => {
    expect(matchesSubject(pattern, subject)).toBe(want);
  });

  test("means what the regular expression means", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "\n"), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        expect(matchesSubject(pattern, subject)).toBe(byRegExp(pattern, subject));
      }),
      { numRuns: 2000 },
    );
  });

  test("is no way to stop the program", () => {
    expect(matchesSubject("*a".repeat(2000), "a".repeat(1999))).toBe(false);
  });
});
