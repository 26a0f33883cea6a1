import {
  formatIpv4,
  formatMac,
  formatMaskedIpv4,
  formatMaskedIpv6,
  formatMaskedMac,
  parseIpv4,
  parseIpv6,
  parseMac,
  parseMaskedIpv4,
  parseMaskedIpv6,
  parseMaskedMac,
} from "@ovn-sim/model";
import type { Words } from "./action.ts";
import {
  CT_STATE_BITS,
  formatExactBits,
  formatMaskedBits,
  parseBits,
  TCP_FLAG_BITS,
  TUNNEL_FLAG_BITS,
} from "./bit-names.ts";
import type { Field } from "./field.ts";
import { formatHexWords, parseUint, parseWideUint } from "./number-text.ts";
import { formatPort, parsePort, type PortNames, portToNumber } from "./port-text.ts";
import { createFault, type Fault, quoted } from "./text-fault.ts";
import { onesWords } from "./words.ts";

/** A value of a field, in as many words as the field has; without `mask` every bit counts. */
export type FieldValue = { readonly value: readonly number[]; readonly mask?: readonly number[] };

/** `nw_frag` by name: bit 0 is "is a fragment", bit 1 "is not the first". Of two with one name the first is read. */
const FRAGMENTS: readonly { readonly name: string; readonly value: number; readonly mask: number }[] = [
  { name: "no", value: 0, mask: 3 },
  { name: "first", value: 1, mask: 3 },
  { name: "later", value: 3, mask: 3 },
  { name: "no", value: 0, mask: 1 },
  { name: "yes", value: 1, mask: 1 },
  { name: "not_later", value: 0, mask: 2 },
  { name: "later", value: 2, mask: 2 },
];

/** `nw_frag` as matches print it; nothing for a value that no packet has. */
export function formatFragment(value: number, mask: number): string {
  return FRAGMENTS.find((entry) => entry.mask === mask && entry.value === (value & mask))?.name ?? "<error>";
}

/**
 * Reads what may stand after `field=` in a match or before `->field` in `set_field`. An action may write
 * under a mask where a match may not look under one: a switch prints `set_field:46/0x3f->ip_dscp`.
 */
export function parseFieldValue(
  field: Field,
  text: string,
  names?: PortNames,
  use: "match" | "action" = "match",
): FieldValue | Fault {
  const found = readValue(field, text, names);
  if (found === undefined) {
    return createFault(0, `${quoted(text)} is no value of ${field.name}`, `expected ${EXPECTED[field.format](field)}`);
  }
  if ("fault" in found) return found;
  const { value, mask } = found;
  if (mask === undefined || isFull(field, mask)) return { value };
  if (use === "match" && !field.maskable && !mask.every((word) => word === 0)) {
    return createFault(text.indexOf("/") + 1, `field ${field.name} takes no mask`, "match the whole field");
  }
  return { value: value.map((word, i) => (word & mask[i]!) >>> 0), mask };
}

const EXPECTED: Readonly<Record<Field["format"], (field: Field) => string>> = {
  hex: (field) => `a number of at most ${field.valueBits} bits${field.maskable ? ", or value/mask" : ""}`,
  decimal: (field) => `a number of at most ${field.valueBits} bits${field.maskable ? ", or value/mask" : ""}`,
  mac: () => "an Ethernet address, or address/mask",
  ipv4: () => "an IPv4 address, address/prefix or address/mask",
  ipv6: () => "an IPv6 address, address/prefix or address/mask",
  port: () => "a port number, a reserved port or the name of a port",
  frag: () => "no, yes, first, later or not_later",
  "tcp-flags": () => `flags like +syn-ack or syn|ack of ${TCP_FLAG_BITS.join(" ")}`,
  "ct-state": () => `flags like +trk-new or trk|est of ${CT_STATE_BITS.join(" ")}`,
  "tunnel-flags": () => "+oam or -oam",
  "packet-type": () => "(namespace,type)",
};

function readValue(field: Field, text: string, names: PortNames | undefined): FieldValue | Fault | undefined {
  if (text === "*")
    return { value: new Array<number>(field.words).fill(0), mask: new Array<number>(field.words).fill(0) };
  switch (field.format) {
    case "hex":
    case "decimal":
      return readNumber(field, text);
    case "mac":
      return text.includes("/") ? parseMaskedMac(text) : exactly(parseMac(text));
    case "ipv4":
      return text.includes("/") ? parseMaskedIpv4(text) : exactly(parseIpv4(text));
    case "ipv6":
      return text.includes("/") ? parseMaskedIpv6(text) : exactly(parseIpv6(text));
    case "port":
      return readPort(text, names);
    case "frag": {
      const entry = FRAGMENTS.find(({ name }) => name === text);
      return entry && { value: [entry.value], mask: [entry.mask] };
    }
    case "tcp-flags":
      return readBits(TCP_FLAG_BITS, text);
    case "ct-state":
      return readBits(CT_STATE_BITS, text);
    case "tunnel-flags":
      return readBits(TUNNEL_FLAG_BITS, text);
    case "packet-type":
      return readPacketType(text);
  }
}

function exactly(value: Words | undefined): FieldValue | undefined {
  return value && { value };
}

function readNumber(field: Field, text: string): FieldValue | undefined {
  const slash = text.indexOf("/");
  const value = parseWideUint(slash < 0 ? text : text.slice(0, slash), field.valueBits);
  if (value === undefined || slash < 0) return value && { value };
  const mask = parseWideUint(text.slice(slash + 1), field.bytes * 8);
  return mask && { value, mask };
}

function readPort(text: string, names: PortNames | undefined): FieldValue | Fault | undefined {
  const port = parsePort(text, names);
  if (port === undefined) return undefined;
  const number = portToNumber(port, names);
  if (number !== undefined) return { value: [number] };
  return createFault(0, `port ${quoted(String(port))} has no known number`, "give the bridge's dump-ports-desc too");
}

function readBits(names: readonly string[], text: string): FieldValue | undefined {
  const bits = parseBits(names, text);
  return bits && { value: [bits.value], mask: [bits.mask] };
}

const PACKET_TYPE = /^\(([0-9a-fA-Fx]+),([0-9a-fA-Fx]+)\)$/;

function readPacketType(text: string): FieldValue | undefined {
  const [, space = "", type = ""] = PACKET_TYPE.exec(text) ?? [];
  const high = parseUint(space, 16);
  const low = parseUint(type, 16);
  return high === undefined || low === undefined ? undefined : { value: [high * 0x10000 + low] };
}

/** Whether a mask leaves nothing out: for named bits, every bit with a name; else every bit of the value's bytes. */
function isFull(field: Field, mask: readonly number[]): boolean {
  if (field.format === "tunnel-flags") return (mask[0]! & OAM) !== 0;
  const ones = field.words > 1 ? onesWords(field.bits) : [fullMask(field)];
  return mask.every((word, i) => word === ones[i]);
}

/** The only tunnel flag that matches and actions may use. */
const OAM = 1;

function fullMask(field: Field): number {
  switch (field.format) {
    case "tcp-flags":
      return 2 ** TCP_FLAG_BITS.length - 1;
    case "ct-state":
      return 2 ** CT_STATE_BITS.length - 1;
    case "frag":
      return 3;
    default:
      return 2 ** (field.bytes * 8) - 1;
  }
}

/** Writes a value as `set_field` and `learn` print it (ovs-actions(7)); a mask of all zeros as `ANY`. */
export function formatFieldValue(field: Field, value: Words, mask?: Words, names?: PortNames): string {
  if (mask?.every((word) => word === 0)) return "ANY";
  const low = value.at(-1) ?? 0;
  switch (field.format) {
    case "hex":
      return formatHexWords(value) + formatMask(mask);
    case "decimal":
      return String(low) + formatMask(mask);
    case "mac":
      return mask === undefined ? formatMac(value) : formatMaskedMac({ value, mask });
    case "ipv4":
      return mask === undefined ? formatIpv4(value) : formatMaskedIpv4({ value, mask });
    case "ipv6":
      return formatMaskedIpv6({ value, mask: mask ?? ALL_128 });
    case "port":
      return formatPort(low & 0xffff, names);
    case "frag":
      return formatFragment(low, mask?.[0] ?? 3);
    case "tcp-flags":
      return formatBits(TCP_FLAG_BITS, low, mask?.[0]);
    case "ct-state":
      return formatBits(CT_STATE_BITS, low, mask?.[0]);
    case "tunnel-flags":
      return formatBits(["oam"], low, mask?.[0]);
    case "packet-type":
      return formatPacketType(low);
  }
}

const ALL_128: Words = onesWords(128);

function formatMask(mask: Words | undefined): string {
  return mask === undefined ? "" : `/${formatHexWords(mask)}`;
}

function formatBits(names: readonly string[], value: number, mask: number | undefined): string {
  return mask === undefined ? formatExactBits(names, value) : formatMaskedBits(names, value, mask);
}

/** A packet type as matches print it: `eth`, or `packet_type=(namespace,type)`, numbers above 9 in hexadecimal. */
export function formatPacketType(value: number): string {
  if (value === 0) return "eth";
  const half = (number: number): string => (number > 9 ? `0x${number.toString(16)}` : String(number));
  return `packet_type=(${half(value >>> 16)},${half(value & 0xffff)})`;
}
