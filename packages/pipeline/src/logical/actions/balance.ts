import type { Action, NatArgs } from "../../openflow/action.ts";
import type { Bucket } from "../../openflow/flow.ts";
import { ALL_FIELDS, FIELDS, fieldByName } from "../../openflow/field-table.ts";
import { formatConstant, type IntegerConstant } from "../expr/constant.ts";
import type { ActionParser } from "./action-parser.ts";
import type { BuiltAction, ResultTable, StatementTable } from "./action-spec.ts";
import { addressArgs, connectionZone } from "./conntrack.ts";
import type { GroupContent, LowerContext } from "./context.ts";
import { OUTPORT, resubmit, setBits } from "./emit.ts";
import { hasNextTable, nextTable } from "./flow-control.ts";
import type { Place } from "./place.ts";

/** Choosing one of several ways by a group of the switch. */
export const BALANCE: StatementTable = {
  ct_lb: { needs: "ip", parse: (parser) => parseBalance(parser, { name: "ct_lb", mark: "ct_label", local: false }) },
  ct_lb_mark: {
    needs: "ip",
    parse: (parser) => parseBalance(parser, { name: "ct_lb_mark", mark: "ct_mark", local: false }),
  },
  ct_lb_mark_local: {
    since: { "26.03": 0 },
    needs: "ip",
    parse: (parser) => parseBalance(parser, { name: "ct_lb_mark_local", mark: "ct_mark", local: true }),
  },
  fwd_group: { parse: parseForwardingGroup },
};

export const BALANCE_RESULTS: ResultTable = { select: { parse: parseSelect } };

type Backend = {
  /** The logical port of the backend, which `ct_lb_mark_local` wants on this chassis. */
  readonly port: string | undefined;
  readonly address: IntegerConstant;
  readonly l4Port: number | undefined;
};

type BalanceKind = { readonly name: string; readonly mark: "ct_mark" | "ct_label"; readonly local: boolean };

/** Bits of the conntrack mark (or, in old flows, label) of a connection that was load-balanced. */
const CT_MARK_BITS = { natted: 1, skip_snat: 2, force_snat: 3 } as const;

/** `NAME`, `NAME(backends=...[; hash_fields="..."][; skip_snat|force_snat])`. */
function parseBalance(parser: ActionParser, kind: BalanceKind): BuiltAction | undefined {
  const backends: Backend[] = [];
  let hashFields: string | undefined;
  let flag: "skip_snat" | "force_snat" | undefined;
  if (parser.match("(") && !parser.match(")")) {
    if (!parser.expectKey("backends")) return undefined;
    while (!parser.is(";") && !parser.is(")")) {
      const backend = takeBackend(parser, kind.local);
      if (backend === undefined) return undefined;
      backends.push(backend);
      parser.match(",");
    }
    while (parser.match(";")) {
      if (parser.matchName("hash_fields")) {
        hashFields = parser.expect("=") ? parser.takeString("fields to hash") : undefined;
        if (hashFields === undefined) return undefined;
      } else if (parser.matchName("skip_snat")) flag = "skip_snat";
      else if (parser.matchName("force_snat")) flag = "force_snat";
      else return parser.unexpected("`hash_fields', `skip_snat' or `force_snat'");
    }
    if (!parser.expect(")")) return undefined;
  }
  return {
    format: () => formatBalance(kind, backends, hashFields, flag),
    lower: (context) => {
      if (!hasNextTable(context, kind.name)) return [];
      if (backends.length === 0) {
        return [{ kind: "ct", args: { table: nextTable(context), zone: connectionZone(context), nat: {} } }];
      }
      const content = {
        ...hashMethod(hashFields),
        type: "select",
        buckets: balanceBuckets(context, kind, backends, flag),
      } as const;
      return content.buckets.length === 0 ? [] : [{ kind: "group", group: context.numbers.group(content) }];
    },
  };
}

/** `["port":]IPV4[:PORT]`, `["port":]IPV6`, `["port":][IPV6][:PORT]`. */
function takeBackend(parser: ActionParser, local: boolean): Backend | undefined {
  let port: string | undefined;
  if (local) {
    port = parser.takeString("the logical port of a backend");
    if (port === undefined || !parser.expect(":")) return undefined;
  }
  const bracketed = parser.match("[");
  const { start } = parser.lexer;
  const address = parser.takeAddress(bracketed ? "an IPv6 address" : "an IP address");
  if (address === undefined) return undefined;
  if (bracketed && address.format !== "ipv6") return parser.fail("expected an IPv6 address in brackets", start);
  if (bracketed && !parser.expect("]")) return undefined;
  if (!parser.match(":")) return { port, address, l4Port: undefined };
  if (!bracketed && address.format === "ipv6") return parser.fail("an IPv6 address with a port needs brackets", start);
  const l4Port = parser.takeInteger("a port", 0xffff);
  return l4Port === undefined ? undefined : { port, address, l4Port: l4Port || undefined };
}

function balanceBuckets(
  context: LowerContext,
  { mark, local }: BalanceKind,
  backends: readonly Backend[],
  flag: "skip_snat" | "force_snat" | undefined,
): Bucket[] {
  const field = FIELDS[mark];
  const exec = (flag === undefined ? (["natted"] as const) : (["natted", flag] as const)).map((name) =>
    setBits({ field, lo: CT_MARK_BITS[name], bits: 1 }, 1),
  );
  return backends.flatMap(({ port, address, l4Port }, id) => {
    if (local && !context.isLocalPort(port!)) return [];
    const nat: NatArgs = {
      direction: "dst",
      ...addressArgs(address),
      ...(l4Port === undefined ? {} : { portLow: l4Port }),
    };
    const args = { commit: true, table: nextTable(context), zone: connectionZone(context), nat, exec };
    const actions: readonly Action[] = [{ kind: "ct", args }];
    return [{ id, weight: DEFAULT_WEIGHT, actions }];
  });
}

const DEFAULT_WEIGHT = 100;

function hashMethod(hashFields: string | undefined): Pick<GroupContent, "selectionMethod" | "fields"> {
  return hashFields === undefined
    ? { selectionMethod: "dp_hash" }
    : { selectionMethod: "hash", fields: orderFields(hashFields) };
}

/** The fields of a hash as the switch lists them: each once, in the order of the field table. */
function orderFields(hashFields: string): string {
  const names = hashFields.split(",").map((name) => name.trim());
  const fields = ALL_FIELDS.filter((field) => names.some((name) => fieldByName(name) === field));
  return fields.map(({ setName }) => setName).join(",");
}

function formatBalance(
  kind: BalanceKind,
  backends: readonly Backend[],
  hashFields: string | undefined,
  flag: string | undefined,
): string {
  if (backends.length === 0) return `${kind.name};`;
  const list = backends.map(({ port, address, l4Port }) => {
    const ip = formatConstant(address);
    const where = l4Port === undefined ? ip : address.format === "ipv6" ? `[${ip}]:${l4Port}` : `${ip}:${l4Port}`;
    return port === undefined ? where : `${JSON.stringify(port)}:${where}`;
  });
  const hash = hashFields === undefined ? "" : `; hash_fields=${JSON.stringify(hashFields)}`;
  return `${kind.name}(backends=${list.join(",")}${hash}${flag === undefined ? "" : `; ${flag}`});`;
}

/** `place = select(ID[=WEIGHT], ...)`, `place = select(values=(...); hash_fields="...")`. */
function parseSelect(parser: ActionParser, dst: Place): BuiltAction | undefined {
  const { start } = parser.lexer;
  if (dst.bits.bits < 16)
    return parser.fail(`${dst.text} has ${dst.bits.bits} bits: expected at least 16 for select`, start);
  if (!parser.checkWritable(dst, start) || !parser.expect("(")) return undefined;
  const isHashed = parser.matchName("values");
  if (isHashed && !(parser.expect("=") && parser.expect("("))) return undefined;
  const members: { readonly id: number; readonly weight: number }[] = [];
  while (!parser.match(")")) {
    const id = parser.takeInteger("the id of a member", 0xffff);
    if (id === undefined) return undefined;
    const weightStart = parser.lexer.start;
    const weight = parser.match("=") ? parser.takeInteger("a weight", 0xffff) : DEFAULT_WEIGHT;
    if (weight === undefined) return undefined;
    if (weight === 0) return parser.fail("a weight cannot be 0", weightStart);
    members.push({ id, weight });
    parser.match(",");
  }
  if (members.length < 2) return parser.fail("expected at least 2 members to select from", start);
  let hashFields: string | undefined;
  if (isHashed) {
    hashFields =
      parser.expect(";") && parser.expectKey("hash_fields") ? parser.takeString("fields to hash") : undefined;
    if (hashFields === undefined || !parser.expect(")")) return undefined;
  }
  const list = members.map(({ id, weight }) => `${id}=${weight}`).join(", ");
  return {
    format: () =>
      `${dst.text} = select(${hashFields === undefined ? list : `values=(${list}); hash_fields=${JSON.stringify(hashFields)}`});`,
    lower: (context) => {
      if (!hasNextTable(context, "select")) return [];
      const buckets = members.map(({ id, weight }, i) => ({
        id: i,
        weight,
        actions: [setBits(dst.bits, id), resubmit(nextTable(context))],
      }));
      const method = hashMethod(hashFields);
      const isSymmetric = hashFields === undefined && context.capabilities.dpHashL4Symmetric;
      const content = {
        ...method,
        ...(isSymmetric ? { selectionParam: L4_SYMMETRIC } : {}),
        type: "select",
        buckets,
      } as const;
      return [{ kind: "group", group: context.numbers.group(content) }];
    },
  };
}

/** The parameter of dp_hash that asks for a hash over both directions of layer 4. */
const L4_SYMMETRIC = 0x100000000;

/** `fwd_group(liveness=BOOLEAN, childports="...", ...)`. */
function parseForwardingGroup(parser: ActionParser): BuiltAction | undefined {
  let liveness: boolean | undefined = false;
  const ports: string[] = [];
  if (parser.match("(")) {
    if (parser.matchName("liveness")) {
      liveness = parser.expect("=") ? parser.takeBoolean() : undefined;
      if (liveness === undefined || !parser.expect(",")) return undefined;
    }
    if (!parser.expectKey("childports")) return undefined;
    while (!parser.match(")")) {
      const port = parser.takeString("a port of a logical switch");
      if (port === undefined) return undefined;
      ports.push(port);
      parser.match(",");
    }
  }
  const isWatched = liveness;
  return {
    format: () =>
      `fwd_group(${isWatched ? 'liveness="true", ' : ""}childports=${ports.map((port) => JSON.stringify(port)).join(", ")});`,
    lower: (context) => lowerForwardingGroup(context, ports, isWatched),
  };
}

function lowerForwardingGroup(context: LowerContext, ports: readonly string[], isWatched: boolean): readonly Action[] {
  const buckets: Bucket[] = [];
  for (const [id, port] of ports.entries()) {
    const key = context.portKey(port);
    const watchPort = isWatched ? context.tunnelOfport(port) : undefined;
    if (key === undefined || (isWatched && watchPort === undefined)) return [];
    // The controller writes the key in decimal digits behind "0x": from 10 on another key is loaded.
    const loaded = Number.parseInt(String(key), 16) & 0xffff;
    const actions = [setBits({ field: OUTPORT, lo: 0, bits: 16 }, loaded), resubmit(context.outputTable)];
    buckets.push(watchPort === undefined ? { id, actions } : { id, watchPort, actions });
  }
  if (buckets.length === 0) return [];
  return [{ kind: "group", group: context.numbers.group({ type: "select", selectionMethod: "dp_hash", buckets }) }];
}
