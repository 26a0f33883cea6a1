const DONE = 0;
const TOTAL = 1;

/** How much of the work is done, counted by several threads in memory that they share. */
export class WorkCounter {
  readonly memory: SharedArrayBuffer;
  readonly #counts: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#counts = new BigInt64Array(memory);
  }

  /** Every thread says the same. */
  setTotal(total: number): void {
    Atomics.store(this.#counts, TOTAL, BigInt(total));
  }

  add(done: number): void {
    Atomics.add(this.#counts, DONE, BigInt(done));
  }

  read(): readonly [done: number, total: number] {
    return [Number(Atomics.load(this.#counts, DONE)), Number(Atomics.load(this.#counts, TOTAL))];
  }
}
