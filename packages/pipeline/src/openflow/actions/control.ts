import { formatHex, parseUint64 } from "../number-text.ts";
import { splitArguments, splitTokens } from "../piece.ts";
import { formatSubfield } from "../subfield-text.ts";
import { isFault, quoted } from "../text-fault.ts";
import {
  formatHexBytes,
  readBare,
  readHexBytes,
  readOne,
  readSubfield,
  readTable,
  readUint,
  unknownArgument,
} from "./arguments.ts";
import { type ActionEntry, compact } from "./entry.ts";

export const clone: ActionEntry<"clone"> = {
  words: ["clone"],
  parse: ({ body }, { parseList }) => {
    const actions = parseList(body);
    return isFault(actions) ? actions : { kind: "clone", actions };
  },
  format: ({ actions }, { formatList }) => `clone(${formatList(actions)})`,
};

export const writeActions: ActionEntry<"write_actions"> = {
  words: ["write_actions"],
  parse: ({ body }, { parseList }) => {
    const actions = parseList(body);
    return isFault(actions) ? actions : { kind: "write_actions", actions };
  },
  format: ({ actions }, { formatList }) => `write_actions(${formatList(actions)})`,
};

export const clearActions: ActionEntry<"clear_actions"> = {
  words: ["clear_actions"],
  parse: (text) => readBare(text, { kind: "clear_actions" }),
  format: () => "clear_actions",
};

export const gotoTable: ActionEntry<"goto_table"> = {
  words: ["goto_table"],
  parse: ({ body, whole }) => {
    const table = readTable(body, whole);
    return isFault(table) ? table : { kind: "goto_table", table };
  },
  format: ({ table }) => `goto_table:${table}`,
};

const ALL_64 = 0xffff_ffff_ffff_ffffn;

export const writeMetadata: ActionEntry<"write_metadata"> = {
  words: ["write_metadata"],
  parse: ({ body }) => {
    const [valueText = "", maskText] = body.text.split("/");
    const value = parseUint64(valueText);
    const mask = maskText === undefined ? ALL_64 : parseUint64(maskText);
    if (value === undefined || mask === undefined) {
      return body.fault(`${quoted(body.text)} is no metadata`, "expected value or value/mask of at most 64 bits");
    }
    const wide = BigInt(value) & BigInt(mask);
    return { kind: "write_metadata", value: wide, ...(BigInt(mask) === ALL_64 ? {} : { mask: BigInt(mask) }) };
  },
  format: ({ value, mask }) => `write_metadata:${formatHex(value)}${mask === undefined ? "" : `/${formatHex(mask)}`}`,
};

export const exit: ActionEntry<"exit"> = {
  words: ["exit"],
  parse: (text) => readBare(text, { kind: "exit" }),
  format: () => "exit",
};

/** `conjunction(id,clause/clauses)`; clauses count from 1. */
export const conjunction: ActionEntry<"conjunction"> = {
  words: ["conjunction"],
  parse: ({ body, whole }) => {
    const comma = body.find(",");
    const slash = body.find("/");
    if (comma < 0 || slash < comma) return whole.fault("conjunction lacks its clause", "expected conjunction(id,k/n)");
    const id = readUint(body.part(body.start, comma), 32, "conjunction id", whole);
    if (isFault(id)) return id;
    const clause = readUint(body.part(comma + 1, slash), 8, "clause", whole);
    if (isFault(clause)) return clause;
    const clauses = readUint(body.part(slash + 1, body.end), 8, "number of clauses", whole);
    if (isFault(clauses)) return clauses;
    if (clauses < 2 || clauses > 64 || clause < 1 || clause > clauses) {
      return body.part(comma + 1, body.end).fault(`clause ${clause} of ${clauses}`, "expected 1..n of 2..64 clauses");
    }
    return { kind: "conjunction", id, clause, clauses };
  },
  format: ({ id, clause, clauses }) => `conjunction(${id},${clause}/${clauses})`,
};

/** `check_pkt_larger(length)->bit`. */
export const checkPktLarger: ActionEntry<"check_pkt_larger"> = {
  words: ["check_pkt_larger"],
  parse: ({ body, tail, whole }) => {
    const length = readUint(body, 16, "length", whole);
    if (isFault(length)) return length;
    if (!tail.text.startsWith("->")) return whole.fault('check_pkt_larger lacks its "->"', "expected ->field[bit]");
    const dst = readSubfield(tail.part(tail.start + 2, tail.end), { bare: true });
    if (isFault(dst)) return dst;
    if (dst.bits !== 1) return tail.fault(`destination is ${dst.bits} bits wide`, "expected one bit");
    return { kind: "check_pkt_larger", length, dst };
  },
  format: ({ length, dst }) => `check_pkt_larger(${length})->${formatSubfield(dst)}`,
};

export const meter: ActionEntry<"meter"> = {
  words: ["meter"],
  parse: (text) => readOne(text, 32, "meter", (id) => ({ kind: "meter", meter: id })),
  format: (action) => `meter:${action.meter}`,
};

export const setQueue: ActionEntry<"set_queue"> = {
  words: ["set_queue"],
  parse: (text) => readOne(text, 32, "queue", (queue) => ({ kind: "set_queue", queue })),
  format: ({ queue }) => `set_queue:${queue}`,
};

export const popQueue: ActionEntry<"pop_queue"> = {
  words: ["pop_queue"],
  parse: (text) => readBare(text, { kind: "pop_queue" }),
  format: () => "pop_queue",
};

/** The message pads a note with zeros: 6 bytes, 14, 22 and so on. */
export const note: ActionEntry<"note"> = {
  words: ["note"],
  parse: ({ body }) => {
    const bytes = readHexBytes(body);
    if (isFault(bytes)) return bytes;
    while (bytes.length % 8 !== 6) bytes.push(0);
    return { kind: "note", bytes };
  },
  format: ({ bytes }) => `note:${formatHexBytes(bytes)}`,
};

/** `multipath(fields,basis,algorithm,links,arg,subfield)`, kept as it is written but for the subfield's name. */
export const multipath: ActionEntry<"multipath"> = {
  words: ["multipath"],
  parse: ({ body, whole }) => {
    const tokens = splitTokens(body);
    if (isFault(tokens)) return tokens;
    const dst = tokens[5];
    if (tokens.length !== 6 || dst === undefined) {
      return whole.fault("multipath does not have six arguments", "expected fields,basis,algorithm,links,arg,subfield");
    }
    const sub = readSubfield(dst, { bare: true });
    if (isFault(sub)) return sub;
    const head = tokens.slice(0, 5).map((token) => token.text);
    return { kind: "multipath", args: [...head, formatSubfield(sub)].join(",") };
  },
  format: ({ args }) => `multipath(${args})`,
};

export const finTimeout: ActionEntry<"fin_timeout"> = {
  words: ["fin_timeout"],
  parse: ({ body }) => {
    const args = splitArguments(body);
    if (isFault(args)) return args;
    const found: { idle_timeout?: number; hard_timeout?: number } = {};
    for (const { key, value, whole } of args) {
      if (key !== "idle_timeout" && key !== "hard_timeout")
        return unknownArgument(whole, "fin_timeout", ["idle_timeout", "hard_timeout"]);
      const number = readUint(value, 16, key, whole);
      if (isFault(number)) return number;
      if (number !== 0) found[key] = number;
    }
    return compact<{ kind: "fin_timeout"; idleTimeout?: number; hardTimeout?: number }>({
      kind: "fin_timeout",
      idleTimeout: found.idle_timeout,
      hardTimeout: found.hard_timeout,
    });
  },
  format: ({ idleTimeout, hardTimeout }) => {
    const parts: string[] = [];
    if (idleTimeout !== undefined) parts.push(`idle_timeout=${idleTimeout}`);
    if (hardTimeout !== undefined) parts.push(`hard_timeout=${hardTimeout}`);
    return `fin_timeout(${parts.join(",")})`;
  },
};
