import {
  type Action,
  FIELDS,
  type FieldName,
  onesWords,
  type Subfield,
  toWords,
  type WideValue,
} from "../openflow/index.ts";
import type { DropSampling } from "../chassis/index.ts";

/** OpenFlow's "no port" (OFPP_NONE): a packet with it as its in-port may leave by any port. */
export const NO_PORT = 0xffff;

const outputs: Action[] = [];
const resubmits: Action[] = [];

/** One object for each port: a table has thousands of flows to few ports. */
export function output(port: number): Action {
  return (outputs[port] ??= { kind: "output", port });
}

/** One object for each table. */
export function resubmit(table: number): Action {
  return (resubmits[table] ??= { kind: "resubmit", table });
}

/** Sets bits of a field to a number; a whole field is set without a mask, as ovn-controller writes it. */
export function load(value: WideValue, dst: Subfield): Action {
  const { field, lo } = dst;
  const words =
    field.words === 1 && typeof value === "number"
      ? [(value << lo) >>> 0]
      : shiftWords(toWords(value, field.words), lo);
  const mask = maskOf(dst);
  return mask === undefined
    ? { kind: "set_field", field, value: words }
    : { kind: "set_field", field, value: words, mask };
}

const masks = new WeakMap<Subfield, readonly number[]>();

/** The bits of a subfield within its field; undefined when it is all of it. */
function maskOf(dst: Subfield): readonly number[] | undefined {
  const { field, lo, bits } = dst;
  if (bits === field.bits) return undefined;
  const known = masks.get(dst);
  if (known !== undefined) return known;
  const mask = shiftWords(toWords(onesWords(bits), field.words), lo);
  masks.set(dst, mask);
  return mask;
}

/** Sets a whole field. */
export function setField(name: FieldName, value: WideValue): Action {
  const field = FIELDS[name];
  return { kind: "set_field", field, value: toWords(value, field.words) };
}

/** Copies bits; both sides are of the same width. */
export const move = (src: Subfield, dst: Subfield): Action => ({ kind: "move", src, dst });

const IN_PORT: Subfield = { field: FIELDS.in_port, lo: 0, bits: 16 };

/** Lets the packet leave by the port that it came in by. */
export const forgetInPort: Action = setField("in_port", NO_PORT);

/** Runs `actions` with no in-port, then restores it. */
export function withoutInPort(...actions: readonly Action[]): Action[] {
  return [{ kind: "push", src: IN_PORT }, forgetInPort, ...actions, { kind: "pop", dst: IN_PORT }];
}

/** What a drop does: nothing, or a sample of it with the table as its observation point. */
export function drop(sampling: DropSampling | undefined, table: number): Action[] {
  if (sampling === undefined) return [];
  const { collectorSet: collectorSetId, domain } = sampling;
  const obsDomainId = (domain << 24) >>> 0;
  return [{ kind: "sample", args: { probability: 0xffff, collectorSetId, obsDomainId, obsPointId: table } }];
}

function shiftWords(words: number[], by: number): number[] {
  if (by === 0) return words;
  const skip = by >>> 5;
  const rest = by & 31;
  return words.map((_, i) => {
    const low = words[i + skip] ?? 0;
    const next = words[i + skip + 1] ?? 0;
    return rest === 0 ? low : ((low << rest) | (next >>> (32 - rest))) >>> 0;
  });
}
