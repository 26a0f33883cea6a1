import { formatIpv4, formatIpv6, formatMac, formatMaskedIpv4, formatMaskedIpv6, formatMaskedMac } from "@ovn-sim/model";
import type { Field } from "./field.ts";
import { FIELDS, type FieldName } from "./field-table.ts";
import { PROTOCOLS } from "./match-builder.ts";
import { formatHex, formatHexWords } from "./number-text.ts";
import type { PortNames } from "./port-text.ts";

/** A match spread over all the words of a key: what the printers look at. */
export type Spread = {
  readonly values: Uint32Array;
  readonly masks: Uint32Array;
  readonly names: PortNames | undefined;
};

/** Writes what a match says of some words of the key; it has nothing to say when the match looks at none of `words`. */
export type Printer = { readonly words: readonly number[]; readonly print: (spread: Spread, out: string[]) => void };

/** The bits of a field of one word that the match looks at, right-aligned. */
export function maskOf(field: Field, { masks }: Spread): number {
  return (masks[field.word]! & field.keyMask) >>> field.shift;
}

export function valueOf(field: Field, { values }: Spread): number {
  return (values[field.word]! & field.keyMask) >>> field.shift;
}

/** A printer of the words of some fields. */
export function printer(names: readonly FieldName[], print: Printer["print"]): Printer {
  const words = names.flatMap((name) => Array.from({ length: FIELDS[name].words }, (_, i) => FIELDS[name].word + i));
  return { words: [...new Set(words)], print };
}

/** One field of one word: `print` gets value and mask when the match looks at it at all. */
export function one(
  name: FieldName,
  print: (value: number, mask: number, names: PortNames | undefined) => string,
): Printer {
  const field = FIELDS[name];
  return printer([name], (spread, out) => {
    const mask = maskOf(field, spread);
    if (mask !== 0) out.push(print(valueOf(field, spread), mask, spread.names));
  });
}

/** Hexadecimal, the mask after a slash unless it covers 32 bits. */
export function hex32(name: FieldName): Printer {
  return one(name, (value, mask) => `${name}=${formatHex(value)}${mask === 0xffff_ffff ? "" : `/${formatHex(mask)}`}`);
}

/** Decimal when the whole field is matched, else both in hexadecimal of at least `digits` digits. */
export function decimal(name: FieldName, label: string = name, digits = 1): Printer {
  const field = FIELDS[name];
  const full = field.keyMask >>> field.shift;
  const pad = (number: number): string => `0x${number.toString(16).padStart(digits, "0")}`;
  return one(name, (value, mask) => (mask === full ? `${label}=${value}` : `${label}=${pad(value)}/${pad(mask)}`));
}

/** Decimal whatever the mask: Open vSwitch prints none for these. */
export function plain(name: FieldName, label: string = name): Printer {
  return one(name, (value) => `${label}=${value}`);
}

/** Hexadecimal whatever the mask. */
export function plainHex(name: FieldName, label: string = name): Printer {
  return one(name, (value) => `${label}=${formatHex(value)}`);
}

export function ipv4(name: FieldName): Printer {
  return one(name, (value, mask) =>
    mask === 0xffff_ffff
      ? `${name}=${formatIpv4([value])}`
      : `${name}=${formatMaskedIpv4({ value: [value], mask: [mask] })}`,
  );
}

/** A field of several words. */
function wide(name: FieldName, print: (value: number[], mask: number[]) => string): Printer {
  const { word, words } = FIELDS[name];
  return printer([name], ({ values, masks }, out) => {
    let any = 0;
    for (let i = 0; i < words; i++) any |= masks[word + i]!;
    if (any === 0) return;
    const value = new Array<number>(words);
    const mask = new Array<number>(words);
    for (let i = 0; i < words; i++) {
      value[i] = values[word + i]!;
      mask[i] = masks[word + i]!;
    }
    out.push(`${name}=${print(value, mask)}`);
  });
}

const isFull = (mask: readonly number[]): boolean => mask.every((word) => word === 0xffff_ffff);

export function hexWide(name: FieldName): Printer {
  return wide(name, (value, mask) => formatHexWords(value) + (isFull(mask) ? "" : `/${formatHexWords(mask)}`));
}

export function ipv6(name: FieldName): Printer {
  return wide(name, (value, mask) => (isFull(mask) ? formatIpv6(value) : formatMaskedIpv6({ value, mask })));
}

export function mac(name: FieldName): Printer {
  return wide(name, (value, mask) =>
    mask[0] === 0xffff && mask[1] === 0xffff_ffff ? formatMac(value) : formatMaskedMac({ value, mask }),
  );
}

/** The printers, in order, only where the EtherType and the IP protocol that the match gives are such; each is 0 when it gives none. */
export function where(applies: (type: number, proto: number) => boolean, ...printers: readonly Printer[]): Printer {
  return when((spread) => applies(dlType(spread), nwProto(spread)), ...printers);
}

/** The printers, in order, only where `applies` holds. */
export function when(applies: (spread: Spread) => boolean, ...printers: readonly Printer[]): Printer {
  return {
    words: [...new Set(printers.flatMap(({ words }) => words))],
    print: (spread, out) => {
      if (applies(spread)) for (const { print } of printers) print(spread, out);
    },
  };
}

/** EtherType that the other fields are read by: of the packet type when that gives one. */
export function dlType(spread: Spread): number {
  const packetType = spread.values[FIELDS.packet_type.word]!;
  return packetType >>> 16 === 1 ? packetType & 0xffff : valueOf(FIELDS.dl_type, spread);
}

function nwProto(spread: Spread): number {
  return valueOf(FIELDS.nw_proto, spread);
}

type Summary = { readonly word: string | undefined; readonly saysProto: boolean };

const NO_PROTOCOL: Summary = { word: undefined, saysProto: false };

/** Protocol words by EtherType, then by IP protocol; -1 for the word that says nothing of it. */
const SUMMARIES: ReadonlyMap<number, ReadonlyMap<number, Summary>> = summarize();

function summarize(): ReadonlyMap<number, ReadonlyMap<number, Summary>> {
  const byType = new Map<number, Map<number, Summary>>();
  for (const [word, { dlType, nwProto }] of Object.entries(PROTOCOLS)) {
    const byProto = byType.get(dlType) ?? new Map<number, Summary>();
    byType.set(dlType, byProto.set(nwProto ?? -1, { word, saysProto: nwProto !== undefined }));
  }
  return byType;
}

/** The protocol word of a match: the narrowest one that says both what the EtherType and what the IP protocol are. */
export function protocolOf(spread: Spread): Summary {
  if (maskOf(FIELDS.dl_type, spread) === 0) return NO_PROTOCOL;
  const byProto = SUMMARIES.get(valueOf(FIELDS.dl_type, spread));
  const proto = maskOf(FIELDS.nw_proto, spread) === 0 ? -1 : nwProto(spread);
  return byProto?.get(proto) ?? byProto?.get(-1) ?? NO_PROTOCOL;
}
