import { prefixLength } from "../expr/constant.ts";
import { parseIpPrefix, prefixMask } from "../endpoint.ts";
import type { ByteWriter } from "../wire/byte-writer.ts";
import type { ActionParser, OptionTable } from "./action-parser.ts";
import type { ChosenOption } from "./options.ts";
import { utf8 } from "./reports.ts";

/** Options of a router advertisement by name; the codes are those of neighbour discovery where it has them. */
const CODES = {
  addr_mode: 0,
  slla: 1,
  prefix: 3,
  mtu: 5,
  route_info: 24,
  rdnss: 25,
  dnssl: 31,
  router_preference: 255,
} as const;

const TYPES: Readonly<Record<keyof typeof CODES, string>> = {
  addr_mode: "str",
  slla: "mac",
  prefix: "ipv6",
  mtu: "uint32",
  route_info: "str",
  rdnss: "ipv6",
  dnssl: "str",
  router_preference: "str",
};

export const RA_OPTIONS: OptionTable = new Map(
  (Object.keys(CODES) as (keyof typeof CODES)[]).map((name) => [name, { name, code: CODES[name], type: TYPES[name] }]),
);

const ADDRESS_MODES: Readonly<Record<string, number>> = { slaac: 0, dhcpv6_stateful: 0x80, dhcpv6_stateless: 0x40 };
const PREFERENCES: Readonly<Record<string, number>> = { MEDIUM: 0, HIGH: 0x08, LOW: 0x18 };

/** Whether the options make a whole advertisement; tells a fault otherwise. */
export function checkAdvertisement(parser: ActionParser, options: readonly ChosenOption[]): boolean {
  for (const option of options) {
    if (!isValid(option)) {
      parser.fail(`invalid value of option ${option.spec.name}`, option.start, option.end);
      return false;
    }
  }
  const has = (code: number) => options.some(({ spec }) => spec.code === code);
  const isStateful = options.some(
    ({ spec, value }) => spec.code === CODES.addr_mode && value.values[0] === "dhcpv6_stateful",
  );
  if (!has(CODES.slla)) parser.fail("expected option slla");
  else if (!isStateful && !has(CODES.prefix))
    parser.fail("expected option prefix, which hosts need unless addr_mode is dhcpv6_stateful");
  return parser.fault === undefined;
}

function isValid({ spec, value }: ChosenOption): boolean {
  if (value.values.length !== 1) return false;
  if (value.kind === "strings") {
    if (spec.code === CODES.addr_mode) return Object.hasOwn(ADDRESS_MODES, value.values[0]!);
    return spec.code !== CODES.router_preference || Object.hasOwn(PREFERENCES, value.values[0]!);
  }
  const { format, mask } = value.values[0]!;
  switch (spec.code) {
    case CODES.slla:
      return format === "ethernet";
    case CODES.prefix:
      return format === "ipv6" && mask !== undefined;
    case CODES.mtu:
      return format === "decimal";
    case CODES.rdnss:
      return format === "ipv6";
    default:
      return false;
  }
}

const ROUTER_ADVERTISEMENT = 134;
const HOP_LIMIT = 255;
const FOREVER = 0xffffffff;
const MANAGED = 0x80;
const ON_LINK = 0x80;
const AUTONOMOUS = 0x40;
/** Of the ICMPv6 header, before the flags. */
const FLAGS_OFFSET = 5;

/** An ICMPv6 router advertisement without its checksum (RFC 4861, section 4.2), options in the order given. */
export function putAdvertisement(out: ByteWriter, options: readonly ChosenOption[]): void {
  const start = out.bytes.length;
  out.u8(ROUTER_ADVERTISEMENT);
  out.zeros(3);
  out.u8(HOP_LIMIT);
  out.u8(0);
  out.u16(0xffff);
  out.zeros(8);
  for (const option of options) putOption(out, option, start + FLAGS_OFFSET);
}

function putOption(out: ByteWriter, { spec, value }: ChosenOption, flags: number): void {
  if (value.kind === "strings") {
    const text = value.values[0]!;
    if (spec.code === CODES.addr_mode) out.bytes[flags]! |= ADDRESS_MODES[text]!;
    else if (spec.code === CODES.router_preference) out.bytes[flags]! |= PREFERENCES[text]!;
    else if (spec.code === CODES.dnssl) putSearchList(out, text);
    else putRoutes(out, text);
    return;
  }
  const one = value.values[0]!;
  switch (spec.code) {
    case CODES.slla:
      out.put([CODES.slla, 1]);
      out.words(one.value, 6);
      break;
    case CODES.mtu:
      out.put([CODES.mtu, 1, 0, 0]);
      out.words(one.value, 4);
      break;
    case CODES.prefix:
      out.put([CODES.prefix, 4, prefixLength(one.mask!) ?? 0]);
      out.u8(ON_LINK | ((out.bytes[flags]! & MANAGED) === 0 ? AUTONOMOUS : 0));
      out.u32(FOREVER);
      out.u32(FOREVER);
      out.u32(0);
      out.words(one.value, 16);
      break;
    case CODES.rdnss:
      out.put([CODES.rdnss, 3, 0, 0]);
      out.u32(FOREVER);
      out.words(one.value, 16);
      break;
  }
}

const MAX_SEARCH_LIST = 255;
const OPTION_HEADER = 8;

/** DNS search list (RFC 8106, section 5.2); one that is too long is left out. */
function putSearchList(out: ByteWriter, text: string): void {
  const domains = text.split(",").filter((domain) => domain !== "");
  const size = domains.reduce((sum, domain) => sum + utf8(domain).length + 2, OPTION_HEADER);
  if (size > MAX_SEARCH_LIST) return;
  const start = out.bytes.length;
  out.put([CODES.dnssl, (size + 7) >> 3, 0, 0]);
  out.u32(FOREVER);
  for (const domain of domains) {
    for (const label of domain.split(".").filter((one) => one !== "")) {
      const bytes = utf8(label);
      out.u8(bytes.length);
      out.put(bytes);
    }
    out.u8(0);
  }
  out.zeros(start + 8 * ((size + 7) >> 3) - out.bytes.length);
}

/** Routes `PREFERENCE-PREFIX,...` (RFC 4191, section 2.3); from the first that is none on, they are left out. */
function putRoutes(out: ByteWriter, text: string): void {
  for (const route of text.split(",").filter((one) => one !== "")) {
    const [preference = "", prefix] = route.split("-");
    if (prefix === undefined) continue;
    const network = parseIpPrefix(prefix);
    if (network?.family !== 6) return;
    const blocks = (network.prefixBits + 63) >> 6;
    out.put([CODES.route_info, 1 + blocks, network.prefixBits, PREFERENCES[preference] ?? 0]);
    out.u32(FOREVER);
    const mask = prefixMask(network.prefixBits, 4);
    out.words(network.words.map((word, i) => (word & mask[i]!) >>> 0).slice(0, 2 * blocks), 8 * blocks);
  }
}
