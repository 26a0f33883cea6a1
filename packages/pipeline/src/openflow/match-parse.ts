import type { Field } from "./field.ts";
import { FIELDS, fieldByName } from "./field-table.ts";
import { type MatchBuilder, type Protocol, PROTOCOLS } from "./match-builder.ts";
import { parseWideUint } from "./number-text.ts";
import type { PortNames } from "./port-text.ts";
import { parseSubfield, unknownFieldHint } from "./subfield-text.ts";
import { createFault, type Fault, isFault, quoted, shiftFault } from "./text-fault.ts";
import { parseFieldValue } from "./value-text.ts";

/** Names that matches print and that no field has. */
const PRINTED_NAMES: Readonly<Record<string, string>> = {
  gtpu_flags: "tun_gtpu_flags",
  gtpu_msgtype: "tun_gtpu_msgtype",
};

/** The parts of the inner tag, which traces print as those of the outer one with a 1 behind. */
export const INNER_TAG: Readonly<Record<string, { readonly lo: number; readonly bits: number }>> = {
  dl_vlan1: { lo: 0, bits: 12 },
  dl_vlan_pcp1: { lo: 13, bits: 3 },
};
/** The bit of a tag's control information that says that there is a tag. */
const TAG_PRESENT = 0x1000;

const PROTOCOL_ALIASES: Readonly<Record<string, Protocol>> = { ipv4: "ip", ip6: "ipv6", icmpv6: "icmp6" };

/**
 * Adds one token of a match to `builder`: a protocol word, `field=value`, `field=value/mask` or
 * `field[low..high]=value` (ovs-fields(7), ovs-ofctl(8)). Gives the fault when it is none.
 */
export function parseMatchToken(token: string, builder: MatchBuilder, names?: PortNames): Fault | undefined {
  const equals = token.indexOf("=");
  const name = equals < 0 ? token : token.slice(0, equals);
  const protocol = equals < 0 ? (PROTOCOL_ALIASES[name] ?? name) : "";
  if (Object.hasOwn(PROTOCOLS, protocol)) {
    builder.protocol(protocol as Protocol);
    return undefined;
  }
  const inner = Object.hasOwn(INNER_TAG, name) ? INNER_TAG[name] : undefined;
  if (inner !== undefined)
    return parseInnerTag(name, inner, equals < 0 ? "" : token.slice(equals + 1), equals, builder);
  if (name.endsWith("]")) return parseSubfieldToken(name, token.slice(equals + 1), equals, builder);
  const field = fieldByName(PRINTED_NAMES[name] ?? name);
  if (field === undefined) return unknownToken(name, token, equals);
  if (equals < 0) {
    if (field.presenceBit === undefined)
      return createFault(token.length, `${name} lacks its value`, `expected ${name}=value`);
    builder.tunnelOption(field, true);
    return undefined;
  }
  const fault = addFieldValue(field, token.slice(equals + 1), builder, names);
  return fault === undefined ? undefined : shiftFault(fault, equals + 1);
}

/** Adds what may stand after `field=`. */
export function addFieldValue(field: Field, text: string, builder: MatchBuilder, names?: PortNames): Fault | undefined {
  if (text === "NP" && field.presenceBit !== undefined) {
    builder.tunnelOption(field, false);
    return undefined;
  }
  if (field === FIELDS.dl_vlan && (text === "0xffff" || text === "65535")) {
    builder.set(field, 0xffff);
    return undefined;
  }
  const found = parseFieldValue(field, text, names);
  if (isFault(found)) return found;
  if (found.mask === undefined) builder.set(field, field.words === 1 ? found.value[0]! : found.value);
  else if (field.words === 1) builder.setMasked(field, found.value[0]!, found.mask[0]!);
  else builder.setMasked(field, found.value, found.mask);
  return undefined;
}

function unknownToken(name: string, token: string, equals: number): Fault | undefined {
  if (token === "eth" || token === "packet_type=(0,0)") return undefined;
  return createFault(0, `${quoted(name)} is no field and no protocol`, equals < 0 ? undefined : unknownFieldHint(name));
}

function parseInnerTag(
  name: string,
  { lo, bits }: { readonly lo: number; readonly bits: number },
  text: string,
  equals: number,
  builder: MatchBuilder,
): Fault | undefined {
  const value = parseWideUint(text, bits)?.at(-1);
  if (value === undefined) {
    const expected = `expected a number of at most ${bits} bits`;
    return createFault(equals + 1, `${quoted(text)} is no value of ${name}`, expected);
  }
  builder.setMasked(FIELDS.vlan_tci1, TAG_PRESENT | (value << lo), TAG_PRESENT | ((2 ** bits - 1) << lo));
  return undefined;
}

function parseSubfieldToken(name: string, text: string, equals: number, builder: MatchBuilder): Fault | undefined {
  const sub = parseSubfield(name);
  if (isFault(sub)) return sub;
  const value = equals < 0 ? undefined : parseWideUint(text, sub.bits);
  if (value === undefined) {
    return createFault(
      equals + 1,
      `${quoted(text)} is no value of ${name}`,
      `expected a number of at most ${sub.bits} bits`,
    );
  }
  builder.setSubfield(sub, value);
  return undefined;
}
