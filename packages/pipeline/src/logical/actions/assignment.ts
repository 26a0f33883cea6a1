import { takeBits } from "../expr/bits.ts";
import { formatConstant, formatString } from "../expr/constant.ts";
import type { LogicalSymbol } from "../expr/symbol-table.ts";
import type { Action } from "../../openflow/action.ts";
import type { ActionParser } from "./action-parser.ts";
import type { BuiltAction } from "./action-spec.ts";
import { control } from "./control.ts";
import type { LowerContext } from "./context.ts";
import { move, setBits, setMaskedBits } from "./emit.ts";
import { isString, type Place } from "./place.ts";

/** `place = CONSTANT`, the parser standing before the constant. */
export function parseLoad(parser: ActionParser, dst: Place, start: number): BuiltAction | undefined {
  if (!parser.checkWritable(dst, start)) return undefined;
  if (isString(dst)) {
    const name = parser.takeString(`the name of a port for ${dst.text}`);
    if (name === undefined) return undefined;
    return {
      format: () => `${dst.text} = ${formatString(name)};`,
      lower: (context) => [setBits(dst.bits, context.portKey(name) ?? 0)],
    };
  }
  const constant = parser.takeConstantFor(dst);
  if (constant === undefined) return undefined;
  const { bits } = dst.bits;
  const value = takeBits(constant.value, 0, bits);
  const mask = constant.mask === undefined ? undefined : takeBits(constant.mask, 0, bits);
  const action = mask === undefined ? setBits(dst.bits, value) : setMaskedBits(dst.bits, value, mask);
  return { format: () => `${dst.text} = ${formatConstant(constant)};`, lower: () => [action] };
}

/** `place = PLACE` and `place <-> PLACE`, the parser standing before the second place. */
export function parseMove(parser: ActionParser, dst: Place, exchange: boolean, start: number): BuiltAction | undefined {
  const from = parser.lexer.start;
  const src = parser.takePlace();
  if (src === undefined) return undefined;
  const verb = exchange ? "exchange" : "assign";
  if (isString(dst) !== isString(src)) {
    const kind = (place: Place) => (isString(place) ? "holds a name" : "holds a number");
    return parser.fail(`cannot ${verb} ${src.text}, which ${kind(src)}, and ${dst.text}, which ${kind(dst)}`, start);
  }
  if (dst.bits.bits !== src.bits.bits) {
    const what = `${dst.text} (${dst.bits.bits} bits) and ${src.text} (${src.bits.bits} bits)`;
    return parser.fail(`cannot ${verb} ${what}: expected the same width`, start);
  }
  if (!parser.checkWritable(dst, start) || (exchange && !parser.checkWritable(src, from))) return undefined;
  const actions: readonly Action[] = exchange
    ? [
        { kind: "push", src: src.bits },
        { kind: "push", src: dst.bits },
        { kind: "pop", dst: src.bits },
        { kind: "pop", dst: dst.bits },
      ]
    : [move(src.bits, dst.bits)];
  return { format: () => `${dst.text} ${exchange ? "<->" : "="} ${src.text};`, lower: () => actions };
}

/** The first bytes of a note that ovn-controller reads as a field of its own. */
const NOTE_MAGIC = [0x6f, 0x76, 0x6e, 0] as const;
const NOTES = { "icmp4.frag_mtu": 0, "icmp6.frag_mtu": 1 } as const;
const FRAG_MTU_OPCODES = { "icmp4.frag_mtu": "put_icmp4_frag_mtu", "icmp6.frag_mtu": "put_icmp6_frag_mtu" } as const;

/** `field = CONSTANT` for a field that Open vSwitch has not: ovn-controller writes it into the packet that it makes. */
export function parseVirtualLoad(parser: ActionParser, symbol: LogicalSymbol): BuiltAction | undefined {
  const name = symbol.name as keyof typeof NOTES;
  const bytes = symbol.width / 8;
  const value = parser.takeInteger(`a number for ${name}`, 2 ** symbol.width - 1);
  if (value === undefined) return undefined;
  const data = Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 0xff);
  return { format: () => `${name} = ${value};`, lower: (context) => lowerVirtual(context, name, data) };
}

function lowerVirtual(context: LowerContext, name: keyof typeof NOTES, data: readonly number[]): readonly Action[] {
  if (context.profile.physical.fragMtu === "controller") {
    return [control(context, FRAG_MTU_OPCODES[name], { pause: true, data })];
  }
  return [{ kind: "note", bytes: [...NOTE_MAGIC, 0, NOTES[name], 0, 0, ...data] }];
}
