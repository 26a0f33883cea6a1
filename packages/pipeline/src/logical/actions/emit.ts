import type { Action, Words } from "../../openflow/action.ts";
import type { Field } from "../../openflow/field.ts";
import { FIELDS } from "../../openflow/field-table.ts";
import type { Subfield } from "../../openflow/match.ts";
import { subfield } from "../../openflow/subfield.ts";
import { toWords, type WideValue } from "../../openflow/words.ts";
import { FLAG_BITS, type FlagName } from "../../release/flags.ts";
import type { Slice } from "../../release/slice.ts";
import { LOGICAL_FIELDS } from "../../release/registers.ts";
import { onesAt, placeBits } from "../expr/bits.ts";

/** The logical fields as places of the packet. */
export const INPORT: Field = FIELDS.reg14;
export const OUTPORT: Field = FIELDS.reg15;
export const FLAGS: Field = FIELDS.reg10;

export const CT_ZONE: Subfield = sliceToSubfield(LOGICAL_FIELDS.ctZone);
export const DNAT_ZONE: Subfield = subfield(FIELDS.reg11, 0, 16);
export const SNAT_ZONE: Subfield = subfield(FIELDS.reg12, 0, 16);

export function sliceToSubfield(slice: Slice): Subfield {
  return subfield(slice.field as "reg0", slice.lo, slice.bits);
}

export function flagBit(name: FlagName): Subfield {
  return FLAG_SUBFIELDS[name];
}

const FLAG_SUBFIELDS = Object.fromEntries(
  (Object.keys(FLAG_BITS) as FlagName[]).map((name) => [name, subfield(FLAGS, FLAG_BITS[name], 1)]),
) as Readonly<Record<FlagName, Subfield>>;

export function resubmit(table: number): Action {
  return { kind: "resubmit", table };
}

/**
 * Writes some bits of a field. A value needs no mask when it covers the field's bytes whole; a field
 * of 6 bits keeps one even when all of it is written, as ovn-controller sends it.
 */
export function setBits(dst: Subfield, value: WideValue): Action {
  const { field, lo, bits } = dst;
  const words = placeBits(toWords(value, (bits + 31) >>> 5), bits, lo, field.words);
  if (bits === field.bytes * 8) return { kind: "set_field", field, value: words };
  return { kind: "set_field", field, value: words, mask: onesAt(lo, bits, field.words) };
}

/** Writes the bits of `dst` that are ones in `mask`. */
export function setMaskedBits(dst: Subfield, value: Words, mask: Words): Action {
  const { field, lo, bits } = dst;
  const masks = placeBits(mask, bits, lo, field.words);
  return { kind: "set_field", field, value: placeBits(value, bits, lo, field.words), mask: masks };
}

export function setFlag(name: FlagName, on: boolean): Action {
  return setBits(flagBit(name), on ? 1 : 0);
}

export function move(src: Subfield, dst: Subfield): Action {
  return { kind: "move", src, dst };
}

export function whole(field: Field): Subfield {
  return subfield(field);
}

/** An argument of a lookup: where it is, and where the table that looks it up expects it. */
export type Argument = { readonly src: Subfield; readonly dst: Field };

/**
 * Actions that run with their arguments in place, and leave the places as they were: the places are
 * saved on the stack, then loaded by way of it, since one may be the source of another.
 */
export function withArguments(args: readonly Argument[], body: readonly Action[]): Action[] {
  const moved = args.filter((arg) => arg.src.field !== arg.dst);
  const out: Action[] = moved.map((arg) => ({ kind: "push", src: whole(arg.dst) }));
  for (const arg of moved.toReversed()) out.push({ kind: "push", src: arg.src });
  for (const arg of moved) out.push({ kind: "pop", dst: whole(arg.dst) });
  out.push(...body);
  for (const arg of moved.toReversed()) out.push({ kind: "pop", dst: whole(arg.dst) });
  return out;
}
