import { prefixLength } from "../expr/constant.ts";
import type { ByteWriter } from "../wire/byte-writer.ts";
import { createByteWriter } from "../wire/byte-writer.ts";
import type { ChosenOption } from "./options.ts";
import { utf8 } from "./reports.ts";

/** A DHCP option as ovn-controller sends it: code, length, value (RFC 2132, section 2). */
export function putDhcpOption(out: ByteWriter, { spec, value }: ChosenOption): void {
  const body = createByteWriter();
  const first = value.kind === "integers" ? value.values[0]!.value : [];
  switch (spec.type) {
    case "bool":
    case "uint8":
      body.words(first, 1);
      break;
    case "uint16":
      body.words(first, 2);
      break;
    case "uint32":
      body.words(first, 4);
      break;
    case "ipv4":
      if (value.kind === "integers") for (const one of value.values) body.words(one.value, 4);
      break;
    case "static_routes":
      if (value.kind === "integers") putRoutes(body, value.values);
      break;
    case "host_id":
      if (value.kind === "integers") body.words(first, 4);
      else body.put(utf8(value.values[0]!));
      break;
    case "domains":
      if (value.kind === "strings") body.put(encodeDomains(value.values[0]!));
      break;
    case "str":
      if (value.kind === "strings") body.put(utf8(value.values[0]!));
      break;
  }
  out.u8(spec.code);
  out.u8(body.bytes.length);
  out.put(body.bytes);
}

type Values = Extract<ChosenOption["value"], { kind: "integers" }>["values"];

/** Destination and router in turn; of the destination only the bytes that its prefix covers (RFC 3442). */
function putRoutes(out: ByteWriter, values: Values): void {
  for (let i = 0; i + 1 < values.length; i += 2) {
    const { value, mask } = values[i]!;
    const prefix = mask === undefined ? 32 : (prefixLength(mask.slice(3)) ?? 32);
    out.u8(prefix);
    const address = createByteWriter();
    address.words(value, 4);
    out.put(address.bytes.slice(0, (prefix + 7) >> 3));
    out.words(values[i + 1]!.value, 4);
  }
}

const MAX_DOMAIN = 255;
const POINTER = 0xc000;

/**
 * Domain names as a search list (RFC 3397), a suffix that stood before being pointed to. The suffix
 * is remembered without its last character, as ovn-controller does it.
 */
function encodeDomains(list: string): readonly number[] {
  const out = createByteWriter();
  const offsets = new Map<string, number>();
  for (const domain of list.split(",").filter((one) => one !== "")) {
    if (domain.length > MAX_DOMAIN) return [];
    const labels = domain.split(".").filter((one) => one !== "");
    let rest = domain;
    let isPointed = false;
    for (const label of labels) {
      const known = offsets.get(rest.slice(0, -1));
      if (known !== undefined) {
        out.u16(POINTER | known);
        isPointed = true;
        break;
      }
      offsets.set(rest.slice(0, -1), out.bytes.length);
      const bytes = utf8(label);
      out.u8(bytes.length);
      out.put(bytes);
      rest = rest.slice(rest.indexOf(label) + label.length + 1);
    }
    if (!isPointed) out.u8(0);
  }
  return out.bytes;
}

/** A DHCPv6 option: code and length of two bytes each, value (RFC 8415, section 21.1). */
export function putDhcpv6Option(out: ByteWriter, { spec, value }: ChosenOption): void {
  const body = createByteWriter();
  if (value.kind === "integers") {
    if (spec.type === "ipv6") for (const one of value.values) body.words(one.value, 16);
    else if (spec.type === "mac") body.words(value.values[0]!.value, 6);
  } else if (spec.type === "str") body.put(utf8(value.values[0]!));
  else if (spec.type === "domain") body.put(encodeFqdn(value.values[0]!));
  out.u16(spec.code);
  out.u16(body.bytes.length);
  out.put(body.bytes);
}

/** Labels, each behind its length; two bytes longer than the text, whether or not it ends in a dot. */
function encodeFqdn(text: string): readonly number[] {
  const bytes = utf8(text);
  const out = new Array<number>(bytes.length + 2).fill(0);
  let length = 0;
  for (const [i, byte] of bytes.entries()) {
    if (byte === 0x2e) {
      out[i - length] = length;
      length = 0;
    } else {
      out[i + 1] = byte;
      length++;
    }
  }
  if (length > 0) out[bytes.length - length] = length;
  return out;
}
