import type { Field, OxmHeader } from "./field.ts";

/** OpenFlow 1.5 on the wire. */
const OPENFLOW_15 = 6;

/**
 * The bytes that name a field in an OpenFlow message, in network order: 4, or 8 with an experimenter.
 * The header is the newest that the version knows (OpenFlow 1.5.1, 7.2.3.2); the length in it covers the
 * value, the mask when there is one, and the experimenter.
 * @throws RangeError when the field has no header at all.
 */
export function oxmHeader(
  field: Field,
  options: { readonly hasMask?: boolean; readonly version?: number } = {},
): number[] {
  const { hasMask = false, version = OPENFLOW_15 } = options;
  const header = headerFor(field, version);
  const length = field.bytes * (hasMask ? 2 : 1) + (header.vendor === undefined ? 0 : 4);
  const head = [header.class >>> 8, header.class & 0xff, (header.field << 1) | (hasMask ? 1 : 0), length];
  if (header.vendor === undefined) return head;
  return [...head, ...[24, 16, 8, 0].map((shift) => (header.vendor! >>> shift) & 0xff)];
}

function headerFor(field: Field, version: number): OxmHeader {
  const [first] = field.headers;
  if (first === undefined) throw new RangeError(`${field.name} has no OXM header`);
  return field.headers.findLast((header) => header.since <= version) ?? first;
}
