import type {
  Action,
  ControllerArgs,
  CtArgs,
  LearnArgs,
  LearnSpec,
  NatArgs,
  PortRef,
  SampleArgs,
  Words,
} from "../../openflow/action.ts";
import type { Field } from "../../openflow/field.ts";
import type { Subfield } from "../../openflow/match.ts";
import { oxmHeader } from "../../openflow/oxm.ts";
import { onesAt, placeBits } from "../expr/bits.ts";
import { type ByteWriter, createByteWriter } from "./byte-writer.ts";

/** The bytes of an action list, or the kinds of the actions that have no encoding here. */
export type EncodedActions =
  | { readonly ok: true; readonly bytes: readonly number[] }
  | { readonly ok: false; readonly unencodable: readonly string[] };

/**
 * Encodes actions as an OpenFlow 1.5 action list: what ovn-controller puts in the userdata of
 * `controller(...)` for nested actions, and takes back with the packet. The standard actions are
 * those of the OpenFlow 1.5 specification, section 7.2.6; the others are Nicira's extensions.
 */
export function encodeActions(actions: readonly Action[]): EncodedActions {
  const out = createByteWriter();
  const unencodable: string[] = [];
  putActions(out, actions, unencodable);
  return unencodable.length === 0 ? { ok: true, bytes: out.bytes } : { ok: false, unencodable };
}

const NICIRA = 0x00002320;
const OFPP_IN_PORT = 0xfff8;
const RESERVED_PORTS: Readonly<Record<string, number>> = {
  IN_PORT: OFPP_IN_PORT,
  in_port: OFPP_IN_PORT,
  TABLE: 0xfff9,
  NORMAL: 0xfffa,
  FLOOD: 0xfffb,
  ALL: 0xfffc,
  CONTROLLER: 0xfffd,
  LOCAL: 0xfffe,
  ANY: 0xffff,
  NONE: 0xffff,
};

/** Numbers of Nicira's actions. */
const NXAST = {
  resubmitTable: 14,
  learn: 16,
  decTtlIds: 21,
  note: 8,
  push: 27,
  pop: 28,
  sample: 29,
  ct: 35,
  nat: 36,
  controller2: 37,
  clone: 42,
  ctClear: 43,
  resubmitTableCt: 44,
  checkPktLarger: 49,
  sample4: 51,
} as const;

/** Numbers of the standard actions. */
const OFPAT = { output: 0, setQueue: 21, group: 22, decTtl: 24, setField: 25, copyField: 28, meter: 29 } as const;

function putActions(out: ByteWriter, actions: readonly Action[], unencodable: string[]): void {
  for (const action of actions) {
    if (!putAction(out, action, unencodable)) unencodable.push(action.kind);
  }
}

function putAction(out: ByteWriter, action: Action, unencodable: string[]): boolean {
  switch (action.kind) {
    case "set_field":
      return standard(out, OFPAT.setField, () => putEntry(out, action.field, action.value, action.mask));
    case "load":
      return standard(out, OFPAT.setField, () => putLoad(out, action.dst, action.value));
    case "move":
      return standard(out, OFPAT.copyField, () => {
        out.u16(action.dst.bits);
        out.u16(action.src.lo);
        out.u16(action.dst.lo);
        out.u16(0);
        return putHeader(out, action.src.field, OPENFLOW_15) && putHeader(out, action.dst.field, OPENFLOW_15);
      });
    case "push":
      return nicira(out, NXAST.push, () => putStack(out, action.src));
    case "pop":
      return nicira(out, NXAST.pop, () => putStack(out, action.dst));
    case "resubmit":
      return nicira(out, action.ct === true ? NXAST.resubmitTableCt : NXAST.resubmitTable, () => {
        const port = portNumber(action.inPort ?? "in_port");
        if (port === undefined) return false;
        out.u16(port);
        out.u8(action.table ?? 0xff);
        out.zeros(3);
        return true;
      });
    case "output":
      return standard(out, OFPAT.output, () => {
        const port = portNumber(action.port);
        if (port === undefined) return false;
        out.u32(port > 0xff00 ? port + 0xffff0000 : port);
        out.u16(0xffff);
        return true;
      });
    case "set_queue":
      return standard(out, OFPAT.setQueue, () => put32(out, action.queue));
    case "group":
      return standard(out, OFPAT.group, () => put32(out, action.group));
    case "meter":
      return standard(out, OFPAT.meter, () => put32(out, action.meter));
    case "dec_ttl":
      return action.ids === undefined ? standard(out, OFPAT.decTtl, () => true) : putDecTtl(out, action.ids);
    case "ct_clear":
      return nicira(out, NXAST.ctClear, () => true);
    case "clone":
      return nicira(out, NXAST.clone, () => {
        out.zeros(6);
        putActions(out, action.actions, unencodable);
        return true;
      });
    case "ct":
      return nicira(out, NXAST.ct, () => putCt(out, action.args, unencodable));
    case "controller":
      return nicira(out, NXAST.controller2, () => putController(out, action.args));
    case "note":
      return nicira(out, NXAST.note, () => {
        out.put(action.bytes);
        return true;
      });
    case "learn":
      return nicira(out, NXAST.learn, () => putLearn(out, action.args));
    case "sample":
      return putSample(out, action.args);
    case "check_pkt_larger":
      return nicira(out, NXAST.checkPktLarger, () => {
        out.u16(action.length);
        out.u16(action.dst.lo);
        return putHeader(out, action.dst.field, NICIRA_OWN);
      });
    default:
      return false;
  }
}

function standard(out: ByteWriter, type: number, body: () => boolean): boolean {
  const start = out.bytes.length;
  out.u16(type);
  out.u16(0);
  const ok = body();
  out.align8(start);
  out.setU16(start + 2, out.bytes.length - start);
  return ok;
}

/** A Nicira action is an experimenter action (0xffff) with a subtype; it takes at least 16 bytes. */
function nicira(out: ByteWriter, subtype: number, body: () => boolean): boolean {
  const start = out.bytes.length;
  out.u16(0xffff);
  out.u16(0);
  out.u32(NICIRA);
  out.u16(subtype);
  const ok = body();
  out.zeros(Math.max(0, 16 - (out.bytes.length - start)));
  out.align8(start);
  out.setU16(start + 2, out.bytes.length - start);
  return ok;
}

/** Tells the controllers with these ids of packets whose TTL runs out. */
function putDecTtl(out: ByteWriter, ids: readonly number[]): boolean {
  return nicira(out, NXAST.decTtlIds, () => {
    out.u16(ids.length);
    out.zeros(4);
    for (const id of ids) out.u16(id);
    return true;
  });
}

function put32(out: ByteWriter, value: number): boolean {
  out.u32(value);
  return true;
}

/** Which of a field's headers to write: the oldest, as Nicira's own actions do, or the one of OpenFlow 1.5. */
const NICIRA_OWN = 0;
const OPENFLOW_15 = 6;

/** Writes the header of a field; false for a field that has none of four bytes. */
function putHeader(out: ByteWriter, field: Field, version: number, hasMask = false): boolean {
  if (field.headers.length === 0) return false;
  const header = oxmHeader(field, { version, hasMask });
  out.put(header);
  return header.length === 4;
}

/** Writes a header, a value and, when it does not cover the field, a mask. */
function putEntry(out: ByteWriter, field: Field, value: Words, mask: Words | undefined): boolean {
  const ok = putHeader(out, field, OPENFLOW_15, mask !== undefined);
  out.words(value, field.bytes);
  if (mask !== undefined) out.words(mask, field.bytes);
  return ok;
}

function portNumber(port: PortRef): number | undefined {
  return typeof port === "number" ? port : RESERVED_PORTS[port];
}

/** A field's header never takes more than 4 bytes here, so both forms end at byte 24. */
function putStack(out: ByteWriter, subfield: Subfield): boolean {
  out.u16(subfield.lo);
  const ok = putHeader(out, subfield.field, NICIRA_OWN);
  out.u16(subfield.bits);
  out.zeros(6);
  return ok;
}

/** In OpenFlow 1.5 a load is a set-field with a mask. */
function putLoad(out: ByteWriter, { field, lo, bits }: Subfield, value: Words): boolean {
  const placed = placeBits(value, bits, lo, field.words);
  return putEntry(out, field, placed, bits === field.bytes * 8 ? undefined : onesAt(lo, bits, field.words));
}

function offsetAndBits(subfield: Subfield): number {
  return (subfield.lo << 6) | (subfield.bits - 1);
}

const CT_COMMIT = 1;
const CT_FORCE = 2;
const NO_RECIRCULATION = 0xff;
const ALG_PORTS = { ftp: 21, tftp: 69 } as const;

function putCt(out: ByteWriter, args: CtArgs, unencodable: string[]): boolean {
  out.u16((args.commit === true ? CT_COMMIT : 0) | (args.force === true ? CT_FORCE : 0));
  let ok = true;
  if (typeof args.zone === "object") {
    ok = putHeader(out, args.zone.field, NICIRA_OWN);
    out.u16(offsetAndBits(args.zone));
  } else {
    out.u32(0);
    out.u16(args.zone ?? 0);
  }
  out.u8(args.table ?? NO_RECIRCULATION);
  out.zeros(3);
  out.u16(args.alg === undefined ? 0 : ALG_PORTS[args.alg]);
  if (args.nat !== undefined) nicira(out, NXAST.nat, () => putNat(out, args.nat!));
  putActions(out, args.exec ?? [], unencodable);
  return ok;
}

const NAT_FLAGS = { src: 1, dst: 2, persistent: 4, hash: 8, random: 16 } as const;

function putNat(out: ByteWriter, nat: NatArgs): boolean {
  out.zeros(2);
  let flags = nat.direction === undefined ? 0 : NAT_FLAGS[nat.direction];
  for (const flag of nat.flags ?? []) flags |= NAT_FLAGS[flag];
  out.u16(flags);
  const parts: (readonly [present: number, words: readonly number[], bytes: number])[] = [];
  for (const [address, v4, v6] of [
    [nat.addressLow, 1, 4],
    [nat.addressHigh, 2, 8],
  ] as const) {
    if (address !== undefined) parts.push(address.length === 1 ? [v4, address, 4] : [v6, address, 16]);
  }
  if (nat.portLow !== undefined) parts.push([16, [nat.portLow], 2]);
  if (nat.portHigh !== undefined) parts.push([32, [nat.portHigh], 2]);
  out.u16(parts.reduce((present, part) => present | part[0], 0));
  for (const [, words, bytes] of parts) out.words(words, bytes);
  return true;
}

const CONTROLLER_PROPERTY = { maxLen: 0, controllerId: 1, userdata: 3, pause: 4, meterId: 5 } as const;

function putController(out: ByteWriter, args: ControllerArgs): boolean {
  if (args.reason !== undefined && args.reason !== "action") return false;
  out.zeros(6);
  const property = (type: number, bytes: readonly number[]) => {
    const start = out.bytes.length;
    out.u16(type);
    out.u16(4 + bytes.length);
    out.put(bytes);
    out.align8(start);
  };
  const half = (value: number) => [(value >>> 8) & 0xff, value & 0xff];
  if (args.maxLen !== undefined && args.maxLen !== 0xffff) property(CONTROLLER_PROPERTY.maxLen, half(args.maxLen));
  if (args.id !== undefined && args.id !== 0) property(CONTROLLER_PROPERTY.controllerId, half(args.id));
  if (args.userdata !== undefined && args.userdata.length > 0) property(CONTROLLER_PROPERTY.userdata, args.userdata);
  if (args.pause === true) property(CONTROLLER_PROPERTY.pause, []);
  if (args.meter !== undefined) {
    property(CONTROLLER_PROPERTY.meterId, [...half(args.meter >>> 16), ...half(args.meter & 0xffff)]);
  }
  return true;
}

const NO_PORT = 0xffff;

/** The form without sources when both ids are numbers, as Open vSwitch chooses it. */
function putSample(out: ByteWriter, args: SampleArgs): boolean {
  if (args.samplingPort !== undefined || args.direction !== undefined) return false;
  const { obsDomainId: domain = 0, obsPointId: point = 0 } = args;
  const isPlain = typeof domain === "number" && typeof point === "number";
  return nicira(out, isPlain ? NXAST.sample : NXAST.sample4, () => {
    out.u16(args.probability);
    out.u32(args.collectorSetId ?? 0);
    if (isPlain) {
      out.u32(domain);
      out.u32(point);
      return true;
    }
    const ok = [domain, point].every((id) => putObservationId(out, id));
    out.u16(NO_PORT);
    out.zeros(6);
    return ok;
  });
}

/** The header of a field and which bits of it, or no header and a number. */
function putObservationId(out: ByteWriter, id: number | Subfield): boolean {
  if (typeof id === "number") {
    out.u32(0);
    out.u32(id);
    return true;
  }
  const ok = putHeader(out, id.field, NICIRA_OWN);
  out.u16(offsetAndBits(id));
  out.zeros(2);
  return ok;
}

const LEARN_FLAGS = { send_flow_rem: 1, delete_learned: 2 } as const;
const DEFAULT_PRIORITY = 0x8000;

function putLearn(out: ByteWriter, args: LearnArgs): boolean {
  if (args.limit !== undefined || args.resultDst !== undefined) return false;
  out.u16(args.idleTimeout ?? 0);
  out.u16(args.hardTimeout ?? 0);
  out.u16(args.priority ?? DEFAULT_PRIORITY);
  const cookie = BigInt(args.cookie ?? 0);
  out.u32(Number(cookie >> 32n));
  out.u32(Number(cookie & 0xffffffffn));
  out.u16((args.flags ?? []).reduce((flags, flag) => flags | LEARN_FLAGS[flag], 0));
  out.u8(args.table);
  out.u8(0);
  out.u16(args.finIdleTimeout ?? 0);
  out.u16(args.finHardTimeout ?? 0);
  return args.specs.every((spec) => putLearnSpec(out, spec));
}

/** A spec starts with its width; bit 13 says that the source is a value, bits 11 and 12 what to do with it. */
const LEARN_VALUE = 1 << 13;
const LEARN_LOAD = 1 << 11;
const LEARN_OUTPUT = 1 << 12;

function putLearnSpec(out: ByteWriter, spec: LearnSpec): boolean {
  const place = (subfield: Subfield) => {
    const ok = putHeader(out, subfield.field, NICIRA_OWN);
    out.u16(subfield.lo);
    return ok;
  };
  switch (spec.kind) {
    case "match_value":
    case "load_value":
      out.u16(spec.dst.bits | LEARN_VALUE | (spec.kind === "load_value" ? LEARN_LOAD : 0));
      out.words(spec.value, 2 * ((spec.dst.bits + 15) >> 4));
      return place(spec.dst);
    case "match_field":
    case "load_field":
      out.u16(spec.dst.bits | (spec.kind === "load_field" ? LEARN_LOAD : 0));
      return place(spec.src) && place(spec.dst);
    case "output":
      out.u16(spec.src.bits | LEARN_OUTPUT);
      return place(spec.src);
  }
}
