import type { Field } from "../openflow/field.ts";
import { ALL_FIELDS, fieldByName } from "../openflow/field-table.ts";
import type { Group } from "../openflow/flow.ts";
import { isFault } from "../openflow/text-fault.ts";
import { readWords, subfield } from "../openflow/subfield.ts";
import { parseFieldValue } from "../openflow/value-text.ts";
import { addToHash, finishHash, hashBytes, hashPair } from "./flow-hash.ts";
import type { Machine } from "./machine.ts";
import { meetsPrerequisite } from "./prerequisite.ts";

/** A field that a select group hashes, and the bits of it. */
type HashedField = { readonly field: Field; readonly mask: readonly number[] | undefined };

/** What `selection_method=hash` goes by: ovs-ofctl(8), "Group Syntax". */
export type SelectionFields = { readonly basis: number; readonly fields: readonly HashedField[] };

/**
 * Reads the fields of a group with `selection_method=hash`. Nothing when there are none or one of them
 * is a register or a tunnel option: where Open vSwitch sorts those among the others is not known here.
 */
export function parseSelectionFields(group: Group): SelectionFields | undefined {
  const fields: HashedField[] = [];
  for (const part of (group.fields ?? "").split(",")) {
    const [name = "", text] = part.split("=");
    const field = fieldByName(name.trim());
    if (field === undefined || !IN_ORDER.has(field)) return undefined;
    const mask = text === undefined ? undefined : parseFieldValue(field, text);
    if (isFault(mask)) return undefined;
    fields.push({ field, mask: mask?.value });
  }
  fields.sort((a, b) => IN_ORDER.get(a.field)! - IN_ORDER.get(b.field)!);
  const param = BigInt(group.selectionParam ?? 0);
  const basis = addToHash(addToHash(0, Number(param & 0xffff_ffffn)), Number(param >> 32n));
  return { basis: finishHash(basis, 8), fields };
}

/** The packet's own fields: Open vSwitch hashes them in the order of ovs-fields(7), as the table has them. */
const IN_ORDER: ReadonlyMap<Field, number> = new Map(
  ALL_FIELDS.filter(({ prerequisite }) => prerequisite !== "none" && prerequisite !== "ct").map((field, order) => [
    field,
    order,
  ]),
);

/** The hash of the packet over the fields that it has. */
export function hashSelection(m: Machine, { basis, fields }: SelectionFields): number {
  let hash = basis;
  for (const { field, mask } of fields) {
    if (!meetsPrerequisite(m.ints, field.prerequisite)) continue;
    const words = readWords(m.key, subfield(field)).map((word, i) => (mask === undefined ? word : word & mask[i]!));
    hash = hashBytes(networkBytes(words, Math.ceil(field.bytes)), hash);
  }
  return hash;
}

function networkBytes(words: readonly number[], count: number): Uint8Array {
  const all = new Uint8Array(words.length * 4);
  const view = new DataView(all.buffer);
  for (const [i, word] of words.entries()) view.setUint32(i * 4, word);
  return all.subarray(all.length - count);
}

/** A bucket's claim to the packet: the highest wins, and of equal ones the last. */
export function bucketScore(bucket: { readonly id: number; readonly weight: number }, hash: number): number {
  return (hashPair(bucket.id, hash) & 0xffff) * bucket.weight;
}
