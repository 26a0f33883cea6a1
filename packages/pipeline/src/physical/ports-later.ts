import type { LocalDatapath, PortBook } from "../chassis/index.ts";

/** A port of a local datapath, by the number of its row. */
export type PortLater = { readonly datapath: LocalDatapath; readonly number: number };

const NONE: readonly PortLater[] = [];

/** The ports whose flows of remote output are made later. */
export class PortsLater {
  readonly #byDatapath = new Map<LocalDatapath, number[]>();
  readonly #byKeys = new Map<number, ReadonlyMap<number, readonly PortLater[]>>();

  add(datapath: LocalDatapath, number: number): void {
    const numbers = this.#byDatapath.get(datapath);
    if (numbers === undefined) this.#byDatapath.set(datapath, [number]);
    else numbers.push(number);
  }

  /** The ports with these keys, when no more are added; the same array for the same two. */
  find(book: PortBook, datapathKey: number, portKey: number): readonly PortLater[] {
    let byKey = this.#byKeys.get(datapathKey);
    if (byKey === undefined) this.#byKeys.set(datapathKey, (byKey = this.#index(book, datapathKey)));
    return byKey.get(portKey) ?? NONE;
  }

  #index({ keys }: PortBook, datapathKey: number): ReadonlyMap<number, readonly PortLater[]> {
    const byKey = new Map<number, PortLater[]>();
    for (const [datapath, numbers] of this.#byDatapath) {
      if (datapath.key !== datapathKey) continue;
      for (const number of numbers) {
        const twins = byKey.get(keys[number]!);
        if (twins === undefined) byKey.set(keys[number]!, [{ datapath, number }]);
        else twins.push({ datapath, number });
      }
    }
    return byKey;
  }
}
