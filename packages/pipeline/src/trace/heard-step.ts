import type { Flow } from "../openflow/index.ts";

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
