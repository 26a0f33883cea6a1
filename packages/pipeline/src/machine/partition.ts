import { CONJ_ID_WORD, METADATA_WORD } from "./layout.ts";
import type { Entry } from "./entry.ts";

/** Bits of one word of the key. */
export type Pivot = { readonly word: number; readonly mask: number };

/** A table split by the bits of a pivot: the entries for each value, and those that match other bits. */
type Split<E extends Entry> = {
  readonly pivot: Pivot | undefined;
  readonly byValue: ReadonlyMap<number, readonly E[]>;
  readonly rest: readonly E[];
};

/** The least share of the entries that must match the same bits for a table to be split by them. */
const PIVOT_SHARE = 0.5;

/** Splits a table by the datapath where most of its entries match one, else by the bits that most match and that tell most of them apart. */
export function splitByPivot<E extends Entry>(entries: readonly E[]): Split<E> {
  const pivot = choosePivot(entries);
  const byValue = new Map<number, E[]>();
  if (pivot === undefined) return { pivot, byValue, rest: entries };
  const rest: E[] = [];
  for (const entry of entries) {
    const at = entry.words.indexOf(pivot.word);
    if (at < 0 || (entry.masks[at]! | 0) !== pivot.mask) {
      rest.push(entry);
      continue;
    }
    const value = entry.values[at]! | 0;
    const group = byValue.get(value);
    if (group === undefined) byValue.set(value, [entry]);
    else group.push(entry);
  }
  return { pivot, byValue, rest };
}

/** With more shapes than this, lists that are short count for more than that packets of one datapath can be led on: {@link ClassTable}. */
const FEW_SHAPES = 32;

function hasFewShapes(entries: readonly Entry[]): boolean {
  // The matches of flows share the words of their shapes.
  const shapes = new Set<readonly number[]>();
  for (const { masks } of entries) if (shapes.add(masks).size > FEW_SHAPES) return false;
  return true;
}

function choosePivot(entries: readonly Entry[]): Pivot | undefined {
  const candidates = new Map<string, { readonly pivot: Pivot; count: number; readonly values: Set<number> }>();
  for (const { words, masks, values } of entries) {
    for (let i = 0; i < words.length; i++) {
      if (words[i] === CONJ_ID_WORD) continue; // A lookup changes it on the way.
      const key = `${words[i]}/${masks[i]}`;
      let candidate = candidates.get(key);
      if (candidate === undefined) {
        candidate = { pivot: { word: words[i]!, mask: masks[i]! | 0 }, count: 0, values: new Set() };
        candidates.set(key, candidate);
      }
      candidate.count++;
      candidate.values.add(values[i]!);
    }
  }
  const datapath = candidates.get(`${METADATA_WORD}/4294967295`);
  const isOfDatapaths = datapath !== undefined && datapath.count >= entries.length * PIVOT_SHARE;
  if (isOfDatapaths && hasFewShapes(entries)) return datapath.pivot;
  let best: Pivot | undefined;
  let bestValues = 1;
  for (const { pivot, count, values } of candidates.values()) {
    if (count < entries.length * PIVOT_SHARE || values.size <= bestValues) continue;
    best = pivot;
    bestValues = values.size;
  }
  return best;
}
