import { type BenchCase, type BenchSuite, fullName, type Scale } from "./bench-case.ts";
import { SUITES } from "./suites/index.ts";

export type Selected = { readonly suite: BenchSuite; readonly cases: readonly BenchCase[] };

/** The cases whose `suite/case` a pattern finds, with those that they are compared with. */
export function selectCases(pattern: RegExp, scale: Scale): readonly Selected[] {
  return SUITES.flatMap((suite) => {
    const all = suite.cases(scale);
    const named = all.filter((one) => pattern.test(fullName(suite, one)));
    const bases = new Set(named.map(({ against }) => against));
    const cases = all.filter((one) => named.includes(one) || bases.has(one.name));
    return cases.length === 0 ? [] : [{ suite, cases }];
  });
}
