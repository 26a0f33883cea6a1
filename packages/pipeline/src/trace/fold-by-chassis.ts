/** More lines than these that differ in their chassis alone are told by the first of them. */
const MOST_ALIKE = 3;

/** What a line says, and of which chassis; absent where it is of none. */
export type LineOfChassis = { readonly chassis: string | undefined; readonly text: string };

/**
 * Lines for people, of which many chassis may have the same: the first one then stands for all, in its place. `fold` makes the
 * line that tells how many more chassis it speaks of.
 */
export function foldByChassis<Line>(
  lines: readonly Line[],
  read: (line: Line) => LineOfChassis,
  fold: (first: Line, others: string) => Line,
): readonly Line[] {
  const groups = new Map<string, Line[]>();
  lines.forEach((line, at) => {
    const { chassis, text } = read(line);
    const key = chassis === undefined ? `line ${at}` : `of a chassis: ${text.replaceAll(chassis, "\0")}`;
    const alike = groups.get(key);
    if (alike === undefined) groups.set(key, [line]);
    else alike.push(line);
  });
  return [...groups.values()].flatMap((alike) =>
    alike.length > MOST_ALIKE ? [fold(alike[0]!, `and the same of ${alike.length - 1} more chassis`)] : alike,
  );
}

/** Assumptions, which begin with the name of their chassis, where they are about one. */
export function foldAssumptions(assumptions: readonly string[]): readonly string[] {
  return foldByChassis(
    assumptions,
    (text) => ({ chassis: /^(\S+): /.exec(text)?.[1], text }),
    (text, others) => `${text} (${others})`,
  );
}
