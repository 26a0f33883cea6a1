import type { Chassis, Command, Packet, Port } from "../lab/scenario.ts";
import type { Leg } from "../lab/topology.ts";

/** The cluster that a tweak is added to. */
export type Ground = {
  readonly release: string;
  readonly chassis: readonly Chassis[];
  /** Its switches; the first one may have a localnet port. */
  readonly legs: readonly Leg[];
  readonly isRouted: boolean;
  readonly isDualStack: boolean;
  /** The chassis that the router's gateway port `core-to-outer` may be on, the preferred one first. */
  readonly gates: readonly Chassis[];
  readonly hasUplink: boolean;
  readonly ports: readonly Port[];
  /** Its ports that have an interface of their own. */
  readonly vifs: readonly Port[];
  /** A number by which one tweak can be several: equal numbers make equal additions. */
  readonly pick: number;
};

/** What a tweak adds; commands are in the order in which a scenario has them. */
export type Addition = {
  readonly foreign?: readonly Command[];
  readonly networks?: readonly Command[];
  readonly ports?: readonly Port[];
  readonly policies?: readonly Command[];
  readonly learned?: readonly Command[];
  readonly packets?: readonly Packet[];
  /** Settings of chassis, by name. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Words for the `ovs-vsctl` commands that set chassis up, by name. */
  readonly more?: Readonly<Record<string, Command>>;
  /** Ports that become others. */
  readonly changed?: readonly Port[];
};

/** One more thing that people configure; it adds nothing where the cluster has not what it needs. */
export type Tweak = { readonly name: string; readonly add: (ground: Ground) => Addition | undefined };

/** One of some values, by the number that makes a tweak several. */
export function pick<T>(ground: Ground, of: readonly T[], shift = 0): T {
  return of[(ground.pick + shift) % of.length]!;
}

/** The options of a row, one argument each, their values quoted. */
export function options(column: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([key, value]) => `${column}:${key}=${JSON.stringify(value)}`);
}

export function set(table: string, row: string, column: string, values: Readonly<Record<string, string>>): Command {
  return ["set", table, row, ...options(column, values)];
}

/** A tweak of a few commands after everything else. */
export function policies(name: string, commands: (ground: Ground) => readonly Command[] | undefined): Tweak {
  return {
    name,
    add: (ground) => {
      const made = commands(ground);
      return made === undefined ? undefined : { policies: made };
    },
  };
}

/** An IPv4 address without its length. */
export function bare(address: string): string {
  return address.split("/")[0]!;
}
