import type { Cluster } from "@ovn-sim/model";
import type { ReleaseProfile } from "../release/index.ts";
import type { WorkingDatabases } from "./databases.ts";

/** What was made of the changes, and what was not, for people. */
export class CarryLog {
  readonly #carried = new Set<string>();
  readonly #notCarried = new Set<string>();

  carried(chassis: string, what: string): void {
    this.#carried.add(`as ovn-controller of ${chassis} would: ${what}`);
  }

  notCarried(what: string): void {
    this.#notCarried.add(`not carried on: ${what}`);
  }

  get lines(): { readonly carried: readonly string[]; readonly notCarried: readonly string[] } {
    return { carried: [...this.#carried], notCarried: [...this.#notCarried] };
  }
}

/** What the consequences of a change are worked out from; made anew after each step. */
export type CarryContext = {
  /** As the databases are by now. */
  readonly cluster: Cluster;
  readonly profile: ReleaseProfile;
  readonly working: WorkingDatabases;
  readonly log: CarryLog;
};
