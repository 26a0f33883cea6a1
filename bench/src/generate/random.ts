function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

const GOLDEN = 0x9e3779b9;

/** FNV-1a (RFC 9923) of a short name. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Numbers from 0 to 2^32 - 1 that depend on a seed, a name and an index alone (by the mixing step of splitmix32, Steele
 * and others, 2014): whoever needs the number of one thing need not make those of all things before it.
 */
export function createRandom(seed: number, name: string): (index: number) => number {
  const start = mix((seed + hashName(name)) >>> 0);
  return (index) => mix((start + Math.imul(index + 1, GOLDEN)) >>> 0);
}

/** UUIDs of version 4 by name and index. Those of one name differ: their first 32 bits do. */
export function createUuids(seed: number): (name: string, index: number) => string {
  const streams = new Map<string, ReturnType<typeof streamsOf>>();
  const hex = (word: number): string => word.toString(16).padStart(8, "0");
  const streamsOf = (name: string) => ["a", "b", "c", "d"].map((part) => createRandom(seed, `${name} ${part}`));
  return (name, index) => {
    let words = streams.get(name);
    if (words === undefined) streams.set(name, (words = streamsOf(name)));
    const [a = "", b = "", c = "", d = ""] = words.map((word) => hex(word(index)));
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
  };
}
