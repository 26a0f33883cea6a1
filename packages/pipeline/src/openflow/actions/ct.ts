import type { Action, CtArgs } from "../action.ts";
import { parseUint } from "../number-text.ts";
import { splitArguments } from "../piece.ts";
import { formatSubfield } from "../subfield-text.ts";
import { type Fault, isFault } from "../text-fault.ts";
import { readBare, readSubfield, readTable, unknownArgument } from "./arguments.ts";
import type { ActionEntry, ActionText, ParseContext } from "./entry.ts";
import { formatNat, parseNat } from "./nat.ts";

type Settable = { -readonly [K in keyof CtArgs]: CtArgs[K] };

const ARGUMENTS = ["commit", "force", "table", "zone", "nat", "exec", "alg"];

function parseCt(text: ActionText, context: ParseContext): Action | Fault {
  const args = splitArguments(text.body);
  if (isFault(args)) return args;
  const found: Settable = {};
  for (const { key, value, whole } of args) {
    switch (key) {
      case "commit":
        found.commit = true;
        break;
      case "force":
        found.force = true;
        break;
      case "table": {
        const table = readTable(value, whole);
        if (isFault(table)) return table;
        found.table = table;
        break;
      }
      case "zone": {
        if (value === undefined) return whole.fault("zone lacks its value");
        const zone = parseUint(value.text, 16) ?? readSubfield(value, { bare: true });
        if (isFault(zone)) return zone;
        if (zone !== 0) found.zone = zone;
        break;
      }
      case "nat": {
        const nat = parseNat(value);
        if (isFault(nat)) return nat;
        found.nat = nat;
        break;
      }
      case "exec": {
        if (value === undefined) return whole.fault("exec lacks its actions");
        const actions = context.parseList(value);
        if (isFault(actions)) return actions;
        found.exec = actions;
        break;
      }
      case "alg": {
        const alg = value?.text;
        if (alg !== "ftp" && alg !== "tftp") return unknownArgument(value ?? whole, "alg", ["ftp", "tftp"]);
        found.alg = alg;
        break;
      }
      default:
        return unknownArgument(whole, "ct", ARGUMENTS);
    }
  }
  if (found.force === true && found.commit !== true) return text.body.fault("ct has force without commit");
  return { kind: "ct", args: found };
}

/** `ct(...)`: ovs-actions(7), "The ct action". */
export const ct: ActionEntry<"ct"> = {
  words: ["ct"],
  parse: parseCt,
  format: ({ args }, { formatList }) => {
    const parts: string[] = [];
    if (args.commit === true) parts.push("commit");
    if (args.force === true) parts.push("force");
    if (args.table !== undefined) parts.push(`table=${args.table}`);
    if (args.zone !== undefined)
      parts.push(`zone=${typeof args.zone === "number" ? args.zone : formatSubfield(args.zone)}`);
    if (args.nat !== undefined) parts.push(formatNat(args.nat));
    if (args.exec !== undefined && args.exec.length > 0) parts.push(`exec(${formatList(args.exec)})`);
    if (args.alg !== undefined) parts.push(`alg=${args.alg}`);
    return `ct(${parts.join(",")})`;
  },
};

export const ctClear: ActionEntry<"ct_clear"> = {
  words: ["ct_clear"],
  parse: (text) => readBare(text, { kind: "ct_clear" }),
  format: () => "ct_clear",
};
