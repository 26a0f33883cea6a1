import type { PortRef } from "./action.ts";
import { parseUint } from "./number-text.ts";

/** The names of a bridge's ports, both ways: see {@link parsePortsDesc}. */
export type PortNames = {
  readonly byName: ReadonlyMap<string, number>;
  readonly byNumber: ReadonlyMap<number, string>;
};

/** The reserved ports of OpenFlow 1.0 by name, as 16-bit numbers: ovs-ofctl(8), "Port Number". */
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
} as const;

export type ReservedPort = keyof typeof RESERVED_PORTS;

const RESERVED_NUMBERS: ReadonlyMap<number, ReservedPort> = new Map(
  (Object.keys(RESERVED_PORTS) as ReservedPort[]).map((name) => [RESERVED_PORTS[name], name]),
);

/** Above this, OpenFlow 1.0 has no ports but the reserved ones. */
const FIRST_RESERVED = 0xff00;

export function isReservedPort(port: PortRef): port is ReservedPort {
  return typeof port === "string" && Object.hasOwn(RESERVED_PORTS, port);
}

/** The number of a port in a packed key; nothing for a name that `names` does not know. */
export function portToNumber(port: PortRef, names?: PortNames): number | undefined {
  if (typeof port === "number") return port;
  return isReservedPort(port) ? RESERVED_PORTS[port] : names?.byName.get(port);
}

/**
 * A port as text writes it: a number, a reserved name in any case, or a name, quoted or not. A name
 * that `names` knows becomes its number. Nothing when the text can be no port.
 */
export function parsePort(text: string, names?: PortNames): PortRef | undefined {
  const number = parseUint(text, 32);
  if (number !== undefined) {
    const short = number >= 0xffff_ff00 ? number - 0xffff_0000 : number;
    if (short > 0xffff) return undefined;
    return short < FIRST_RESERVED ? short : (RESERVED_NUMBERS.get(short) ?? short);
  }
  const upper = text.toUpperCase();
  if (isReservedPort(upper)) return upper;
  if (upper === "NONE") return "ANY";
  const name = text.startsWith('"') ? unquote(text) : PLAIN_NAME.test(text) ? text : undefined;
  return name === undefined ? undefined : (names?.byName.get(name) ?? name);
}

/** What may stand unquoted on input: Linux interface names, short of what separates tokens. */
const PLAIN_NAME = /^[A-Za-z_][^\s,()=:[\]"]*$/;

function unquote(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A port as `ovs-ofctl` prints it: reserved ports by name, others by number unless `names` are given. */
export function formatPort(port: PortRef, names?: PortNames): string {
  if (typeof port === "string") return isReservedPort(port) ? port : formatPortName(port);
  const reserved = RESERVED_NUMBERS.get(port);
  if (reserved !== undefined) return reserved;
  const name = names?.byNumber.get(port);
  return name === undefined ? String(port) : formatPortName(name);
}

/** A name with anything but letters and digits in it is printed as a JSON string. */
function formatPortName(name: string): string {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : JSON.stringify(name);
}
