import type { Action, CtArgs, NatArgs } from "../../openflow/action.ts";
import type { Subfield } from "../../openflow/match.ts";
import type { ActionParser } from "./action-parser.ts";
import { type BuiltAction, plain, type StatementSpec, type StatementTable } from "./action-spec.ts";
import type { LowerContext } from "./context.ts";
import { CT_ZONE, DNAT_ZONE, setMaskedBits, SNAT_ZONE, whole } from "./emit.ts";
import { hasNextTable, nextTable } from "./flow-control.ts";
import { formatLogicalActions, lowerActions, type ParsedAction } from "./parsed.ts";
import { FIELDS } from "../../openflow/field-table.ts";
import { formatConstant, type IntegerConstant } from "../expr/constant.ts";
import { type FirstPatches, isSince } from "../../release/index.ts";

type NatZone = "dnat" | "snat";

/** The first versions whose `ct_next` and `ct_commit_nat` take the name of a zone. */
const ZONE_OF_NEXT: FirstPatches = { "24.03": 4, "24.09": 1, "25.03": 0 };
const ZONE_OF_COMMIT: FirstPatches = { "24.03": 2, "24.09": 0 };

/** Tracking, committing and translating connections. */
export const CONNTRACK: StatementTable = {
  ct_next: { needs: "ip", parse: parseCtNext },
  ct_commit: { parse: parseCtCommit },
  ct_commit_nat: { needs: "ip", parse: (parser) => parseCommitToZone(parser, "ct_commit_nat", true) },
  ct_commit_to_zone: {
    since: ZONE_OF_COMMIT,
    needs: "ip",
    parse: (parser) => parseCommitToZone(parser, "ct_commit_to_zone", false),
  },
  ct_dnat: natSpec("ct_dnat", "dst", () => DNAT_ZONE),
  ct_snat: natSpec("ct_snat", "src", () => SNAT_ZONE),
  ct_dnat_in_czone: natSpec("ct_dnat_in_czone", "dst", (context) => context.commonNatZone),
  ct_snat_in_czone: natSpec("ct_snat_in_czone", "src", (context) => context.commonNatZone),
  ct_clear: plain("ct_clear", () => [{ kind: "ct_clear" }]),
};

/** The zone of the packet's port on a switch, and one of NAT on a router. */
export function connectionZone(context: LowerContext, zone: NatZone = "dnat"): Subfield {
  if (context.isSwitch) return CT_ZONE;
  return zone === "dnat" ? DNAT_ZONE : SNAT_ZONE;
}

function track(args: CtArgs): readonly Action[] {
  return [{ kind: "ct", args }];
}

function takeZone(parser: ActionParser): NatZone | undefined {
  if (parser.matchName("dnat")) return "dnat";
  if (parser.matchName("snat")) return "snat";
  return parser.unexpected("`dnat' or `snat'");
}

/** `ct_next`, `ct_next(ZONE)`. */
function parseCtNext(parser: ActionParser): BuiltAction | undefined {
  const takesZone = isSince(ZONE_OF_NEXT, parser.environment.version);
  let zone: NatZone | undefined = "dnat";
  if (takesZone && parser.match("(")) {
    zone = takeZone(parser);
    if (zone === undefined || !parser.expect(")")) return undefined;
  }
  const chosen = zone;
  return {
    format: () => (takesZone ? `ct_next(${chosen});` : "ct_next;"),
    lower: (context) =>
      hasNextTable(context, "ct_next")
        ? track({ table: nextTable(context), zone: connectionZone(context, chosen) })
        : [],
  };
}

/** `ct_commit`, `ct_commit { ... }`, and in old releases `ct_commit(ct_mark=VALUE, ct_label=VALUE)`. */
function parseCtCommit(parser: ActionParser): BuiltAction | undefined {
  if (parser.is("(") && parser.environment.features.ctCommitArguments) return parseCommitArguments(parser);
  let nested: readonly ParsedAction[] | undefined = [];
  if (parser.is("{")) nested = parser.takeNested("ip", "ct_commit");
  else parser.require("ip");
  if (nested === undefined) return undefined;
  const actions = nested;
  return {
    format: () => (actions.length === 0 ? "ct_commit;" : `ct_commit { ${formatLogicalActions(actions)} };`),
    lower: (context) => track(commitArgs(context, connectionZone(context), lowerActions(actions, context))),
  };
}

/** An all-zero source NAT keeps the connection apart from translated ones with the same addresses. */
function commitArgs(context: LowerContext, zone: Subfield, exec: readonly Action[]): CtArgs {
  return {
    commit: true,
    zone,
    ...(context.capabilities.ctZeroSnat ? { nat: { direction: "src" as const } } : {}),
    ...(exec.length > 0 ? { exec } : {}),
  };
}

function parseCommitArguments(parser: ActionParser): BuiltAction | undefined {
  parser.require("ip");
  const parts: { readonly name: "ct_mark" | "ct_label"; readonly constant: IntegerConstant }[] = [];
  if (!parser.expect("(")) return undefined;
  while (!parser.match(")")) {
    const name = parser.matchName("ct_mark") ? "ct_mark" : parser.matchName("ct_label") ? "ct_label" : undefined;
    if (name === undefined) return parser.unexpected("`ct_mark' or `ct_label'");
    const constant = parser.expect("=") ? parser.takeConstant("a number") : undefined;
    if (constant === undefined) return undefined;
    parts.push({ name, constant });
    parser.match(",");
  }
  return {
    format: () => {
      const shown = parts.map(({ name, constant }) => `${name}=${formatConstant({ ...constant, format: "hex" })}`);
      return shown.length === 0 ? "ct_commit;" : `ct_commit(${shown.join(", ")});`;
    },
    lower: (context) => track(commitArgs(context, CT_ZONE, lowerMarks(parts))),
  };
}

/** The mark is set before the label, whichever was named first. */
function lowerMarks(
  parts: readonly { readonly name: "ct_mark" | "ct_label"; readonly constant: IntegerConstant }[],
): Action[] {
  return (["ct_mark", "ct_label"] as const).flatMap((name) => {
    const part = parts.findLast((one) => one.name === name);
    if (part === undefined) return [];
    const dst = whole(FIELDS[name]);
    const words = dst.field.words;
    const { value, mask } = part.constant;
    if (mask !== undefined) return [setMaskedBits(dst, value.slice(-words), mask.slice(-words))];
    return [{ kind: "set_field", field: dst.field, value: value.slice(-words) } as const];
  });
}

/** `ct_commit_nat`, `ct_commit_nat(ZONE)`, `ct_commit_to_zone(ZONE)`. */
function parseCommitToZone(parser: ActionParser, name: string, withNat: boolean): BuiltAction | undefined {
  const takesZone = isSince(ZONE_OF_COMMIT, parser.environment.version);
  let zone: NatZone | undefined = "dnat";
  if (!withNat || (takesZone && parser.is("("))) {
    zone = parser.expect("(") ? takeZone(parser) : undefined;
    if (zone === undefined || !parser.expect(")")) return undefined;
  }
  const chosen = zone;
  return {
    format: () => (takesZone ? `${name}(${chosen});` : `${name};`),
    lower: (context) => {
      if (!hasNextTable(context, name)) return [];
      const args = { commit: true, table: nextTable(context), zone: connectionZone(context, chosen) };
      return track(withNat ? { ...args, nat: {} } : args);
    },
  };
}

const MAX_PORT = 0xffff;

/** `ct_dnat`, `ct_dnat(ADDRESS)`, `ct_dnat(ADDRESS, LOW)`, `ct_dnat(ADDRESS, LOW-HIGH)`, and so for the others. */
function natSpec(name: string, direction: "src" | "dst", zone: (context: LowerContext) => Subfield): StatementSpec {
  return {
    needs: "ip",
    parse: (parser) => {
      let target = "";
      let nat: NatArgs | undefined;
      if (parser.match("(")) {
        const address = parser.takeAddress("an IPv4 or IPv6 address");
        if (address === undefined) return undefined;
        const ports = parser.match(",") ? takePorts(parser) : {};
        if (ports === undefined || !parser.expect(")")) return undefined;
        nat = { direction, ...addressArgs(address), ...ports };
        const high = ports.portHigh === undefined ? "" : `-${ports.portHigh}`;
        target = `(${formatConstant(address)}${ports.portLow === undefined ? "" : `,${ports.portLow}${high}`})`;
      }
      return {
        format: () => `${name}${target};`,
        lower: (context) => {
          if (!hasNextTable(context, name)) return [];
          const args = { table: nextTable(context), zone: zone(context) };
          return track(nat === undefined ? { ...args, nat: {} } : { ...args, commit: true, nat });
        },
      };
    },
  };
}

/** The address of a translation; the unspecified address stands for none. */
export function addressArgs(address: IntegerConstant): Pick<NatArgs, "addressLow"> {
  const words = address.format === "ipv4" ? address.value.slice(-1) : address.value;
  return words.every((word) => word === 0) ? {} : { addressLow: words };
}

function takePorts(parser: ActionParser): Pick<NatArgs, "portLow" | "portHigh" | "flags"> | undefined {
  const { start } = parser.lexer;
  const low = parser.takeInteger("a port", MAX_PORT);
  if (low === undefined) return undefined;
  if (low === 0) return parser.fail("a range of ports cannot begin with 0", start);
  if (!parser.match("-")) return { portLow: low };
  const high = parser.takeInteger("a port", MAX_PORT);
  if (high === undefined) return undefined;
  if (high <= low) return parser.fail(`expected a port above ${low} behind the hyphen`, start);
  return { portLow: low, portHigh: high, flags: ["random"] };
}
