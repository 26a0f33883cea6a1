import type { Action, ControllerArgs, CtArgs, NatArgs, Words } from "../../openflow/action.ts";
import type { Field } from "../../openflow/field.ts";
import { ALL_FIELDS, FIELDS } from "../../openflow/field-table.ts";
import type { Subfield } from "../../openflow/match.ts";
import { type ByteReader, createByteReader } from "./byte-reader.ts";

/** The actions that bytes stand for; `unreadable` names the first thing in them that is no action known here. */
export type DecodedActions = { readonly actions: readonly Action[]; readonly unreadable?: string };

const NICIRA = 0x00002320;
const EXPERIMENTER = 0xffff;
/** As deep as actions may stand in actions. */
const MOST_NESTED = 16;

/**
 * Reads an OpenFlow 1.5 action list, such as ovn-controller gets back in the userdata of `controller(...)`: the reverse
 * of `encodeActions`. The standard actions are those of the OpenFlow 1.5 specification, section 7.2.6; the others are
 * Nicira's extensions. An action that cannot be read ends the list.
 */
export function decodeActions(bytes: readonly number[], nesting = 0): DecodedActions {
  const actions: Action[] = [];
  const rest = createByteReader(bytes);
  while (rest.left > 0) {
    const type = rest.u16();
    const length = rest.u16();
    if (rest.isShort || length < 4 || length - 4 > rest.left) return { actions, unreadable: "an action cut short" };
    const body = createByteReader(rest.take(length - 4));
    const action = type === EXPERIMENTER ? readNicira(body, nesting) : readStandard(type, body);
    if (typeof action === "string") return { actions, unreadable: action };
    actions.push(action);
  }
  return { actions };
}

/** An action, or what could not be read. */
type Read = Action | string;
type Reader = (body: ByteReader, nesting: number) => Action | undefined;

/** By the number of the action. */
const STANDARD: Readonly<Record<number, Reader>> = {
  0: (body) => {
    const port = body.u32();
    return { kind: "output", port: portRef(port > 0xffff ? port & 0xffff : port) };
  },
  21: (body) => ({ kind: "set_queue", queue: body.u32() }),
  22: (body) => ({ kind: "group", group: body.u32() }),
  23: (body) => ({ kind: "set_field", field: FIELDS.nw_ttl, value: [body.u8()] }),
  24: () => ({ kind: "dec_ttl" }),
  25: readSetField,
  28: (body) => {
    const bits = body.u16();
    const from = body.u16();
    const to = body.u16();
    body.take(2);
    const src = readHeader(body)?.field;
    const dst = readHeader(body)?.field;
    if (src === undefined || dst === undefined) return undefined;
    return { kind: "move", src: { field: src, lo: from, bits }, dst: { field: dst, lo: to, bits } };
  },
  29: (body) => ({ kind: "meter", meter: body.u32() }),
};

/** By the number of Nicira's action. */
const NICIRAS: Readonly<Record<number, Reader>> = {
  8: (body) => ({ kind: "note", bytes: body.take(body.left) }),
  14: (body) => readResubmit(body, false),
  21: (body) => {
    const count = body.u16();
    body.take(4);
    return { kind: "dec_ttl", ids: Array.from({ length: Math.min(count, body.left >> 1) }, () => body.u16()) };
  },
  27: (body) => {
    const src = readStack(body);
    return src && { kind: "push", src };
  },
  28: (body) => {
    const dst = readStack(body);
    return dst && { kind: "pop", dst };
  },
  35: readCt,
  37: readController,
  42: (body, nesting) => {
    body.take(6);
    const { actions, unreadable } = decodeActions(body.take(body.left), nesting + 1);
    return unreadable === undefined ? { kind: "clone", actions } : undefined;
  },
  43: () => ({ kind: "ct_clear" }),
  44: (body) => readResubmit(body, true),
  49: (body) => {
    const length = body.u16();
    const lo = body.u16();
    const field = readHeader(body)?.field;
    return field && { kind: "check_pkt_larger", length, dst: { field, lo, bits: 1 } };
  },
};

function readStandard(type: number, body: ByteReader): Read {
  const action = STANDARD[type]?.(body, 0);
  return action === undefined || body.isShort ? `the action of type ${type}` : action;
}

function readNicira(body: ByteReader, nesting: number): Read {
  const vendor = body.u32();
  const subtype = body.u16();
  const name = `the action ${subtype} of vendor 0x${vendor.toString(16)}`;
  if (vendor !== NICIRA || nesting > MOST_NESTED) return name;
  const action = NICIRAS[subtype]?.(body, nesting);
  return action === undefined || body.isShort ? name : action;
}

const PORT_NAMES: Readonly<Record<number, string>> = {
  0xfff8: "IN_PORT",
  0xfff9: "TABLE",
  0xfffa: "NORMAL",
  0xfffb: "FLOOD",
  0xfffc: "ALL",
  0xfffd: "CONTROLLER",
  0xfffe: "LOCAL",
  0xffff: "ANY",
};

function portRef(port: number): number | string {
  return PORT_NAMES[port] ?? port;
}

type Header = { readonly field: Field; readonly hasMask: boolean; readonly bytes: number };

const headerKey = (cls: number, field: number, vendor: number): string => `${cls}:${field}:${vendor}`;

const FIELD_BY_HEADER: ReadonlyMap<string, Field> = new Map(
  ALL_FIELDS.flatMap((field) =>
    field.headers.map((header) => [headerKey(header.class, header.field, header.vendor ?? 0), field] as const),
  ),
);

/** An OXM or NXM header, and how many bytes of value and mask are behind it. */
export function readHeader(body: ByteReader): Header | undefined {
  const cls = body.u16();
  const second = body.u8();
  const length = body.u8();
  const vendor = cls === EXPERIMENTER ? body.u32() : 0;
  const field = FIELD_BY_HEADER.get(headerKey(cls, second >>> 1, vendor));
  if (field === undefined) return undefined;
  return { field, hasMask: (second & 1) === 1, bytes: length - (vendor === 0 ? 0 : 4) };
}

function readSetField(body: ByteReader): Action | undefined {
  const header = readHeader(body);
  if (header === undefined) return undefined;
  const { field, hasMask, bytes } = header;
  const value = body.words(hasMask ? bytes >> 1 : bytes, field.words);
  return hasMask
    ? { kind: "set_field", field, value, mask: body.words(bytes >> 1, field.words) }
    : { kind: "set_field", field, value };
}

function readResubmit(body: ByteReader, ct: boolean): Action {
  const port = body.u16();
  const table = body.u8();
  const inPort = port === 0xfff8 ? {} : { inPort: portRef(port) };
  return { kind: "resubmit", ...inPort, ...(table === 0xff ? {} : { table }), ...(ct ? { ct } : {}) };
}

function readStack(body: ByteReader): Subfield | undefined {
  const lo = body.u16();
  const field = readHeader(body)?.field;
  const bits = body.u16();
  return field === undefined ? undefined : { field, lo, bits };
}

const COMMIT = 1;
const FORCE = 2;
const NO_RECIRCULATION = 0xff;

function readCt(body: ByteReader, nesting: number): Action | undefined {
  const flags = body.u16();
  const source = body.take(4);
  const place = body.u16();
  const zone = source.some((byte) => byte !== 0) ? zoneSource(createByteReader(source), place) : place;
  const table = body.u8();
  body.take(3);
  const algPort = body.u16();
  const inner = readCtActions(body.take(body.left), nesting);
  if (zone === undefined || inner === undefined) return undefined;
  const args: CtArgs = {
    ...((flags & COMMIT) === 0 ? {} : { commit: true }),
    ...((flags & FORCE) === 0 ? {} : { force: true }),
    ...(table === NO_RECIRCULATION ? {} : { table }),
    zone,
    ...(algPort === 21 ? { alg: "ftp" } : algPort === 69 ? { alg: "tftp" } : {}),
    ...inner,
  };
  return { kind: "ct", args };
}

function zoneSource(header: ByteReader, place: number): Subfield | undefined {
  const field = readHeader(header)?.field;
  return field === undefined ? undefined : { field, lo: place >>> 6, bits: (place & 0x3f) + 1 };
}

/** The NAT action, which stands first and alone of its kind, and what goes to the connection. */
function readCtActions(bytes: readonly number[], nesting: number): Pick<CtArgs, "nat" | "exec"> | undefined {
  const start = createByteReader(bytes);
  const [type, length, vendor, subtype] = [start.u16(), start.u16(), start.u32(), start.u16()];
  const isNat = bytes.length >= 16 && type === EXPERIMENTER && vendor === NICIRA && subtype === 36;
  const nat = isNat ? readNat(createByteReader(bytes.slice(10, length))) : undefined;
  const { actions, unreadable } = decodeActions(isNat ? bytes.slice(length) : bytes, nesting + 1);
  if (unreadable !== undefined) return undefined;
  return { ...(nat === undefined ? {} : { nat }), ...(actions.length === 0 ? {} : { exec: actions }) };
}

const NAT_FLAGS = [
  ["persistent", 4],
  ["hash", 8],
  ["random", 16],
] as const;

function readNat(body: ByteReader): NatArgs {
  body.take(2);
  const flags = body.u16();
  const present = body.u16();
  const address = (v4: number, v6: number): Words | undefined => {
    if ((present & v4) !== 0) return body.words(4, 1);
    return (present & v6) === 0 ? undefined : body.words(16, 4);
  };
  const low = address(1, 4);
  const high = address(2, 8);
  const portLow = (present & 16) === 0 ? undefined : body.u16();
  const portHigh = (present & 32) === 0 ? undefined : body.u16();
  const named = NAT_FLAGS.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
  return {
    ...((flags & 3) === 0 ? {} : { direction: (flags & 1) === 0 ? "dst" : "src" }),
    ...(low === undefined ? {} : { addressLow: low }),
    ...(high === undefined ? {} : { addressHigh: high }),
    ...(portLow === undefined ? {} : { portLow }),
    ...(portHigh === undefined ? {} : { portHigh }),
    ...(named.length === 0 ? {} : { flags: named }),
  };
}

function readController(body: ByteReader): Action | undefined {
  body.take(6);
  let args: ControllerArgs = {};
  while (body.left >= 4) {
    const type = body.u16();
    const length = body.u16();
    if (length < 4) return undefined;
    const value = createByteReader(body.take(length - 4));
    body.take((8 - (length % 8)) % 8);
    if (type === 0) args = { ...args, maxLen: value.u16() };
    else if (type === 1) args = { ...args, id: value.u16() };
    else if (type === 3) args = { ...args, userdata: value.take(value.left) };
    else if (type === 4) args = { ...args, pause: true };
    else if (type === 5) args = { ...args, meter: value.u32() };
    else if (type !== 0xffff) return undefined;
  }
  return { kind: "controller", args };
}
