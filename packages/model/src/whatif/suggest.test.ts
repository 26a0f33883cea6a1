import { expect, test } from "vitest";
import { suggest, suggestHint } from "./suggest.ts";

test.each([
  ["pod-b", ["pod-a", "web", "pod-c"], ["pod-a", "pod-c"]],
  ["Interfaces", ["Bridge", "Interface", "Port"], ["Interface"]],
  ["encap", ["name", "encaps", "additional_encap"], ["additional_encap", "encaps"]],
  ["zzz", ["name"], []],
])("what %s may mean", (word, names, meant) => {
  expect(suggest(word, names)).toEqual(meant);
});

test("without a name that is alike, some of what there is", () => {
  expect(suggestHint("zzz", ["name"])).toBe("there are: name");
  expect(suggestHint("zzz", [])).toBe("there is none");
});
