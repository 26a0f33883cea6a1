import type { Field } from "./field.ts";
import { KEY_WORDS, TUN_PRESENT_WORD } from "./field-layout.ts";
import { FIELDS, type FieldName, VLAN_CFI_BIT } from "./field-table.ts";
import { type FlowKey, internShape, type Match, type Subfield } from "./match.ts";
import { lowOnes, onesWords, toWords, type WideValue } from "./words.ts";

const ETH_TYPE = { ip: 0x0800, arp: 0x0806, rarp: 0x8035, ipv6: 0x86dd, mpls: 0x8847, mplsm: 0x8848 } as const;

/** The protocol words of ovs-fields(7), with the EtherType and the IP protocol that each stands for. */
export const PROTOCOLS = {
  ip: { dlType: ETH_TYPE.ip, nwProto: undefined },
  ipv6: { dlType: ETH_TYPE.ipv6, nwProto: undefined },
  icmp: { dlType: ETH_TYPE.ip, nwProto: 1 },
  icmp6: { dlType: ETH_TYPE.ipv6, nwProto: 58 },
  tcp: { dlType: ETH_TYPE.ip, nwProto: 6 },
  tcp6: { dlType: ETH_TYPE.ipv6, nwProto: 6 },
  udp: { dlType: ETH_TYPE.ip, nwProto: 17 },
  udp6: { dlType: ETH_TYPE.ipv6, nwProto: 17 },
  sctp: { dlType: ETH_TYPE.ip, nwProto: 132 },
  sctp6: { dlType: ETH_TYPE.ipv6, nwProto: 132 },
  arp: { dlType: ETH_TYPE.arp, nwProto: undefined },
  rarp: { dlType: ETH_TYPE.rarp, nwProto: undefined },
  mpls: { dlType: ETH_TYPE.mpls, nwProto: undefined },
  mplsm: { dlType: ETH_TYPE.mplsm, nwProto: undefined },
} as const;

export type Protocol = keyof typeof PROTOCOLS;

/**
 * Collects what a flow matches, then builds the canonical {@link Match}. Prerequisites are matches
 * like any other: call {@link protocol} for them. A later match on the same bits wins.
 */
export class MatchBuilder {
  readonly #values = new Uint32Array(KEY_WORDS);
  readonly #masks = new Uint32Array(KEY_WORDS);
  /** The words touched so far, in no order. */
  readonly #touched: number[] = [];

  /** Forgets everything: a builder can be used again after {@link build}. */
  reset(): this {
    for (const word of this.#touched) {
      this.#values[word] = 0;
      this.#masks[word] = 0;
    }
    this.#touched.length = 0;
    return this;
  }

  /** Matches the whole field. `dl_vlan` of 0xffff means no tag, as OpenFlow 1.0 has it. */
  set(name: FieldName | Field, value: WideValue): this {
    const field = typeof name === "string" ? FIELDS[name] : name;
    if (field.words === 1 && typeof value === "number") {
      if (value === 0xffff && field.name === "dl_vlan") return this.setWord(field.word, 0, 0xffff_0000);
      return this.#setOne(field, value << field.shift, field.keyMask);
    }
    return this.setMasked(field, value, onesWords(field.bits));
  }

  /** Matches the bits of the field that are one in `mask`; none at all when it is 0. */
  setMasked(name: FieldName | Field, value: WideValue, mask: WideValue): this {
    const field = typeof name === "string" ? FIELDS[name] : name;
    if (field.words === 1 && typeof value === "number" && typeof mask === "number") {
      return this.#setOne(field, value << field.shift, (mask << field.shift) & field.keyMask);
    }
    const values = toWords(value, field.words);
    const masks = toWords(mask, field.words);
    if (field.words === 1)
      return this.#setOne(field, values[0]! << field.shift, (masks[0]! << field.shift) & field.keyMask);
    const top = field.bits & 31;
    if (top !== 0) masks[0] = masks[0]! & lowOnes(top);
    for (let i = 0; i < field.words; i++) this.setWord(field.word + i, values[i]!, masks[i]!);
    return this;
  }

  /** Matches the bits of a subfield. */
  setSubfield(sub: Subfield, value: WideValue): this {
    const { field } = sub;
    const words = toWords(value, (sub.bits + 31) >>> 5);
    for (let done = 0, i = words.length - 1; i >= 0; done += 32, i--) {
      const bits = Math.min(32, sub.bits - done);
      const mask = bits === 32 ? 0xffff_ffff : lowOnes(bits);
      const at = field.shift + sub.lo + done;
      const word = field.word + field.words - 1 - (at >>> 5);
      const shift = at & 31;
      this.setWord(word, words[i]! << shift, mask << shift);
      if (shift + bits > 32) this.setWord(word - 1, words[i]! >>> (32 - shift), mask >>> (32 - shift));
    }
    if (field.presenceBit !== undefined) this.setWord(TUN_PRESENT_WORD, 1 << field.presenceBit, 1 << field.presenceBit);
    return this;
  }

  /** Matches packets of a protocol: its EtherType and, where it has one, its IP protocol. */
  protocol(name: Protocol): this {
    const { dlType, nwProto } = PROTOCOLS[name];
    this.set(FIELDS.dl_type, dlType);
    return nwProto === undefined ? this : this.set(FIELDS.nw_proto, nwProto);
  }

  /** Matches packets with a VLAN tag, or without one. */
  tagged(present: boolean): this {
    return this.setWord(FIELDS.vlan_tci.word, present ? VLAN_CFI_BIT : 0, VLAN_CFI_BIT);
  }

  /** Matches packets that have, or have not, the tunnel option. */
  tunnelOption(field: Field, present: boolean): this {
    const bit = 1 << (field.presenceBit ?? 0);
    return field.presenceBit === undefined ? this : this.setWord(TUN_PRESENT_WORD, present ? bit : 0, bit);
  }

  /** Adds the bits of another match. */
  add(match: Match): this {
    const { words, masks } = match.shape;
    for (let i = 0; i < words.length; i++) this.setWord(words[i]!, match.values[i]!, masks[i]!);
    return this;
  }

  /** Matches the bits of one word of the key that are one in `mask`. */
  setWord(word: number, value: number, mask: number): this {
    const before = this.#masks[word]!;
    if (mask === 0) return this;
    if (before === 0) this.#touched.push(word);
    this.#masks[word] = before | mask;
    this.#values[word] = (this.#values[word]! & ~mask) | (value & mask);
    return this;
  }

  /** The match collected so far; the builder stays as it is. */
  build(): Match {
    const words = this.#touched;
    const count = words.length;
    for (let i = 1; i < count; i++) {
      const word = words[i]!;
      let at = i;
      for (; at > 0 && words[at - 1]! > word; at--) words[at] = words[at - 1]!;
      words[at] = word;
    }
    const masks = new Array<number>(count);
    const values = new Array<number>(count);
    for (let i = 0; i < count; i++) {
      masks[i] = this.#masks[words[i]!]!;
      values[i] = this.#values[words[i]!]!;
    }
    return { shape: internShape(words, masks), values };
  }

  /** Writes what was collected so far into a key. */
  writeInto(key: FlowKey): void {
    for (const word of this.#touched) key[word] = this.#values[word]!;
  }

  #setOne(field: Field, value: number, mask: number): this {
    if (field.presenceBit !== undefined) this.tunnelOption(field, true);
    return this.setWord(field.word, value | field.implied, mask | field.implied);
  }
}

/** The match that selects every packet. */
export const MATCH_ALL: Match = new MatchBuilder().build();
