import type { Action } from "../../openflow/action.ts";
import type { Literals } from "./skeleton.ts";

/** Makes the actions of a text of the template's skeleton. Parts without literals are the same objects each time. */
export type ActionTemplate = (words: readonly number[]) => readonly Action[];

/**
 * The template of what two sets of literals were lowered to; undefined when they differ in anything
 * but words and bytes of the literals.
 */
export function createActionTemplate(
  [one, other]: readonly [readonly Action[], readonly Action[]],
  [oneLiterals, otherLiterals]: readonly [Literals, Literals],
): ActionTemplate | undefined {
  const places = new Map<string, Place>();
  oneLiterals.words.forEach((word, at) => {
    const second = otherLiterals.words[at]!;
    places.set(`${word},${second}`, { word: at, shift: undefined });
    for (let shift = 0; shift < 32; shift += 8) {
      const pair = `${(word >>> shift) & 0xff},${(second >>> shift) & 0xff}`;
      // The high half of an Ethernet address's first word is no part of it.
      if (pair !== "0,0") places.set(pair, { word: at, shift });
    }
  });
  const make = makerOf(one, other, places);
  if (make === undefined) return undefined;
  return make as unknown as ActionTemplate;
}

/** Where a number comes from: a word of the literals, or the byte of it that is so far from its end. */
type Place = { readonly word: number; readonly shift: number | undefined };

type Maker = (words: readonly number[]) => unknown;

/** What makes a value that is `one` for one set of literals and `other` for the other; undefined when nothing does. */
function makerOf(one: unknown, other: unknown, places: ReadonlyMap<string, Place>): Maker | undefined {
  if (one === other) return () => one;
  if (typeof one === "number" && typeof other === "number") {
    const place = places.get(`${one},${other}`);
    if (place === undefined) return undefined;
    const { word, shift } = place;
    return shift === undefined ? (words) => words[word]! : (words) => (words[word]! >>> shift) & 0xff;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length ? arrayMaker(one, other, places) : undefined;
  }
  if (!isObject(one) || !isObject(other)) return undefined;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return undefined;
  const makers = keys.map((key) => (key in other ? makerOf(one[key], other[key], places) : undefined));
  if (!makers.every((maker) => maker !== undefined)) return undefined;
  const changed = keys.flatMap((key, i) => (isSame(one[key], other[key]) ? [] : [{ key, make: makers[i]! }]));
  if (changed.length === 0) return () => one;
  return (words) => {
    const made = { ...one };
    for (const { key, make } of changed) made[key] = make(words);
    return made;
  };
}

function arrayMaker(
  one: readonly unknown[],
  other: readonly unknown[],
  places: ReadonlyMap<string, Place>,
): Maker | undefined {
  const changed: { readonly at: number; readonly make: Maker }[] = [];
  for (let at = 0; at < one.length; at++) {
    if (isSame(one[at], other[at])) continue;
    const make = makerOf(one[at], other[at], places);
    if (make === undefined) return undefined;
    changed.push({ at, make });
  }
  if (changed.length === 0) return () => one;
  return (words) => {
    const made = one.slice();
    for (let i = 0; i < changed.length; i++) made[changed[i]!.at] = changed[i]!.make(words);
    return made;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Whether two values are the same through and through. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((part, i) => isSame(part, other[i]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]));
}
