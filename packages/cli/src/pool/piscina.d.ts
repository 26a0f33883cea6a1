/**
 * What is used of piscina, as its documentation has it ("Class: Piscina"): the types that come with it do not hold under
 * `exactOptionalPropertyTypes`.
 */
export declare class Piscina {
  constructor(options: {
    readonly filename: string;
    readonly name: string;
    readonly minThreads: number;
    readonly maxThreads: number;
    readonly recordTiming: boolean;
  });
  run(task: object): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): this;
  /** Ends the workers, whatever they are at; tasks that are not done are rejected. */
  destroy(): Promise<void>;
}
