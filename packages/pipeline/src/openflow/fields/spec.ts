import type { FieldFormat, Prerequisite } from "../field.ts";
import type { Cell } from "../field-layout.ts";

/** What the table says of a field; everything left out has the commonest value. */
export type FieldSpec = {
  /**
   * Headers, oldest first, each as `NAME=number@version`: the OpenFlow version that brought it in, as it is on the wire, and
   * left out for the extensions.
   */
  readonly oxm?: readonly string[];
  /** The name in `set_field`, when it is not the key of the entry. */
  readonly set?: string;
  readonly aliases?: readonly string[];
  readonly cell: Cell;
  /** Word within the cell. */
  readonly index?: number;
  readonly bits: number;
  /** Bits that a value may have, when they are not `bits`. */
  readonly valueBits?: number;
  readonly bytes?: number;
  readonly shift?: number;
  /** Bits of the value that an exact match looks at, when not all of `bits`. */
  readonly keyMask?: number;
  /** The match also wants a tag to be there: the CFI bit of the same word. */
  readonly cfi?: true;
  readonly format?: FieldFormat;
  readonly mask?: "no";
  readonly access?: "read";
  readonly needs?: Prerequisite;
  /** The bit that says that the packet has this tunnel option. */
  readonly presenceBit?: number;
};
