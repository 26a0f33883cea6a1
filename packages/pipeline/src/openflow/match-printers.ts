import { formatIpv4, formatIpv6, formatMac, formatMaskedIpv4, formatMaskedIpv6, formatMaskedMac } from "@ovn-sim/model";
import type { Field } from "./field.ts";
import { FIELDS, type FieldName } from "./field-table.ts";
import { PROTOCOLS } from "./match-builder.ts";
import { formatHex, formatHexWords } from "./number-text.ts";
import type { Words } from "./action.ts";
import { formatPort, type PortNames } from "./port-text.ts";

/** A match spread over all the words of a key: what the printers look at. */
export type Spread = {
  readonly values: Uint32Array;
  readonly masks: Uint32Array;
  readonly names: PortNames | undefined;
};

/**
 * Writes what a match says of some words of the key, each token after a comma; it has nothing to say when the match looks at
 * none of `words`.
 */
export type Printer = {
  readonly words: readonly number[];
  /** The one field that it is about, for a printer of one. */
  readonly field?: Field;
  readonly print: (spread: Spread) => string;
};

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

/**
 * A printer remembers so many texts, each in the one place that its value has: packets and flows say the same few values of a
 * field over and over.
 */
const REMEMBERED_BITS = 10;

/** Most fields are never printed: their printers have no memory before they are. */
function createMemory<T>(): (T | undefined)[] {
  return new Array<undefined>(2 ** REMEMBERED_BITS).fill(undefined);
}

/** The place of a value: the high bits of a product depend on all bits of its factors. */
function placeOf(value: number): number {
  return Math.imul(value, 0x9e3779b1) >>> (32 - REMEMBERED_BITS);
}

/** One field of one word: `print` gets value and mask when the match looks at it at all. A text depends on these two alone. */
export function one(name: FieldName, print: (value: number, mask: number) => string): Printer {
  const field = FIELDS[name];
  const { word, keyMask, shift } = field;
  let known: (Remembered | undefined)[] | undefined;
  return {
    words: [word],
    field,
    print: ({ values, masks }) => {
      const mask = (masks[word]! & keyMask) >>> shift;
      if (mask === 0) return "";
      const value = (values[word]! & keyMask) >>> shift;
      known ??= createMemory<Remembered>();
      const place = placeOf(value);
      const last = known[place];
      if (last !== undefined && last.value === value && last.mask === mask) return last.text;
      const text = `,${print(value, mask)}`;
      known[place] = { value, mask, text };
      return text;
    },
  };
}

type Remembered = { readonly value: number; readonly mask: number; readonly text: string };

/** A field that holds a port, whose text is its name where names are given. */
export function port(name: FieldName): Printer {
  const field = FIELDS[name];
  return {
    words: [field.word],
    field,
    print: (spread) =>
      maskOf(field, spread) === 0 ? "" : `,${name}=${formatPort(valueOf(field, spread) & 0xffff, spread.names)}`,
  };
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

/** A field of several words: `print` gets value and mask when the match looks at it at all. A text depends on these alone. */
function wide(name: FieldName, print: (value: Words, mask: Words) => string): Printer {
  const field = FIELDS[name];
  const { word: first, words } = field;
  let known: (RememberedWide | undefined)[] | undefined;
  return {
    words: Array.from({ length: words }, (_, i) => first + i),
    field,
    print: ({ values, masks }) => {
      let any = 0;
      let mixed = 0;
      for (let word = first; word < first + words; word++) {
        any |= masks[word]!;
        mixed = Math.imul(mixed, 31) ^ values[word]!;
      }
      if (any === 0) return "";
      known ??= createMemory<RememberedWide>();
      const place = placeOf(mixed);
      const last = known[place];
      if (last !== undefined && holds(values, first, last.value) && holds(masks, first, last.mask)) return last.text;
      const value = wordsFrom(values, first, words);
      const mask = wordsFrom(masks, first, words);
      const text = `,${name}=${print(value, mask)}`;
      known[place] = { value, mask, text };
      return text;
    },
  };
}

type RememberedWide = { readonly value: Words; readonly mask: Words; readonly text: string };

function wordsFrom(key: Uint32Array, first: number, count: number): Words {
  const words = new Array<number>(count);
  for (let i = 0; i < count; i++) words[i] = key[first + i]!;
  return words;
}

function holds(key: Uint32Array, first: number, words: Words): boolean {
  for (let i = 0; i < words.length; i++) if (key[first + i] !== words[i]) return false;
  return true;
}

const isFull = (mask: Words): boolean => mask.every((word) => word === 0xffff_ffff);

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
    print: (spread) => {
      let text = "";
      if (applies(spread)) for (const { print } of printers) text += print(spread);
      return text;
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
