import type { PortRef } from "../openflow/action.ts";

/** A port of a bridge, as `ovs-ofctl dump-ports-desc` shows it. */
export type BridgePort = {
  readonly ofPort: number;
  readonly name?: string;
  /** Whether the link is up and BFD, where it runs, agrees; absent when unknown, which counts as alive. */
  readonly live?: boolean;
  /** False for a port with NO_FWD. */
  readonly forwards?: boolean;
  /** False for a port with NO_FLOOD. */
  readonly floods?: boolean;
};

/** Reserved port numbers of OpenFlow 1.0, which Open vSwitch uses inside: ovs-ofctl(8), "Port Names". */
export const RESERVED_PORTS = {
  UNSET: 0xfff7,
  IN_PORT: 0xfff8,
  TABLE: 0xfff9,
  NORMAL: 0xfffa,
  FLOOD: 0xfffb,
  ALL: 0xfffc,
  CONTROLLER: 0xfffd,
  LOCAL: 0xfffe,
  ANY: 0xffff,
  NONE: 0xffff,
} as const;

const FIRST_RESERVED = 0xff00;

/** The number that a port of the text stands for; undefined for a name that no port has. */
export function portNumber(ref: PortRef, byName: ReadonlyMap<string, number>): number | undefined {
  if (typeof ref === "number") return ref < FIRST_RESERVED ? ref : ref & 0xffff;
  const reserved = RESERVED_PORTS[ref.toUpperCase() as keyof typeof RESERVED_PORTS];
  return byName.get(ref) ?? reserved;
}
