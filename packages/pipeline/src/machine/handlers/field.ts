import { readWords } from "../../openflow/subfield.ts";
import { get, put, TAG_PRESENT, VLAN_INNER, VLAN_OUTER } from "../layout.ts";
import type { Machine } from "../machine.ts";
import type { MoveSegment, Needs, Operations } from "../operation.ts";
import type { Writes } from "../place.ts";
import { lowMask, type Segment } from "../place.ts";
import { meetsPrerequisite } from "../prerequisite.ts";
import type { Subfield } from "../../openflow/match.ts";

/** Carries out writes to the key. */
export function applyWrites(ints: Int32Array, writes: Writes): void {
  for (let i = 0; i < writes.length; i += 3) {
    const word = writes[i]!;
    ints[word] = (ints[word]! & ~writes[i + 1]!) | writes[i + 2]!;
  }
}

/** Bits of a subfield that fit one word, unsigned; bits above 32 are left out. */
export function readLow(ints: Int32Array, segments: readonly Segment[]): number {
  let value = 0;
  for (let i = 0; i < segments.length; i++) {
    const { at, word, shift, bits } = segments[i]!;
    if (at < 32) value |= ((ints[word]! >>> shift) & lowMask(bits)) << at;
  }
  return value >>> 0;
}

/** Writes the low 32 bits of a subfield and zeroes the bits above. */
export function writeLow(ints: Int32Array, segments: readonly Segment[], value: number): void {
  for (let i = 0; i < segments.length; i++) {
    const { at, word, shift, bits } = segments[i]!;
    const mask = lowMask(bits);
    const part = at < 32 ? (value >>> at) & mask : 0;
    ints[word] = (ints[word]! & ~(mask << shift)) | (part << shift);
  }
}

/** Tells the sink what a subfield holds now, if it wants to know. */
export function reportValue(m: Machine, dst: Subfield): void {
  const { sink } = m;
  if (sink === undefined || sink.wanted?.has(dst.field) === false) return;
  sink.step({ kind: "value", depth: m.top, dst, value: readWords(m.key, dst) }, m.key);
}

/** Whether the packet has the field; when not, the action is ignored, as Open vSwitch does. */
function has(m: Machine, needs: Needs, { field }: Subfield): boolean {
  if (needs === undefined || meetsPrerequisite(m.ints, needs)) return true;
  if (m.sink !== undefined) m.sink.step({ kind: "ignored", depth: m.top, field: field.name }, m.key);
  return false;
}

export function set(m: Machine, operation: Operations["set"]): void {
  if (operation.needs !== undefined && !has(m, operation.needs, operation.dst)) return;
  applyWrites(m.ints, operation.writes);
  m.steps += operation.count - 1;
  if (m.sink !== undefined) reportValue(m, operation.dst);
}

/** The bits of one move, gathered before any is written: source and target may overlap. */
const gathered = new Int32Array(16);

export function move(m: Machine, operation: Operations["move"]): void {
  const { dst, segments, implied } = operation;
  if (operation.needs !== undefined && !has(m, operation.needs, dst)) return;
  if (operation.sourceNeeds !== undefined && !has(m, operation.sourceNeeds, dst)) return;
  const count = segments.length;
  for (let i = 0; i < count; i++) gathered[i] = readSegment(m.ints, segments[i]!);
  for (let i = 0; i < count; i++) {
    const { toWord, toShift, mask } = segments[i]!;
    m.ints[toWord] = (m.ints[toWord]! & ~(mask << toShift)) | (gathered[i]! << toShift);
  }
  applyWrites(m.ints, implied);
  if (m.sink !== undefined) reportValue(m, dst);
}

function readSegment(ints: Int32Array, { fromWord, fromShift, mask }: MoveSegment): number {
  return fromWord < 0 ? 0 : (ints[fromWord]! >>> fromShift) & mask;
}

export function deleteField(m: Machine, { writes }: Operations["delete_field"]): void {
  applyWrites(m.ints, writes);
}

/** A new outer tag, empty; a tag that was there becomes the inner one, and an inner one is lost. */
export function pushVlan(m: Machine): void {
  put(m.ints, VLAN_INNER, get(m.ints, VLAN_OUTER));
  put(m.ints, VLAN_OUTER, TAG_PRESENT);
}

export function popVlan(m: Machine): void {
  put(m.ints, VLAN_OUTER, get(m.ints, VLAN_INNER));
  put(m.ints, VLAN_INNER, 0);
}
