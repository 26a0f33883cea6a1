import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shellWord } from "./shell-word.ts";

/** The words that a shell makes of a command line. */
function wordsOf(shell: string, line: string): string[] {
  const out = execFileSync(shell, ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  return out.split("\0").slice(0, -1);
}

const word = (unit: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(fc.string({ unit, minLength: 1, maxLength: 12 }), { minLength: 200, maxLength: 200 });

describe("a word of a command line", () => {
  test.each([
    ["pod-a", "pod-a"],
    ["snapshot/sb.db", "snapshot/sb.db"],
    ["", "''"],
    ["two words", "'two words'"],
    ["it's", String.raw`'it'\''s'`],
    ["a\nb", String.raw`$'a\x0ab'`],
  ])("%j is written %s", (text, want) => {
    expect(shellWord(text)).toBe(want);
  });

  test("is what a POSIX shell reads", () => {
    const marks = fc.constantFrom(...Array.from("ab'\"\\$`!*?[]{}()<>|&;#~ =-ü"));
    fc.assert(
      fc.property(word(marks), (words) => {
        expect(wordsOf("sh", words.map(shellWord).join(" "))).toEqual(words);
      }),
      { numRuns: 5 },
    );
  });

  test("with control characters is what bash reads, and holds none of them", () => {
    const marks = fc.constantFrom("a", "'", "\\", "f", "0", "\n", "\u0007", "\u001b", "\u007f", "\u009b", "ü");
    fc.assert(
      fc.property(word(marks), (words) => {
        const line = words.map(shellWord).join(" ");
        // oxlint-disable-next-line no-control-regex -- these are what must not be there
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(wordsOf("bash", line)).toEqual(words);
      }),
      { numRuns: 5 },
    );
  });
});
