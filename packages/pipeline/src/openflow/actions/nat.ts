import { formatIpv4, formatIpv6, parseIpv4, parseIpv6, type Words } from "@ovn-sim/model";
import type { NatArgs } from "../action.ts";
import { parseUint } from "../number-text.ts";
import { type Piece, splitArguments } from "../piece.ts";
import { type Fault, isFault, quoted } from "../text-fault.ts";
import { unknownArgument } from "./arguments.ts";
import { compact } from "./entry.ts";

type NatFlag = NonNullable<NatArgs["flags"]>[number];

/** In the order that they print in. */
const FLAGS: readonly NatFlag[] = ["persistent", "hash", "random"];

/** What stands in `nat(...)`; nothing at all stands for `nat` alone. */
export function parseNat(piece: Piece | undefined): NatArgs | Fault {
  if (piece === undefined) return {};
  const args = splitArguments(piece);
  if (isFault(args)) return args;
  let direction: "src" | "dst" | undefined;
  let range: Range = {};
  const flags = new Set<NatFlag>();
  for (const { key, value, whole } of args) {
    if (key === "src" || key === "dst") {
      if (direction !== undefined) return whole.fault("nat has two directions", "expected src or dst");
      direction = key;
      const found = value === undefined ? {} : parseRange(value);
      if (isFault(found)) return found;
      range = found;
    } else if (isFlag(key) && value === undefined) flags.add(key);
    else return unknownArgument(whole, "nat", ["src", "dst", ...FLAGS]);
  }
  if (flags.size > 0 && range.addressLow === undefined) return piece.fault("nat has flags without an address range");
  return compact<NatArgs>({
    direction,
    ...range,
    flags: flags.size === 0 ? undefined : FLAGS.filter((flag) => flags.has(flag)),
  });
}

function isFlag(text: string): text is NatFlag {
  return (FLAGS as readonly string[]).includes(text);
}

type Range = Pick<NatArgs, "addressLow" | "addressHigh" | "portLow" | "portHigh">;

/**
 *     10.0.0.1-10.0.0.9:1000-2000
 *     [fd00::1]-[fd00::9]:1000-2000
 *     fd00::1
 */
const V4_RANGE = /^([0-9.]+)(?:-([0-9.]+))?(?::([0-9]+)(?:-([0-9]+))?)?$/;
const V6_RANGE = /^\[([0-9a-fA-F:.]+)\](?:-\[([0-9a-fA-F:.]+)\])?(?::([0-9]+)(?:-([0-9]+))?)?$/;
const V6_BARE = /^([0-9a-fA-F:.]+)(?:-([0-9a-fA-F:.]+))?$/;

function parseRange(piece: Piece): Range | Fault {
  const { text } = piece;
  const v4 = V4_RANGE.exec(text);
  const found = v4 ?? V6_RANGE.exec(text) ?? V6_BARE.exec(text);
  const parse = v4 === null ? parseIpv6 : parseIpv4;
  const [, lowText = "", highText, portLowText, portHighText] = found ?? [];
  const low = parse(lowText);
  const high = highText === undefined ? low : parse(highText);
  const portLow = portLowText === undefined ? undefined : parseUint(portLowText, 16);
  const portHigh = portHighText === undefined ? portLow : parseUint(portHighText, 16);
  const badPort =
    (portLowText !== undefined && portLow === undefined) || (portHighText !== undefined && portHigh === undefined);
  if (low === undefined || high === undefined || badPort) {
    return piece.fault(
      `${quoted(text)} is no address range`,
      "expected address[-address][:port[-port]], IPv6 in brackets",
    );
  }
  if (compare(high, low) < 0 || (portHigh ?? 0) < (portLow ?? 0))
    return piece.fault(`range ${quoted(text)} ends before it begins`);
  return compact<Range>({
    addressLow: low,
    addressHigh: compare(high, low) === 0 ? undefined : high,
    portLow: portLow === 0 ? undefined : portLow,
    portHigh: portHigh === portLow || portLow === 0 ? undefined : portHigh,
  });
}

function compare(left: Words, right: Words): number {
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return left[i]! - right[i]!;
  return 0;
}

export function formatNat(nat: NatArgs): string {
  const { direction, addressLow, addressHigh, portLow, portHigh, flags = [] } = nat;
  if (direction === undefined) return "nat";
  if (addressLow === undefined) return `nat(${direction})`;
  const address = (words: Words): string => {
    if (words.length === 1) return formatIpv4(words);
    return portLow === undefined ? formatIpv6(words) : `[${formatIpv6(words)}]`;
  };
  let range = address(addressLow);
  if (addressHigh !== undefined) range += `-${address(addressHigh)}`;
  if (portLow !== undefined) range += `:${portLow}${portHigh === undefined ? "" : `-${portHigh}`}`;
  return `nat(${[`${direction}=${range}`, ...flags].join(",")})`;
}
