const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;
// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** A word of a command line as a POSIX shell reads it; one with control characters as bash and ksh read it. */
export function shellWord(word: string): string {
  if (SAFE.test(word)) return word;
  if (!CONTROL.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = Array.from(word, (char) => {
    if (char === "'" || char === "\\") return `\\${char}`;
    if (!CONTROL.test(char)) return char;
    return [...new TextEncoder().encode(char)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  });
  return `$'${escaped.join("")}'`;
}
