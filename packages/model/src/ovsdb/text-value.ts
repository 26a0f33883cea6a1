import type { Json } from "./json.ts";
import { parseUuid } from "./uuid.ts";

/**
 * Reads a value as `ovs-vsctl list` and `ovsdb-client dump` write it for people (ovs-vsctl(8), "Database
 * Values"), into the JSON of RFC 7047: `[a, b]` is a set, `{k=v}` a map. A word is a string only when it cannot be
 * taken for anything else, so no type is needed. Undefined when the text is no value.
 */
export function parseTextValue(text: string): Json {
  const reader = new ValueReader(text);
  const value = reader.readValue();
  return reader.isAtEnd ? value : undefined;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const WORD = /[A-Za-z0-9_.+-]/;

class ValueReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  readValue(): Json {
    if (this.#skip("[")) return this.#readItems("set", "]", () => this.#readAtom());
    if (this.#skip("{")) return this.#readItems("map", "}", () => this.#readPair());
    return this.#readAtom();
  }

  #readItems(tag: string, close: string, readItem: () => Json): Json {
    const items: Json[] = [];
    if (this.#skip(close)) return [tag, items];
    do {
      const item = readItem();
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.#skip(", "));
    return this.#skip(close) ? [tag, items] : undefined;
  }

  #readPair(): Json {
    const key = this.#readAtom();
    if (key === undefined || !this.#skip("=")) return undefined;
    const value = this.#readAtom();
    return value === undefined ? undefined : [key, value];
  }

  #readAtom(): Json {
    if (this.#text[this.#at] === '"') return this.#readQuoted();
    const start = this.#at;
    while (!this.isAtEnd && WORD.test(this.#text[this.#at]!)) this.#at++;
    const word = this.#text.slice(start, this.#at);
    if (word === "") return undefined;
    if (word === "true" || word === "false") return word === "true";
    const uuid = parseUuid(word);
    if (uuid !== undefined) return ["uuid", uuid];
    return NUMBER.test(word) ? Number(word) : word;
  }

  #readQuoted(): Json {
    const start = this.#at++;
    while (!this.isAtEnd && this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    if (this.isAtEnd) return undefined;
    this.#at++;
    try {
      const json: Json = JSON.parse(this.#text.slice(start, this.#at));
      return json;
    } catch {
      return undefined;
    }
  }

  #skip(part: string): boolean {
    if (!this.#text.startsWith(part, this.#at)) return false;
    this.#at += part.length;
    return true;
  }
}
