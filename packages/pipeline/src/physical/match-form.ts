import type { Match } from "../openflow/index.ts";

/**
 * Makes matches that differ in three numbers alone, without a builder: tens of thousands of flows match a datapath, a
 * port and an encap id. Where each number goes is found by building the match with other numbers in it.
 */
export type MatchForm = (a: number, b: number, c: number) => Match;

/** `build` must give matches of one shape that hold each number in bits of one word, or nowhere. */
export function createMatchForm(build: MatchForm): MatchForm {
  const { shape, values: base } = build(0, 0, 0);
  const [a, b, c] = [build(~0 >>> 0, 0, 0), build(0, ~0 >>> 0, 0), build(0, 0, ~0 >>> 0)].map(({ values }) =>
    placeOf(base, values),
  ) as [Place, Place, Place];
  return (first, second, third) => {
    const values = base.slice();
    put(values, a, first);
    put(values, b, second);
    put(values, c, third);
    return { shape, values };
  };
}

type Place = { readonly at: number; readonly shift: number; readonly mask: number };

function placeOf(base: readonly number[], values: readonly number[]): Place {
  const at = values.findIndex((value, i) => value !== base[i]);
  if (at < 0) return { at: 0, shift: 0, mask: 0 };
  const mask = (values[at]! ^ base[at]!) >>> 0;
  return { at, shift: 31 - Math.clz32(mask & -mask), mask };
}

function put(values: number[], { at, shift, mask }: Place, value: number): void {
  values[at] = (values[at]! | ((value << shift) & mask)) >>> 0;
}
