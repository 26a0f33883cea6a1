/** The bits of a field that have names, from bit 0 up. */
type BitNames = readonly string[];

/** `ct_state`: ovs-fields(7), "Connection Tracking Fields". */
export const CT_STATE_BITS: BitNames = ["new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat"];

/** `tcp_flags`: RFC 9293, 3.1, and the three bits without a name. */
export const TCP_FLAG_BITS: BitNames = [
  "fin",
  "syn",
  "rst",
  "psh",
  "ack",
  "urg",
  "ece",
  "cwr",
  "ns",
  "[200]",
  "[400]",
  "[800]",
];

/** `tun_flags`: the bit that matches may use, then those that only traces print. */
export const TUNNEL_FLAG_BITS: BitNames = ["oam", "df", "csum", "key"];

/** All the bits that have names. */
export function allBits(names: BitNames): number {
  return 2 ** names.length - 1;
}

/** `+est-new`, for the bits that `mask` has. */
export function formatMaskedBits(names: BitNames, value: number, mask: number): string {
  let text = "";
  names.forEach((name, i) => {
    const bit = 1 << i;
    if ((mask & bit) !== 0) text += ((value & bit) === 0 ? "-" : "+") + name;
  });
  return text === "" ? "0/0" : text;
}

/** `est|trk`: the bits that are set, all others clear; `0` for none. */
export function formatExactBits(names: BitNames, value: number): string {
  return names.filter((_, i) => ((value >>> i) & 1) === 1).join("|") || "0";
}

/**
 * Reads `+est-new`, `est|trk`, a number or `value/mask`. Without a mask, every named bit counts.
 * Nothing when a name is unknown or given twice, or when a bit has no name.
 */
export function parseBits(
  names: BitNames,
  text: string,
): { readonly value: number; readonly mask: number } | undefined {
  const all = allBits(names);
  if (text.startsWith("+") || text.startsWith("-")) return parseSigned(names, text);
  const [first = "", second] = text.split("/");
  if (second !== undefined) {
    const value = number(first);
    const mask = number(second);
    return value > all || mask > all ? undefined : { value: value & mask, mask };
  }
  let value = 0;
  for (const part of text.split("|")) {
    const at = names.indexOf(part);
    const bits = at >= 0 ? 1 << at : number(part);
    if (bits > all) return undefined;
    value |= bits;
  }
  return { value, mask: all };
}

function parseSigned(names: BitNames, text: string): { readonly value: number; readonly mask: number } | undefined {
  let value = 0;
  let mask = 0;
  for (let at = 0; at < text.length; ) {
    let end = at + 1;
    while (end < text.length && text[end] !== "+" && text[end] !== "-") end++;
    const bit = 1 << names.indexOf(text.slice(at + 1, end));
    if (!names.includes(text.slice(at + 1, end)) || (mask & bit) !== 0) return undefined;
    mask |= bit;
    if (text[at] === "+") value |= bit;
    at = end;
  }
  return { value, mask };
}

/** Infinity for what is no number. */
function number(text: string): number {
  return /^(?:0[xX][0-9a-fA-F]{1,8}|[0-9]{1,10})$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}
