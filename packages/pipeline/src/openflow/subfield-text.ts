import { fieldByName } from "./field-table.ts";
import type { Subfield } from "./match.ts";
import { parseUint } from "./number-text.ts";
import { subfield } from "./subfield.ts";
import { createFault, type Fault, quoted } from "./text-fault.ts";

/**
 * Reads a subfield: `NXM_NX_REG13[0..15]`, `reg13[16]`, `reg14[]`, and when `bare` is allowed a field alone.
 */
export function parseSubfield(text: string, options: { readonly bare?: boolean } = {}): Subfield | Fault {
  const open = text.indexOf("[");
  if (open < 0 && options.bare !== true) {
    return createFault(
      text.length,
      `${quoted(text)} lacks its bits`,
      "expected [], [bit] or [low..high] after the field",
    );
  }
  const name = open < 0 ? text : text.slice(0, open);
  const field = fieldByName(name);
  if (field === undefined) return createFault(0, `${quoted(name)} is no field`, unknownFieldHint(name));
  if (open < 0) return subfield(field);
  if (!text.endsWith("]")) return createFault(text.length, `${quoted(text)} lacks its closing ]`);
  const range = text.slice(open + 1, -1);
  if (range === "") return subfield(field);
  const dots = range.indexOf("..");
  const lo = parseUint(dots < 0 ? range : range.slice(0, dots), 16);
  const hi = dots < 0 ? lo : parseUint(range.slice(dots + 2), 16);
  if (lo === undefined || hi === undefined) {
    return createFault(open + 1, `${quoted(range)} are no bits`, "expected bit or low..high");
  }
  if (hi >= field.bits || lo > hi) {
    const fault = `cannot select bits ${lo}..${hi} of ${field.bits}-bit field ${field.name}`;
    return createFault(open + 1, fault, lo > hi ? "the lower bit comes first" : `highest bit is ${field.bits - 1}`);
  }
  return subfield(field, lo, hi - lo + 1);
}

/** What to say of a name that no field has. */
export function unknownFieldHint(name: string): string {
  return /^(?:NXM_NX_TUN_METADATA|tun_metadata)\d+$/.test(name)
    ? "tunnel options after tun_metadata7 are not supported"
    : "field names are in ovs-fields(7)";
}

/**
 * Writes a subfield as actions print it: by the field's NXM name, `[]` for all of it. The bits of a
 * tunnel option are always written, because its width in OpenFlow is not the 4 bytes of the key.
 */
export function formatSubfield(sub: Subfield): string {
  const { field, lo, bits } = sub;
  const name = field.nxm === "" ? field.name : field.nxm;
  if (bits === field.bits && field.presenceBit === undefined) return `${name}[]`;
  return bits === 1 ? `${name}[${lo}]` : `${name}[${lo}..${lo + bits - 1}]`;
}
