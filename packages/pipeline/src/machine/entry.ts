/** What a classifier finds: anything with a match, a priority and, perhaps, clauses. */
export type Entry = {
  readonly priority: number;
  /** Words of the key that the entry looks at, ascending, with their masks and values. */
  readonly words: readonly number[];
  readonly masks: readonly number[];
  readonly values: readonly number[];
  /** Clauses of conjunctive matches that the entry stands for; undefined for an entry that matches by itself. */
  readonly clauses: readonly Clause[] | undefined;
};

/** One dimension of a conjunctive match: ovs-fields(7), "Conjunctive Match Fields". Clauses count from 0. */
export type Clause = { readonly id: number; readonly clause: number; readonly clauses: number };

/** Entries with equal matches, highest priority first. */
export type Chain<E extends Entry> = readonly [E, ...E[]];

/** The chains of one shape of match, in the order of the table. */
export type ShapeGroup<E extends Entry> = { readonly maxPriority: number; readonly chains: readonly Chain<E>[] };

/** Groups entries by shape, the shape with the highest priority first, and within a shape by match. */
export function groupByShape<E extends Entry>(entries: readonly E[]): readonly ShapeGroup<E>[] {
  const shapes = new Map<string, Map<string, [E, ...E[]]>>();
  for (const entry of entries) {
    const shapeKey = `${entry.words.join()}/${entry.masks.join()}`;
    let chains = shapes.get(shapeKey);
    if (chains === undefined) {
      chains = new Map();
      shapes.set(shapeKey, chains);
    }
    const valueKey = entry.values.join();
    const chain = chains.get(valueKey);
    if (chain === undefined) chains.set(valueKey, [entry]);
    else chain.push(entry);
  }
  const groups = [...shapes.values()].map((byValue): ShapeGroup<E> => {
    const chains = [...byValue.values()];
    for (const chain of chains) if (chain.length > 1) chain.sort((a, b) => b.priority - a.priority);
    return { maxPriority: chains.reduce((most, [head]) => Math.max(most, head.priority), 0), chains };
  });
  return groups.sort((a, b) => b.maxPriority - a.maxPriority);
}
