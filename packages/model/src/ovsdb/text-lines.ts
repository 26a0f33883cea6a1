const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** A line without its end; the last one may have none. */
export type TextLine = { readonly offset: number; readonly bytes: Uint8Array; readonly isEnded: boolean };

/** Walks the lines of a text, one ahead. */
export class LineReader {
  readonly #bytes: Uint8Array;
  #next: TextLine | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#next = this.#lineAt(0);
  }

  /** The line that comes next, undefined at the end. */
  peek(): TextLine | undefined {
    return this.#next;
  }

  /** Takes the line that comes next. */
  take(): TextLine | undefined {
    const line = this.#next;
    if (line !== undefined) this.#next = this.#lineAfter(line);
    return line;
  }

  #lineAfter({ offset }: TextLine): TextLine | undefined {
    const end = this.#bytes.indexOf(LINE_FEED, offset);
    return end < 0 ? undefined : this.#lineAt(end + 1);
  }

  #lineAt(offset: number): TextLine | undefined {
    if (offset >= this.#bytes.length) return undefined;
    const end = this.#bytes.indexOf(LINE_FEED, offset);
    const whole = this.#bytes.subarray(offset, end < 0 ? this.#bytes.length : end);
    const bytes = whole.at(-1) === RETURN ? whole.subarray(0, -1) : whole;
    return { offset, bytes, isEnded: end >= 0 };
  }
}
