import type { Action, LearnArgs, LearnSpec } from "../action.ts";
import { formatHex, formatHexWords, parseUint64, parseWideUint } from "../number-text.ts";
import { type Argument, type Piece, splitArguments } from "../piece.ts";
import { formatSubfield, parseSubfield } from "../subfield-text.ts";
import { type Fault, isFault, quoted, shiftFault } from "../text-fault.ts";
import { formatFieldValue, parseFieldValue } from "../value-text.ts";
import { readSubfield, readTable, readUint, splitArrow } from "./arguments.ts";
import type { ActionEntry, ActionText, ParseContext } from "./entry.ts";

type Settable = { -readonly [K in keyof LearnArgs]: LearnArgs[K] };

/** Arguments that are 16-bit numbers, and the member that each sets; 0 is as good as absent. */
const NUMBERS = {
  idle_timeout: "idleTimeout",
  hard_timeout: "hardTimeout",
  fin_idle_timeout: "finIdleTimeout",
  fin_hard_timeout: "finHardTimeout",
} as const satisfies Record<string, keyof LearnArgs>;

const DEFAULT_PRIORITY = 0x8000;

function parseLearn(text: ActionText, context: ParseContext): Action | Fault {
  const args = splitArguments(text.body);
  if (isFault(args)) return args;
  const specs: LearnSpec[] = [];
  const flags: ("send_flow_rem" | "delete_learned")[] = [];
  const found: Settable = { table: 1, specs };
  for (const argument of args) {
    const { key, value, whole } = argument;
    const fault = parseSetting(argument, found, flags);
    if (fault === true) continue;
    if (fault !== false) return fault;
    const spec = parseSpec(key, value, whole, context);
    if (isFault(spec)) return spec;
    specs.push(spec);
  }
  if (flags.length > 0) found.flags = flags.sort().reverse();
  return { kind: "learn", args: found };
}

/** Takes one argument that is no match and no action; false when it is one of those. */
function parseSetting(
  { key, value, whole }: Argument,
  found: Settable,
  flags: ("send_flow_rem" | "delete_learned")[],
): boolean | Fault {
  switch (key) {
    case "table": {
      const table = readTable(value, whole);
      if (isFault(table)) return table;
      found.table = table;
      return true;
    }
    case "idle_timeout":
    case "hard_timeout":
    case "fin_idle_timeout":
    case "fin_hard_timeout": {
      const number = readUint(value, 16, key, whole);
      if (isFault(number)) return number;
      if (number !== 0) found[NUMBERS[key]] = number;
      return true;
    }
    case "priority": {
      const priority = readUint(value, 16, key, whole);
      if (isFault(priority)) return priority;
      if (priority !== DEFAULT_PRIORITY) found.priority = priority;
      return true;
    }
    case "cookie": {
      const cookie = parseUint64(value?.text ?? "");
      if (cookie === undefined)
        return (value ?? whole).fault("cookie is no number", "expected a number of at most 64 bits");
      if (cookie !== 0) found.cookie = cookie;
      return true;
    }
    case "limit": {
      const limit = readUint(value, 32, key, whole);
      if (isFault(limit)) return limit;
      if (limit !== 0) found.limit = limit;
      return true;
    }
    case "result_dst": {
      const dst = value === undefined ? whole.fault("result_dst lacks its bit") : readSubfield(value, { bare: true });
      if (isFault(dst)) return dst;
      if (dst.bits !== 1) return value!.fault(`result_dst is ${dst.bits} bits wide`, "expected one bit");
      found.resultDst = dst;
      return true;
    }
    case "send_flow_rem":
    case "delete_learned":
      if (!flags.includes(key)) flags.push(key);
      return true;
    default:
      return false;
  }
}

function parseSpec(key: string, value: Piece | undefined, whole: Piece, context: ParseContext): LearnSpec | Fault {
  if (key === "load" && value !== undefined) return parseLoad(value);
  if (key === "output" && value !== undefined) {
    const src = readSubfield(value, { bare: true });
    return isFault(src) ? src : { kind: "output", src };
  }
  const dst = parseSubfield(key, { bare: true });
  if (isFault(dst)) return shiftFault(dst, whole.start);
  if (value === undefined) return { kind: "match_field", dst, src: dst };
  const src = parseSubfield(value.text, { bare: true });
  if (!isFault(src)) {
    if (src.bits === dst.bits) return { kind: "match_field", dst, src };
    return value.fault(`source is ${src.bits} bits wide, destination ${dst.bits}`, "both must be as wide");
  }
  if (dst.bits === dst.field.bits) {
    const found = parseFieldValue(dst.field, value.text, context.names);
    if (isFault(found)) return shiftFault(found, value.start);
    if (found.mask !== undefined) return value.fault("learn takes no mask");
    return { kind: "match_value", dst, value: found.value };
  }
  const words = parseWideUint(value.text, dst.bits);
  if (words !== undefined) return { kind: "match_value", dst, value: words };
  return value.fault(`${quoted(value.text)} does not fit`, `expected a number of at most ${dst.bits} bits`);
}

function parseLoad(piece: Piece): LearnSpec | Fault {
  const sides = splitArrow(piece);
  if (isFault(sides)) return sides;
  const dst = readSubfield(sides[1], { bare: true });
  if (isFault(dst)) return dst;
  const value = parseWideUint(sides[0].text, dst.bits);
  if (value !== undefined) return { kind: "load_value", dst, value };
  const src = readSubfield(sides[0], { bare: true });
  if (isFault(src)) return src;
  if (src.bits === dst.bits) return { kind: "load_field", dst, src };
  return piece.fault(`source is ${src.bits} bits wide, destination ${dst.bits}`, "both must be as wide");
}

function formatSpec(spec: LearnSpec, context: Pick<ParseContext, "names">): string {
  switch (spec.kind) {
    case "match_value": {
      const { dst, value } = spec;
      const whole = dst.bits === dst.field.bits && dst.lo === 0;
      return whole
        ? `${dst.field.setName}=${formatFieldValue(dst.field, value, undefined, context.names)}`
        : `${formatSubfield(dst)}=${formatHexWords(value)}`;
    }
    case "match_field": {
      const { dst, src } = spec;
      const same = dst.field === src.field && dst.lo === src.lo;
      return same ? formatSubfield(dst) : `${formatSubfield(dst)}=${formatSubfield(src)}`;
    }
    case "load_value":
      return `load:${formatHexWords(spec.value)}->${formatSubfield(spec.dst)}`;
    case "load_field":
      return `load:${formatSubfield(spec.src)}->${formatSubfield(spec.dst)}`;
    case "output":
      return `output:${formatSubfield(spec.src)}`;
  }
}

/** `learn(...)`: ovs-actions(7), "The learn action". */
export const learn: ActionEntry<"learn"> = {
  words: ["learn"],
  parse: parseLearn,
  format: ({ args }, context) => {
    const parts = [`table=${args.table}`];
    for (const [name, member] of Object.entries(NUMBERS)) {
      if (args[member] !== undefined) parts.push(`${name}=${args[member]}`);
    }
    if (args.priority !== undefined) parts.push(`priority=${args.priority}`);
    for (const flag of args.flags ?? []) parts.push(flag);
    if (args.cookie !== undefined) parts.push(`cookie=${formatHex(args.cookie)}`);
    if (args.limit !== undefined) parts.push(`limit=${args.limit}`);
    if (args.resultDst !== undefined) parts.push(`result_dst=${formatSubfield(args.resultDst)}`);
    for (const spec of args.specs) parts.push(formatSpec(spec, context));
    return `learn(${parts.join(",")})`;
  },
};
