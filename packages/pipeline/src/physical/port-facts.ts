import type { ClusterPort, Uuid } from "@ovn-sim/model";
import { type PortKind, portKind } from "../chassis/index.ts";

/** Columns of a port's row that are asked for again and again, each read once: a row decodes a column each time. */
export type PortFacts = {
  readonly kind: PortKind;
  readonly datapath: Uuid;
  /** The port whose interface it shares; absent when it has its own. */
  readonly parent: string | undefined;
  /** The address of the VTEP that it was given. */
  readonly encapIp: string | undefined;
  readonly isNetworkFunction: boolean;
  /** `options:redirect-type` is `bridged`. */
  readonly isBridged: boolean;
};

const facts = new WeakMap<ClusterPort, PortFacts>();

/** They hold for every chassis: a port is the same object for all. */
export function factsOf(port: ClusterPort): PortFacts {
  const known = facts.get(port);
  if (known !== undefined) return known;
  const { row } = port;
  const { parent_port: parent, options } = row;
  const made = {
    kind: portKind(row),
    datapath: row.datapath,
    parent: parent === "" ? undefined : parent,
    encapIp: port.encap?.ip,
    isNetworkFunction: options.get("is-nf") === "true",
    isBridged: options.get("redirect-type")?.toLowerCase() === "bridged",
  };
  facts.set(port, made);
  return made;
}
