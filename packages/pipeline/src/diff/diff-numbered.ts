/** What a chassis should have of something that has no order and whose numbers mean nothing, against what it has. */
export type NumberedDiff = {
  readonly same: number;
  /** Installed and not compiled, as text. */
  readonly missing: readonly string[];
  /** Compiled and not installed, as text. */
  readonly extra: readonly string[];
};

/** Compares groups or meters by what `nameOf` says of them, which leaves their numbers out. */
export function diffNumbered<T>(
  compiled: readonly T[],
  installed: readonly T[],
  nameOf: (thing: T) => string,
  format: (thing: T) => string,
): NumberedDiff {
  const waiting = new Map<string, T[]>();
  for (const thing of compiled) {
    const name = nameOf(thing);
    const twins = waiting.get(name);
    if (twins === undefined) waiting.set(name, [thing]);
    else twins.push(thing);
  }
  let same = 0;
  const missing: string[] = [];
  for (const thing of installed) {
    if (waiting.get(nameOf(thing))?.shift() === undefined) missing.push(format(thing));
    else same++;
  }
  return { same, missing, extra: [...waiting.values()].flat().map(format) };
}
