import type { Parsed } from "@ovn-sim/model";
import { CT_STATE_BITS, parseBits, TCP_FLAG_BITS } from "./bit-names.ts";
import type { Field, Prerequisite } from "./field.ts";
import { KEY_WORDS } from "./field-layout.ts";
import { FIELDS, fieldByName } from "./field-table.ts";
import type { FlowKey } from "./match.ts";
import { MatchBuilder } from "./match-builder.ts";
import { addFieldValue, INNER_TAG, parseMatchToken } from "./match-parse.ts";
import { Piece, splitTokens } from "./piece.ts";
import { type PortNames, RESERVED_PORTS } from "./port-text.ts";
import { meetsPrerequisite, PREREQUISITE_WORDS } from "./prerequisite.ts";
import { createFault, type Fault, faultToDiagnostic, isFault, quoted, shiftFault } from "./text-fault.ts";

export type MicroflowOptions = {
  /** The bridge's ports, for `in_port=name`. */
  readonly names?: PortNames | undefined;
  /** The file's name, for diagnostics. */
  readonly file?: string;
};

/**
 * Reads a packet as `ovs-appctl ofproto/trace` takes it (ovs-vswitchd(8)): `in_port=1,tcp,nw_dst=10.0.0.1,tp_dst=80`.
 * Every field has one value; what is left out is 0, `in_port` none. Fields may stand in any order, and `tp_src` and
 * `tp_dst` serve TCP, UDP and SCTP alike.
 */
export function parseMicroflow(text: string, options: MicroflowOptions = {}): Parsed<FlowKey> {
  const key = readMicroflow(text.trimEnd(), options.names);
  if (!isFault(key)) return { ok: true, value: key, notes: [] };
  const place = options.file === undefined ? {} : { file: options.file };
  return { ok: false, errors: [faultToDiagnostic(key, "OVN3006", place)] };
}

/** To make one takes as long as to read some fields into it. */
const BUILDER = new MatchBuilder();

function readMicroflow(text: string, names: PortNames | undefined): FlowKey | Fault {
  const tokens = splitTokens(new Piece(text));
  if (isFault(tokens)) return tokens;
  if (tokens.length === 0)
    return createFault(0, "the microflow is empty", "expected in_port=port,... and the packet's fields");
  const builder = BUILDER.reset();
  // A packet has few fields: to look through them is quicker than to keep a map.
  const given: Field[] = [];
  const places: Piece[] = [];
  let hasProtocol = false;
  for (const token of tokens) {
    const word = token.text;
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    const field = equals < 0 ? undefined : fieldByName(name);
    if (field !== undefined && given.includes(field))
      return token.fault(`field ${field.name} is given twice`, "each field has one value");
    const fault = addToken(word, equals, field, builder, names);
    if (fault !== undefined) return shiftFault(fault, token.start);
    if (field !== undefined) {
      given.push(field);
      places.push(token);
    } else if (equals >= 0 && Object.hasOwn(INNER_TAG, name)) {
      given.push(FIELDS.vlan_tci1);
      places.push(token);
    } else if (equals < 0 && word !== "eth") {
      if (hasProtocol) return token.fault(`protocol ${quoted(word)} comes after another`, "a packet has one");
      hasProtocol = true;
    }
  }
  const key = new Uint32Array(KEY_WORDS);
  builder.writeInto(key);
  const absent = given.findIndex((field) => !isPresent(field, key));
  if (absent >= 0) {
    const { name, prerequisite } = given[absent]!;
    return places[absent]!.fault(`field ${name} needs a packet that has it`, `add ${PREREQUISITE_WORDS[prerequisite]}`);
  }
  if (!given.includes(FIELDS.in_port) && !given.includes(FIELDS.in_port_oxm))
    key[FIELDS.in_port.word] = RESERVED_PORTS.ANY;
  return key;
}

/** Fields whose flags may be given as `+syn`: what is not named is not set. */
const FLAG_FIELDS: ReadonlyMap<Field, readonly string[]> = new Map([
  [FIELDS.tcp_flags, TCP_FLAG_BITS],
  [FIELDS.ct_state, CT_STATE_BITS],
]);

function addToken(
  word: string,
  equals: number,
  field: Field | undefined,
  builder: MatchBuilder,
  names: PortNames | undefined,
): Fault | undefined {
  const value = word.slice(equals + 1);
  const bitNames = field === undefined ? undefined : FLAG_FIELDS.get(field);
  const bits = bitNames === undefined ? undefined : parseBits(bitNames, value);
  if (field !== undefined && bits !== undefined && !value.includes("/")) {
    builder.set(field, bits.value);
    return undefined;
  }
  const isMasked =
    value.includes("/") || value === "*" || (field === FIELDS.nw_frag && (value === "yes" || value === "not_later"));
  if (isMasked) return createFault(0, `${quoted(word)} is no single value`, "a packet has one value in each field");
  if (field === undefined) return parseMatchToken(word, builder, names);
  if (field.presenceBit !== undefined && value === "NP") return undefined;
  const fault = addFieldValue(field, value, builder, names);
  return fault === undefined ? undefined : shiftFault(fault, equals + 1);
}

/**
 * Names that serve several protocols: TCP's ports every transport that has ports, ICMP's type and code its
 * version for IPv6 too (flows print `icmp6,icmp_type=135`).
 */
const SHARED_NAMES: ReadonlyMap<Field, readonly Prerequisite[]> = new Map([
  [FIELDS.tcp_src, ["tcp", "udp", "sctp"]],
  [FIELDS.tcp_dst, ["tcp", "udp", "sctp"]],
  [FIELDS.icmp_type, ["icmp", "icmp6"]],
  [FIELDS.icmp_code, ["icmp", "icmp6"]],
]);

function isPresent(field: Field, key: FlowKey): boolean {
  const shared = SHARED_NAMES.get(field);
  if (shared === undefined) return meetsPrerequisite(key, field.prerequisite);
  return shared.some((needed) => meetsPrerequisite(key, needed));
}
