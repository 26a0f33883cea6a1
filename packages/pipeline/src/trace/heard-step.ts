import { FIELDS, type Flow, type FlowKey } from "../openflow/index.ts";
import type { Effect, StepWords } from "./step-words.ts";

/** One lookup as it was heard: numbers and the flow itself, to be told in words when somebody asks. */
export type HeardStep = {
  readonly table: number;
  readonly depth: number;
  readonly flow: Flow | undefined;
  readonly datapathKey: number;
  readonly inportKey: number;
  readonly outportKey: number;
  /** Index of the step whose action led here; -1 at the chassis's door. */
  readonly parent: number;
  readonly effects: readonly string[];
};

const NOTHING: readonly string[] = Object.freeze([]);

type Lookup = Pick<HeardStep, "table" | "depth" | "flow">;

/** The low word of the packet's metadata. */
const DATAPATH_WORD = FIELDS.metadata.word + FIELDS.metadata.words - 1;

/** A step while it is heard. Nothing of it is text before it is asked for. */
export class Heard implements HeardStep {
  readonly index: number;
  readonly table: number;
  readonly depth: number;
  readonly flow: Flow | undefined;
  readonly datapathKey: number;
  readonly inportKey: number;
  readonly outportKey: number;
  readonly parent: number;
  readonly #words: StepWords;
  #effects: Effect[] | undefined;

  constructor(words: StepWords, index: number, { table, depth, flow }: Lookup, key: FlowKey, parent: number) {
    this.#words = words;
    this.index = index;
    this.table = table;
    this.depth = depth;
    this.flow = flow;
    this.datapathKey = key[DATAPATH_WORD]!;
    this.inportKey = key[FIELDS.reg14.word]!;
    this.outportKey = key[FIELDS.reg15.word]!;
    this.parent = parent;
  }

  add(effect: Effect): void {
    if (this.#effects === undefined) this.#effects = [effect];
    else this.#effects.push(effect);
  }

  get effects(): readonly string[] {
    return this.#effects === undefined ? NOTHING : this.#effects.map((effect) => this.#words.textOf(effect));
  }
}
