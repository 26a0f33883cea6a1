import { type Machine, STACK_ITEM_WORDS, fail } from "../machine.ts";
import type { Operations } from "../operation.ts";
import { lowMask } from "../place.ts";
import { applyWrites, reportValue } from "./field.ts";

/** One length byte for each item: what Open vSwitch counts against its limit. */
const LENGTH_BYTES = 1;
/** Far beyond what the limit at the next resubmit allows: a list that pushes this much is hostile. */
const MOST_ITEMS = 1 << 18;

export function push(m: Machine, { source, bytes }: Operations["push"]): void {
  if (m.stackTop >= MOST_ITEMS) return fail(m, "stack-depth");
  const at = m.stackTop * STACK_ITEM_WORDS;
  if (at + STACK_ITEM_WORDS > m.stack.length) m.stack = grown(m.stack);
  const { stack, ints } = m;
  stack.fill(0, at, at + STACK_ITEM_WORDS);
  stack[at] = bytes;
  for (const { at: bit, word, shift, bits } of source.segments) {
    const value = (ints[word]! >>> shift) & lowMask(bits);
    const index = at + 1 + (bit >>> 5);
    const offset = bit & 31;
    stack[index] = stack[index]! | (value << offset);
    if (offset + bits > 32) stack[index + 1] = stack[index + 1]! | (value >>> (32 - offset));
  }
  m.stackTop++;
  m.stackBytes += bytes + LENGTH_BYTES;
}

/** A wider target gets zeroes above, a narrower one the low bits; an empty stack leaves the target alone. */
export function pop(m: Machine, { target, implied }: Operations["pop"]): void {
  if (m.stackTop <= m.stackBase) return;
  m.stackTop--;
  const at = m.stackTop * STACK_ITEM_WORDS;
  const { stack, ints } = m;
  m.stackBytes -= stack[at]! + LENGTH_BYTES;
  for (const { at: bit, word, shift, bits } of target.segments) {
    const mask = lowMask(bits) << shift;
    ints[word] = (ints[word]! & ~mask) | ((bitsOfItem(stack, at + 1, bit, bits) << shift) & mask);
  }
  applyWrites(ints, implied);
  if (m.sink !== undefined) reportValue(m, target.sub);
}

/** Bits of an item's value, which is least significant word first. */
function bitsOfItem(stack: Int32Array, from: number, bit: number, bits: number): number {
  const index = from + (bit >>> 5);
  const offset = bit & 31;
  const low = stack[index]! >>> offset;
  return offset + bits > 32 ? low | (stack[index + 1]! << (32 - offset)) : low;
}

function grown(stack: Int32Array): Int32Array {
  const twice = new Int32Array(stack.length * 2);
  twice.set(stack);
  return twice;
}
