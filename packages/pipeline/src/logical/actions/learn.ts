import { cookieOf } from "../../chassis/index.ts";
import type { Action, LearnSpec, Words } from "../../openflow/action.ts";
import { FIELDS, type FieldName } from "../../openflow/field-table.ts";
import { type Endpoint, parseEndpoint } from "../endpoint.ts";
import { formatNumber } from "../expr/constant.ts";
import type { ActionParser } from "./action-parser.ts";
import type { BuiltAction, StatementTable } from "./action-spec.ts";
import type { LowerContext } from "./context.ts";
import { flagBit, whole } from "./emit.ts";

/** Sessions that the switch itself remembers, by flows that it learns. */
export const LEARNING: StatementTable = {
  commit_ecmp_nh: { parse: parseEcmp },
  commit_lb_aff: { parse: parseAffinity },
};

const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132 } as const;
type L4 = keyof typeof PROTOCOLS;

const ETH_TYPES = { 4: 0x0800, 6: 0x86dd } as const;

/** The learned flow matches the packet's own value. */
export function matchSame(name: FieldName): LearnSpec {
  return matchField(name, name);
}

/** The learned flow matches, in one field, what the packet has in another. */
export function matchField(dst: FieldName, src: FieldName): LearnSpec {
  return { kind: "match_field", dst: whole(FIELDS[dst]), src: whole(FIELDS[src]) };
}

export function matchValue(name: FieldName, value: Words): LearnSpec {
  return { kind: "match_value", dst: whole(FIELDS[name]), value };
}

export function matchEthType(family: 4 | 6): LearnSpec {
  return matchValue("dl_type", [ETH_TYPES[family]]);
}

function takeL4(parser: ActionParser): L4 | undefined {
  for (const name of Object.keys(PROTOCOLS) as L4[]) if (parser.matchName(name)) return name;
  return parser.unexpected("`tcp', `udp' or `sctp'");
}

/** Seconds without traffic, and altogether, after which an ECMP session is forgotten. */
const ECMP_IDLE = 20;
const ECMP_HARD = 30;

/** `commit_ecmp_nh(ipv6=BOOLEAN, proto=PROTOCOL)`. */
function parseEcmp(parser: ActionParser): BuiltAction | undefined {
  if (!parser.expect("(") || !parser.expectKey("ipv6")) return undefined;
  const ipv6 = parser.takeBoolean();
  if (ipv6 === undefined || !parser.expect(",") || !parser.expectKey("proto")) return undefined;
  const proto = takeL4(parser);
  if (proto === undefined || !parser.expect(")")) return undefined;
  return {
    format: () => `commit_ecmp_nh(ipv6 = ${ipv6}, proto = ${proto});`,
    lower: (context) => [ecmpLearn(context, ipv6, proto, true), ecmpLearn(context, ipv6, proto, false)],
  };
}

/** One session by the MAC address that it came from, and the same in the other direction. */
function ecmpLearn(context: LowerContext, ipv6: boolean, proto: L4, fromNexthop: boolean): Action {
  const [src, dst] = ipv6 ? (["ipv6_src", "ipv6_dst"] as const) : (["nw_src", "nw_dst"] as const);
  const [l4Src, l4Dst] = [`${proto}_src`, `${proto}_dst`] as const;
  const pair = <T extends FieldName>(a: T, b: T) =>
    fromNexthop ? [matchSame(a), matchSame(b)] : [matchField(a, b), matchField(b, a)];
  const { ecmpNexthopMac, ecmpNexthop } = context.profile.tables;
  return {
    kind: "learn",
    args: {
      table: fromNexthop ? ecmpNexthopMac : ecmpNexthop,
      idleTimeout: ECMP_IDLE,
      hardTimeout: ECMP_HARD,
      flags: ["delete_learned"],
      specs: [
        matchSame("metadata"),
        ...(fromNexthop ? [matchSame("dl_src")] : []),
        matchEthType(ipv6 ? 6 : 4),
        ...pair<FieldName>(src, dst),
        matchValue("nw_proto", [PROTOCOLS[proto]]),
        ...pair<FieldName>(l4Src, l4Dst),
        { kind: "load_value", dst: flagBit("lookupCommitEcmpNexthop"), value: [1] },
      ],
    },
  };
}

/** `commit_lb_aff(vip="...", backend="...", proto=PROTOCOL, timeout=SECONDS)`; `proto` when the VIP has a port. */
function parseAffinity(parser: ActionParser): BuiltAction | undefined {
  if (!parser.expect("(")) return undefined;
  const vip = takeEndpoint(parser, "vip");
  if (vip === undefined || !parser.expect(",")) return undefined;
  const { start, end } = parser.lexer;
  const backend = takeEndpoint(parser, "backend");
  if (backend === undefined || !parser.expect(",")) return undefined;
  if (backend.address.family !== vip.address.family) {
    return parser.fail("the backend is not of the address family of the VIP", start, end);
  }
  let proto: L4 | undefined;
  if (vip.port !== 0) {
    proto = parser.expectKey("proto") ? takeL4(parser) : undefined;
    if (proto === undefined || !parser.expect(",")) return undefined;
  }
  const timeout = parser.expectKey("timeout") ? parser.takeInteger("a timeout", 0xffff) : undefined;
  if (timeout === undefined || !parser.expect(")")) return undefined;
  const shown = `vip = "${formatEndpoint(vip)}", backend = "${formatEndpoint(backend)}"`;
  return {
    format: () => `commit_lb_aff(${shown}${proto === undefined ? "" : `, proto = ${proto}`}, timeout = ${timeout});`,
    lower: (context) => [affinityLearn(context, vip, backend, proto, timeout)],
  };
}

function takeEndpoint(parser: ActionParser, key: string): Endpoint | undefined {
  if (!parser.expectKey(key)) return undefined;
  const { start, end } = parser.lexer;
  const text = parser.takeString("an address");
  if (text === undefined) return undefined;
  return (
    parseEndpoint(text) ?? parser.fail(`expected an IP address and port, found ${JSON.stringify(text)}`, start, end)
  );
}

function formatEndpoint({ address, port }: Endpoint): string {
  const four = [...new Array<number>(4 - address.words.length).fill(0), ...address.words];
  const ip = address.family === 4 ? formatNumber(four, "ipv4") : `[${formatNumber(four, "ipv6")}]`;
  return port === 0 ? ip : `${ip}:${port}`;
}

/** While a client is remembered, its packets to the VIP find the backend in the registers that northd reads. */
function affinityLearn(
  context: LowerContext,
  vip: Endpoint,
  backend: Endpoint,
  proto: L4 | undefined,
  timeout: number,
): Action {
  const { family } = vip.address;
  const [src, dst] = family === 6 ? (["ipv6_src", "ipv6_dst"] as const) : (["nw_src", "nw_dst"] as const);
  const isMoved = context.options.registerConsolidation;
  const address = family === 4 ? FIELDS.reg4 : !isMoved && context.isSwitch ? FIELDS.xxreg0 : FIELDS.xxreg1;
  const port = isMoved ? FIELDS.reg2 : FIELDS.reg8;
  const specs: LearnSpec[] = [
    matchSame("metadata"),
    matchEthType(family),
    matchSame(src),
    matchValue(dst, vip.address.words),
  ];
  if (proto !== undefined) {
    specs.push(matchValue("nw_proto", [PROTOCOLS[proto]]), matchValue(`${proto}_dst`, [vip.port]));
  }
  specs.push({ kind: "load_value", dst: flagBit("useLbAffinitySession"), value: [1] });
  specs.push({ kind: "load_value", dst: whole(address), value: backend.address.words });
  if (backend.port !== 0) {
    specs.push({ kind: "load_value", dst: { field: port, lo: 0, bits: 16 }, value: [backend.port] });
  }
  const cookie = cookieOf(context.uuid);
  const table = context.profile.tables.checkLbAffinity;
  return { kind: "learn", args: { table, idleTimeout: timeout, cookie, flags: ["delete_learned"], specs } };
}
