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

/** Groups entries by shape, and within a shape by match, in the order of the table. */
export function groupByShape<E extends Entry>(entries: readonly E[]): readonly (readonly Chain<E>[])[] {
  const shapes = new Map<string, Map<string, [E, ...E[]]>>();
  // Entries whose matches are of one shape share its arrays nearly always: then nobody has to spell it again.
  let last: E | undefined;
  let chains: Map<string, [E, ...E[]]> | undefined;
  for (const entry of entries) {
    if (chains === undefined || entry.words !== last?.words || entry.masks !== last.masks) {
      const shapeKey = `${entry.words.join()}/${entry.masks.join()}`;
      chains = shapes.get(shapeKey);
      if (chains === undefined) shapes.set(shapeKey, (chains = new Map<string, [E, ...E[]]>()));
      last = entry;
    }
    const valueKey = entry.values.join();
    const chain = chains.get(valueKey);
    if (chain === undefined) chains.set(valueKey, [entry]);
    else chain.push(entry);
  }
  return [...shapes.values()].map((byValue) => {
    const chains = [...byValue.values()];
    for (const chain of chains) if (chain.length > 1) chain.sort((a, b) => b.priority - a.priority);
    return chains;
  });
}
