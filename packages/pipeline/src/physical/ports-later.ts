import type { LocalDatapath, PortBook } from "../chassis/index.ts";

/** A port of a local datapath, by the number of its row. */
export type PortLater = { readonly datapath: LocalDatapath; readonly number: number };

const NONE: readonly PortLater[] = [];

/** The flows that are made when a packet asks for them, by the ports that they are of. */
export type FlowsLater = {
  /** Of remote output, by the port that a packet goes to. */
  readonly outputs: PortsLater;
  /** That find the zone of the port that a packet came from. */
  readonly zoneLookups: PortsLater;
};

/** Ports whose flows of one kind are made later. */
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
