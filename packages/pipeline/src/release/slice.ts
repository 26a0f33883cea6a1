/**
 * A run of bits of an Open vSwitch register or of `metadata`, with its name in ovs-fields(7).
 * Bit 0 is the least significant.
 */
export type Slice = { readonly field: string; readonly lo: number; readonly bits: number };

const FAMILIES = {
  reg: { bits: 32, count: 16 },
  xreg: { bits: 64, count: 8 },
  xxreg: { bits: 128, count: 4 },
} as const;

type Family = keyof typeof FAMILIES;

/**
 * Bits `lo` to `hi` of register `index` of a family: `slice("reg", 13, 16, 31)` is `reg13[16..31]`.
 * OVN uses registers 0 to 15 alone.
 *
 * @throws RangeError when the register or the bits do not exist; slices are declared, never read from input.
 */
export function slice(family: Family, index: number, lo = 0, hi = FAMILIES[family].bits - 1): Slice {
  const { bits, count } = FAMILIES[family];
  const name = `${family}${index}`;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`${name} does not exist: expected ${family}0 to ${family}${count - 1}`);
  }
  if (!Number.isInteger(lo) || !Number.isInteger(hi) || lo < 0 || lo > hi || hi >= bits) {
    throw new RangeError(`${name}[${lo}..${hi}] does not fit ${name}, which has bits 0 to ${bits - 1}`);
  }
  return Object.freeze({ field: name, lo, bits: hi - lo + 1 });
}

/** Whether two slices share a bit; a wide register overlays the narrow ones that it is made of. */
export function isOverlapping(a: Slice, b: Slice): boolean {
  const left = placeOf(a);
  const right = placeOf(b);
  return left.start < right.start + right.bits && right.start < left.start + left.bits;
}

/** Registers end to end, most significant bit first: xxreg0 is reg0, reg1, reg2, reg3. */
function placeOf(slice: Slice): { start: number; bits: number } {
  const family = slice.field.replace(/\d+$/, "") as Family;
  const width = FAMILIES[family].bits;
  const index = Number(slice.field.slice(family.length));
  return { start: index * width + (width - slice.lo - slice.bits), bits: slice.bits };
}
