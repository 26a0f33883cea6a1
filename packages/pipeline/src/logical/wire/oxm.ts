import type { Words } from "../../openflow/action.ts";
import type { Field } from "../../openflow/field.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** Which of a field's headers to write: the oldest, as Nicira's extensions do, or the one of OpenFlow 1.5. */
export type OxmFlavour = "nxm" | "oxm";

/** OpenFlow 1.5, as its messages number it. */
const OPENFLOW_15 = 6;

/** A field's OXM header without a mask; undefined for a field that has none of four bytes. */
export function oxmHeader(field: Field, flavour: OxmFlavour): number | undefined {
  const header = flavour === "nxm" ? field.headers[0] : field.headers.findLast((one) => one.since <= OPENFLOW_15);
  if (header === undefined || header.vendor !== undefined) return undefined;
  return ((header.class << 16) | (header.field << 9) | field.bytes) >>> 0;
}

/** Set in the header of an entry that carries a mask. */
const HAS_MASK = 0x100;

/** Writes a header, a value and, when it does not cover the field, a mask; false for a field without a header. */
export function putOxmEntry(out: ByteWriter, field: Field, value: Words, mask: Words | undefined): boolean {
  const header = oxmHeader(field, "oxm");
  if (header === undefined) return false;
  out.u32(mask === undefined ? header : header + HAS_MASK + field.bytes);
  out.words(value, field.bytes);
  if (mask !== undefined) out.words(mask, field.bytes);
  return true;
}
