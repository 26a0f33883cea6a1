import type { Action, PortRef } from "../action.ts";
import { splitArguments, splitAtCommas, splitTokens } from "../piece.ts";
import { formatPort, isReservedPort } from "../port-text.ts";
import { formatSubfield, parseSubfield } from "../subfield-text.ts";
import { type Fault, isFault } from "../text-fault.ts";
import { readOne, readPort, readTable, readUint, unknownArgument } from "./arguments.ts";
import { createController } from "./controller.ts";
import type { ActionEntry, ActionText, ParseContext } from "./entry.ts";

/** `output:` to a port, to the port that a subfield holds, cut to a length, or to the controller. */
function parseOutput(text: ActionText, context: ParseContext): Action | Fault {
  const { body } = text;
  if (body.isEmpty) return text.whole.fault("output lacks its port");
  if (body.find("max_len") >= 0) return parseTruncated(text, context);
  const src = parseSubfield(body.text);
  if (!isFault(src)) return { kind: "output_reg", src };
  const port = readPort(body, context.names);
  return isFault(port) ? port : createOutput(port);
}

/** An output to a port; the controller is an action of its own. */
export function createOutput(port: PortRef): Action {
  return port === "CONTROLLER" ? createController({}) : { kind: "output", port };
}

function parseTruncated(text: ActionText, context: ParseContext): Action | Fault {
  const args = splitArguments(text.body);
  if (isFault(args)) return args;
  let port: PortRef | undefined;
  let maxLen: number | undefined;
  for (const { key, value, whole } of args) {
    if (key === "port" && value !== undefined) {
      const found = readPort(value, context.names);
      if (isFault(found)) return found;
      port = found;
    } else if (key === "max_len") {
      const found = readUint(value, 32, "max_len", whole);
      if (isFault(found)) return found;
      maxLen = found;
    } else return unknownArgument(whole, "output", ["port", "max_len"]);
  }
  if (port === undefined || maxLen === undefined) return text.body.fault("output lacks port or max_len");
  return { kind: "output_trunc", port, maxLen };
}

export const output: ActionEntry<"output"> = {
  words: ["output"],
  parse: parseOutput,
  format: ({ port }, { names }) => (isReservedPort(port) ? port : `output:${formatPort(port, names)}`),
};

export const outputTrunc: ActionEntry<"output_trunc"> = {
  words: [],
  parse: parseOutput,
  format: ({ port, maxLen }, { names }) => `output(port=${formatPort(port, names)},max_len=${maxLen})`,
};

export const outputReg: ActionEntry<"output_reg"> = {
  words: [],
  parse: parseOutput,
  format: ({ src }) => `output:${formatSubfield(src)}`,
};

/** `enqueue:port:queue` or `enqueue(port,queue)`. */
export const enqueue: ActionEntry<"enqueue"> = {
  words: ["enqueue"],
  parse: ({ body, whole }, { names }) => {
    const cut = Math.max(body.find(":"), body.find(","));
    if (cut < 0) return whole.fault("enqueue lacks its queue", "expected enqueue:port:queue");
    const port = readPort(body.part(body.start, cut), names);
    if (isFault(port)) return port;
    const queue = readUint(body.part(cut + 1, body.end), 32, "queue", whole);
    return isFault(queue) ? queue : { kind: "enqueue", port, queue };
  },
  format: ({ port, queue }, { names }) => `enqueue:${formatPort(port, names)}:${queue}`,
};

export const group: ActionEntry<"group"> = {
  words: ["group"],
  parse: (text) => readOne(text, 32, "group", (id) => ({ kind: "group", group: id })),
  format: (action) => `group:${action.group}`,
};

/** `resubmit:port`, or `resubmit(port,table)` with either left out and `ct` after them. */
export const resubmit: ActionEntry<"resubmit"> = {
  words: ["resubmit"],
  parse: ({ body, form, whole }, { names }) => {
    const parts = form === "parentheses" ? splitAtCommas(body) : [body];
    const [portPart = body, tablePart, ctPart] = parts;
    const hasTable = tablePart !== undefined && !tablePart.isEmpty;
    if (parts.length > 3) return body.fault("resubmit takes a port, a table and ct");
    if (portPart.isEmpty && !hasTable) return whole.fault("resubmit names neither port nor table");
    if (ctPart !== undefined && ctPart.text !== "ct") return unknownArgument(ctPart, "resubmit", ["ct"]);
    const port = portPart.isEmpty ? "IN_PORT" : readPort(portPart, names);
    if (isFault(port)) return port;
    const table = hasTable ? readTable(tablePart, whole) : undefined;
    if (isFault(table)) return table;
    return {
      kind: "resubmit",
      ...(port === "IN_PORT" ? {} : { inPort: port }),
      ...(table === undefined ? {} : { table }),
      ...(ctPart === undefined ? {} : { ct: true }),
    };
  },
  format: ({ inPort, table, ct }, { names }) => {
    const port = inPort === undefined ? "" : formatPort(inPort, names);
    if (inPort !== undefined && table === undefined) return `resubmit:${port}`;
    return `resubmit(${port},${table ?? ""}${ct === true ? ",ct" : ""})`;
  },
};

/** `bundle(fields,basis,algorithm,ofport,members:1,2)`, and `bundle_load` with a subfield before the members. */
export const bundle: ActionEntry<"bundle"> = {
  words: ["bundle", "bundle_load"],
  parse: ({ body, whole, name }, { names }) => {
    const tokens = splitTokens(body);
    if (isFault(tokens)) return tokens;
    const loads = name === "bundle_load";
    const [fields, basisText, algorithm, type, ...rest] = tokens;
    if (type === undefined || basisText === undefined || fields === undefined || algorithm === undefined) {
      return whole.fault(`${name} lacks arguments`, "expected fields, basis, algorithm, ofport, members");
    }
    const basis = readUint(basisText, 16, "basis", whole);
    if (isFault(basis)) return basis;
    if (!HASH_FIELDS.includes(fields.text)) return unknownArgument(fields, name, HASH_FIELDS);
    const alg = algorithm.text;
    if (alg !== "active_backup" && alg !== "hrw") return unknownArgument(algorithm, name, ["active_backup", "hrw"]);
    if (type.text !== "ofport") return unknownArgument(type, name, ["ofport"]);
    const dstPiece = loads ? rest.shift() : undefined;
    const dst = dstPiece && parseSubfield(dstPiece.text, { bare: true });
    if (loads && dst === undefined) return whole.fault("bundle_load lacks its subfield");
    if (isFault(dst)) return dstPiece!.fault(dst.fault, dst.hint);
    const members: PortRef[] = [];
    for (const [i, piece] of rest.entries()) {
      const head = i === 0 ? (/^(?:members|slaves):\[?/.exec(piece.text)?.[0].length ?? -1) : 0;
      if (head < 0) return unknownArgument(piece, name, ["members:port,..."]);
      const to = piece.end - (piece.text.endsWith("]") ? 1 : 0);
      if (piece.start + head >= to) continue;
      const port = readPort(piece.part(piece.start + head, to), names);
      if (isFault(port)) return port;
      members.push(port);
    }
    const args = { fields: fields.text, basis, algorithm: alg, members } as const;
    return { kind: "bundle", args: dst === undefined ? args : { ...args, dst } };
  },
  format: ({ args }, { names }) => {
    const head = `${args.fields},${args.basis},${args.algorithm},ofport,`;
    const dst = args.dst === undefined ? "" : `${formatSubfield(args.dst)},`;
    const members = args.members.map((port) => formatPort(port, names)).join(",");
    return `${args.dst === undefined ? "bundle" : "bundle_load"}(${head}${dst}members:${members})`;
  },
};

/** What a hash may be over: ovs-actions(7), "The bundle and bundle_load actions". */
const HASH_FIELDS: readonly string[] = [
  "eth_src",
  "symmetric_l4",
  "symmetric_l3l4",
  "symmetric_l3l4+udp",
  "nw_src",
  "nw_dst",
  "symmetric_l3",
];
