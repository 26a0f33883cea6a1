import {
  type Action,
  type Field,
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

export const output = (port: number): Action => ({ kind: "output", port });

export const resubmit = (table: number): Action => ({ kind: "resubmit", table });

/** Sets bits of a field to a number; a whole field is set without a mask, as ovn-controller writes it. */
export function load(value: WideValue, dst: Subfield): Action {
  const { field, lo, bits } = dst;
  const words = toWords(value, field.words);
  if (bits === field.bits) return { kind: "set_field", field, value: words };
  return {
    kind: "set_field",
    field,
    value: shiftWords(words, lo),
    mask: shiftWords(widen(onesWords(bits), field), lo),
  };
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

function widen(words: readonly number[], field: Field): number[] {
  return toWords(words, field.words);
}

function shiftWords(words: readonly number[], by: number): number[] {
  if (by === 0) return [...words];
  const skip = by >>> 5;
  const rest = by & 31;
  return words.map((_, i) => {
    const low = words[i + skip] ?? 0;
    const next = words[i + skip + 1] ?? 0;
    return rest === 0 ? low : ((low << rest) | (next >>> (32 - rest))) >>> 0;
  });
}
