// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** Text of a file or a name made fit for a terminal: what would move its cursor or change its colours is spelt out. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** The same of every text in a value that is plain data. */
export function printableData<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === "string" ? printable(part) : part,
  ) as T;
}
