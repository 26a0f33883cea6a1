import { Lexer, numberEnd } from "../expr/lexer.ts";
import { type NumberSink, readNumber } from "../expr/number.ts";

/**
 * A literal that differs from text to text while the rest stays the same: an address, or the name of a port in
 * quotes. Other numbers are part of the skeleton, since what they mean depends on their size.
 */
export type LiteralKind = "name" | "ethernet" | "ipv4" | "ipv6";

/** Words that a literal stands for; a name for the tunnel key of its port. */
export const LITERAL_WORDS: Readonly<Record<LiteralKind, number>> = { name: 1, ethernet: 2, ipv4: 1, ipv6: 4 };

/**
 * A text with its literals taken out: `pieces[0] literal pieces[1] literal … pieces[n]`. northd writes
 * tens of thousands of texts of a few dozen skeletons.
 */
export type Skeleton = {
  readonly pieces: readonly string[];
  readonly kinds: readonly LiteralKind[];
  /** Where the words of each literal begin among the words of all. */
  readonly places: readonly number[];
  readonly wordCount: number;
};

/** The literals of one text. A name has no words yet: its word is 0 until somebody looks its key up. */
export type Literals = { readonly words: number[]; readonly names: readonly string[] };

/**
 * Takes the literals out of a text; undefined when it has none, or is no list of tokens.
 *
 * @param isHole whether a literal between these two pieces of text may be taken out.
 */
export function cutText(text: string, isHole: (before: string, after: string) => boolean): Skeleton | undefined {
  const pieces: string[] = [];
  const kinds: LiteralKind[] = [];
  const places: number[] = [];
  let wordCount = 0;
  let from = 0;
  const lexer = new Lexer(text);
  for (; lexer.kind !== "end"; lexer.next()) {
    if (lexer.kind === "error") return undefined;
    const kind = lexer.kind === "string" ? "name" : lexer.kind === "integer" ? lexer.format : undefined;
    if (kind === undefined || kind === "decimal" || kind === "hex") continue;
    const before = text.slice(from, lexer.start);
    const after = text.slice(lexer.end);
    if (!isSeparate(before, after) || !isHole(before, after) || text.slice(lexer.start, lexer.end).includes("\\"))
      continue;
    pieces.push(before);
    kinds.push(kind);
    places.push(wordCount);
    wordCount += LITERAL_WORDS[kind];
    from = lexer.end;
  }
  if (kinds.length === 0) return undefined;
  pieces.push(text.slice(from));
  return { pieces, kinds, places, wordCount };
}

/** Whether a literal of any length between the two is a token by itself, and no token beside it looks into it. */
function isSeparate(before: string, after: string): boolean {
  return /[ ({,]$/.test(before) && /^(?:$|[ ),;}&|])/.test(after);
}

/** The literals of a text that has this skeleton; undefined when it has another. */
export function readLiterals({ pieces, kinds, places, wordCount }: Skeleton, text: string): Literals | undefined {
  if (!text.startsWith(pieces[0]!)) return undefined;
  let at = pieces[0]!.length;
  let words: number[] | undefined;
  let names: string[] | undefined;
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i]!;
    let end: number;
    if (kind === "name") {
      if (text.charCodeAt(at) !== QUOTE) return undefined;
      end = text.indexOf('"', at + 1) + 1;
      const name = text.slice(at + 1, end - 1);
      if (end === 0 || name.includes("\\")) return undefined;
      (names ??= []).push(name);
    } else {
      end = numberEnd(text, at);
      if (readNumber(text, at, end, SINK) !== undefined || SINK.format !== kind) return undefined;
      words ??= new Array<number>(wordCount).fill(0);
      const count = LITERAL_WORDS[kind];
      for (let word = 0; word < count; word++) words[places[i]! + word] = SINK.words[4 - count + word]!;
    }
    const piece = pieces[i + 1]!;
    if (!text.startsWith(piece, end)) return undefined;
    at = end + piece.length;
  }
  if (at !== text.length) return undefined;
  return { words: words ?? new Array<number>(wordCount).fill(0), names: names ?? NO_NAMES };
}

const QUOTE = 34;
const SINK: NumberSink = { words: [0, 0, 0, 0], format: "decimal" };
const NO_NAMES: readonly string[] = [];

/** The text of a skeleton with these literals in it. */
export function fillSkeleton({ pieces, kinds, places }: Skeleton, { words, names }: Literals): string {
  let text = pieces[0]!;
  let name = 0;
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i]!;
    const place = places[i]!;
    const own = words.slice(place, place + LITERAL_WORDS[kind]);
    text += (kind === "name" ? JSON.stringify(names[name++]) : WRITERS[kind](own)) + pieces[i + 1]!;
  }
  return text;
}

const WRITERS: Readonly<Record<Exclude<LiteralKind, "name">, (words: readonly number[]) => string>> = {
  ethernet: ([high, low]) =>
    (high!.toString(16).padStart(4, "0") + low!.toString(16).padStart(8, "0")).match(/../g)!.join(":"),
  ipv4: ([word]) => [24, 16, 8, 0].map((shift) => (word! >>> shift) & 255).join("."),
  ipv6: (words) => words.map((word) => `${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`).join(":"),
};

/** How many bytes two sets of sentinels can keep apart. */
const MOST_BYTES = 120;

/**
 * Two sets of literals for finding out what becomes of a literal. No two bytes of a set are the same, and every
 * byte differs between the sets, so that each byte of a result tells whether it comes from a literal, and from which.
 * Undefined when there are too many.
 */
export function sentinelsOf({ kinds, places, wordCount }: Skeleton): readonly [Literals, Literals] | undefined {
  if (wordCount * 4 > MOST_BYTES) return undefined;
  const one = Array.from({ length: wordCount }, (_, i) => {
    const first = i * 4 + 1;
    return ((first << 24) | ((first + 1) << 16) | ((first + 2) << 8) | (first + 3)) >>> 0;
  });
  const other = one.map((word) => ~word >>> 0);
  kinds.forEach((kind, i) => {
    // The first word of an Ethernet address has 16 bits.
    if (kind === "ethernet") for (const words of [one, other]) words[places[i]!] = words[places[i]!]! >>> 16;
  });
  const names = (mark: string) => kinds.filter((kind) => kind === "name").map((_, i) => `\u0001${mark}${i}`);
  return [
    { words: one, names: names("a") },
    { words: other, names: names("b") },
  ];
}

/** Skeletons by the beginning of their texts; those that were used last are tried first. */
export class SkeletonList<T extends { readonly skeleton: Skeleton }> {
  readonly #byStart = new Map<number, T[]>();
  #count = 0;

  /** The first entry whose skeleton the text has, and its literals. */
  find(text: string): { readonly entry: T; readonly literals: Literals } | undefined {
    const entries = this.#byStart.get(startOf(text));
    if (entries === undefined) return undefined;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!;
      const literals = readLiterals(entry.skeleton, text);
      if (literals === undefined) continue;
      if (i > 0) {
        entries[i] = entries[i - 1]!;
        entries[i - 1] = entry;
      }
      return { entry, literals };
    }
    return undefined;
  }

  /** Adds an entry, unless there are so many that the texts seem to have little in common. */
  add(entry: T): void {
    const start = startOf(entry.skeleton.pieces[0]!);
    if (this.#count >= MOST_SKELETONS || start === SHORT) return;
    this.#count++;
    const entries = this.#byStart.get(start);
    if (entries === undefined) this.#byStart.set(start, [entry]);
    else entries.push(entry);
  }
}

const MOST_SKELETONS = 1024;
const START_LENGTH = 4;
/** Texts that are shorter than the part that is looked at have no skeleton. */
const SHORT = -1;

function startOf(text: string): number {
  if (text.length < START_LENGTH) return SHORT;
  return (text.charCodeAt(0) << 21) ^ (text.charCodeAt(1) << 14) ^ (text.charCodeAt(2) << 7) ^ text.charCodeAt(3);
}
