import type { Field, OxmHeader } from "./field.ts";
import { CELL_WORDS, checkPlace } from "./field-layout.ts";
import { CONNTRACK_FIELDS } from "./fields/conntrack.ts";
import { LINK_FIELDS } from "./fields/link.ts";
import { NETWORK_FIELDS } from "./fields/network.ts";
import { NSH_FIELDS } from "./fields/nsh.ts";
import { PIPELINE_FIELDS } from "./fields/pipeline.ts";
import type { FieldSpec } from "./fields/spec.ts";
import { TRANSPORT_FIELDS } from "./fields/transport.ts";
import { TUNNEL_FIELDS } from "./fields/tunnel.ts";

/** The fields of ovs-fields(7), Open vSwitch 3.7, but for those that come in numbered rows. */
type Specs = typeof PIPELINE_FIELDS &
  typeof TUNNEL_FIELDS &
  typeof CONNTRACK_FIELDS &
  typeof LINK_FIELDS &
  typeof NETWORK_FIELDS &
  typeof TRANSPORT_FIELDS &
  typeof NSH_FIELDS;

type Below8 = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
type Below16 = Below8 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;
type Below32 = Below16 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31;

type SpecValue = Specs[keyof Specs];
type AliasOf<S> = S extends { readonly aliases: readonly (infer A extends string)[] } ? A : never;
type SetNameOf<S> = S extends { readonly set: infer N extends string } ? N : never;

/** The name of a field, its own or another that the man page gives it (`dl_dst`, `eth_dst`, `tp_src`). */
export type FieldName =
  | keyof Specs
  | AliasOf<SpecValue>
  | SetNameOf<SpecValue>
  | `reg${Below32}`
  | `xreg${Below16}`
  | `xxreg${Below8}`
  | `tun_metadata${Below8}`;

/** The registers and the tunnel options: the fields that come in numbered rows. */
function numberedSpecs(): Record<string, FieldSpec> {
  const specs: Record<string, FieldSpec> = {};
  for (let n = 0; n < 8; n++) {
    specs[`tun_metadata${n}`] = {
      cell: "tun_metadata",
      index: n,
      bits: 32,
      presenceBit: n,
      oxm: [`NXM_NX_TUN_METADATA${n}=${40 + n}`],
    };
  }
  for (let n = 0; n < 32; n++) {
    const oxm = n < 16 ? `NXM_NX_REG${n}=${n}` : `NXOXM_ET_REG${n}=${n + 1}`;
    specs[`reg${n}`] = { cell: "reg", index: n, bits: 32, oxm: [oxm] };
  }
  for (let n = 0; n < 16; n++) {
    specs[`xreg${n}`] = { cell: "reg", index: 2 * n, bits: 64, oxm: [`OXM_OF_PKT_REG${n}=${n}@4`] };
  }
  for (let n = 0; n < 8; n++) {
    const oxm = n < 4 ? `NXM_NX_XXREG${n}=${111 + n}` : `NXOXM_ET_XXREG${n}=${29 + n}`;
    specs[`xxreg${n}`] = { cell: "reg", index: 4 * n, bits: 128, oxm: [oxm] };
  }
  return specs;
}

/** Class and experimenter by the beginning of the header's name; the first that fits holds. */
const OXM_CLASSES: readonly (readonly [prefix: string, cls: number, vendor?: number])[] = [
  ["NXM_OF_", 0x0000],
  ["NXM_NX_", 0x0001],
  ["NXOXM_NSH_", 0xffff, 0x005ad650],
  ["NXOXM_ET_", 0xffff, 0x00002320],
  ["OXM_OF_PKT_REG", 0x8001],
  ["OXM_OF_", 0x8000],
  ["ONFOXM_ET_", 0xffff, 0x4f4e4600],
  ["ERICOXM_OF_", 0x1000],
];

function createHeader(text: string): OxmHeader {
  const [name = "", rest = ""] = text.split("=");
  const [number = "", since = "0"] = rest.split("@");
  const found = OXM_CLASSES.find(([prefix]) => name.startsWith(prefix));
  if (found === undefined || !/^\d+$/.test(number)) throw new RangeError(`${text} is no OXM header`);
  return { name, class: found[1], field: Number(number), vendor: found[2], since: Number(since) };
}

/** Where the outer tag's CFI bit is in its word; Open vSwitch sets it in every packet that has a tag. */
export const VLAN_CFI_BIT: number = 0x1000_0000;

function createField(name: string, spec: FieldSpec, owner: Field["owner"]): Field {
  const { bits, shift = 0, index = 0, set = name } = spec;
  checkPlace(name, spec.cell, index, bits, shift);
  const keyMask = spec.keyMask ?? (bits >= 32 ? 0xffff_ffff : 2 ** bits - 1);
  const headers = (spec.oxm ?? []).map(createHeader);
  const base: Field = {
    name,
    owner,
    setName: set,
    nxm: headers[0]?.name ?? "",
    aliases: [...(set === name ? [] : [set]), ...(spec.aliases ?? [])],
    bits,
    valueBits: spec.valueBits ?? bits,
    bytes: spec.bytes ?? Math.ceil(bits / 8),
    word: CELL_WORDS[spec.cell] + index,
    words: Math.ceil(bits / 32),
    shift,
    keyMask: (keyMask << shift) >>> 0,
    implied: spec.cfi === true ? VLAN_CFI_BIT : 0,
    format: spec.format ?? "hex",
    maskable: spec.mask !== "no",
    writable: spec.access !== "read",
    prerequisite: spec.needs ?? "none",
    headers,
  };
  return Object.freeze(spec.presenceBit === undefined ? base : { ...base, presenceBit: spec.presenceBit });
}

/** The groups of the man page, and whose their fields are. */
const GROUPS: readonly (readonly [owner: Field["owner"], specs: Readonly<Record<string, FieldSpec>>])[] = [
  ["switch", PIPELINE_FIELDS],
  ["switch", TUNNEL_FIELDS],
  ["switch", CONNTRACK_FIELDS],
  ["packet", LINK_FIELDS],
  ["packet", NETWORK_FIELDS],
  ["packet", TRANSPORT_FIELDS],
  ["packet", NSH_FIELDS],
  ["switch", numberedSpecs()],
];

/** Every field once. */
export const ALL_FIELDS: readonly Field[] = GROUPS.flatMap(([owner, specs]) =>
  Object.entries(specs).map(([name, spec]) => createField(name, spec, owner)),
);

function nameFields(): { readonly fields: Record<FieldName, Field>; readonly byText: ReadonlyMap<string, Field> } {
  const fields = {} as Record<string, Field>;
  const byText = new Map<string, Field>();
  for (const field of ALL_FIELDS) {
    for (const name of [field.name, ...field.aliases]) {
      fields[name] = field;
      byText.set(name, field);
    }
    for (const header of field.headers) byText.set(header.name, field);
  }
  return { fields, byText };
}

const NAMED = nameFields();

/** The fields by each of their match names. */
export const FIELDS: Readonly<Record<FieldName, Field>> = NAMED.fields;

/** The field that a text names, by match name, `set_field` name, alias, NXM or OXM name. */
export function fieldByName(name: string): Field | undefined {
  return NAMED.byText.get(name);
}
