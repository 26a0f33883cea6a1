import { InvalidArgumentError } from "commander";

/** Parses an option that may be given again: a flow's cookie, as dumps write it. */
export function parseCookies(text: string, before: ReadonlySet<bigint> | undefined): ReadonlySet<bigint> {
  if (!/^(0x[\da-f]{1,16}|\d{1,20})$/i.test(text))
    throw new InvalidArgumentError("expected a cookie, such as 0x5bd1e995.");
  return new Set([...(before ?? []), BigInt(text)]);
}

/** A parser of an option's value: a whole number from `least` to `most`. */
export function parseWholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}
