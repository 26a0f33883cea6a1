/** How many letters must be put in, taken out or replaced to make one word of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + cost));
    }
    row = next;
  }
  return row[b.length]!;
}

const LONGEST = 100;
const MOST_NAMES = 2000;

/** Up to `count` names that are most like a word that is none of them, the most alike first. */
export function suggest(word: string, names: Iterable<string>, count = 3): readonly string[] {
  const wanted = word.slice(0, LONGEST).toLowerCase();
  const ranked: { readonly name: string; readonly far: number }[] = [];
  for (const name of new Set(names)) {
    if (ranked.length >= MOST_NAMES) break;
    const lower = name.slice(0, LONGEST).toLowerCase();
    const isPart = wanted.length > 2 && (lower.includes(wanted) || wanted.includes(lower));
    ranked.push({ name, far: isPart ? 1 : distance(wanted, lower) });
  }
  ranked.sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  return ranked
    .filter(({ far }) => far <= Math.max(2, wanted.length / 2))
    .slice(0, count)
    .map(({ name }) => name);
}

/** A hint that names what was meant perhaps, or else some of what there is. */
export function suggestHint(word: string, all: Iterable<string>): string {
  const names = [...all];
  const alike = suggest(word, names);
  if (alike.length > 0) return `is ${alike.join(" or ")} meant?`;
  if (names.length === 0) return "there is none";
  const shown = names.slice(0, 8).join(", ");
  return `there are: ${shown}${names.length > 8 ? `, and ${names.length - 8} more` : ""}`;
}
