import type { Match } from "../openflow/index.ts";

/**
 * Makes matches that differ in one number alone, without a builder: tens of thousands of flows differ in the key of a port.
 * Where the number goes is found by building the match with another one in it.
 */
export type MatchForm = (value: number) => Match;

/** `build` must give matches of one shape that hold the number in bits of one word. */
export function createMatchForm(build: MatchForm): MatchForm {
  const { shape, values: base } = build(0);
  const { values: full } = build(~0 >>> 0);
  const at = full.findIndex((value, i) => value !== base[i]);
  const mask = full[at]! ^ base[at]!;
  const shift = 31 - Math.clz32(mask & -mask);
  return (value) => {
    const values = base.slice();
    values[at] = (values[at]! | ((value << shift) & mask)) >>> 0;
    return { shape, values };
  };
}
