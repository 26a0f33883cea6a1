import type { Action } from "../action.ts";
import type { Field } from "../field.ts";
import { FIELDS, fieldByName } from "../field-table.ts";
import { formatHexWords, parseWideUint } from "../number-text.ts";
import type { Piece } from "../piece.ts";
import { formatSubfield, unknownFieldHint } from "../subfield-text.ts";
import { type Fault, isFault, quoted, shiftFault } from "../text-fault.ts";
import { formatFieldValue, parseFieldValue } from "../value-text.ts";
import { readOneSubfield, readSubfield, readUint, splitArrow } from "./arguments.ts";
import type { ActionEntry, ActionText, ParseContext } from "./entry.ts";

function readField(piece: Piece): Field | Fault {
  return fieldByName(piece.text) ?? piece.fault(`${quoted(piece.text)} is no field`, unknownFieldHint(piece.text));
}

function readValue(field: Field, piece: Piece, context: ParseContext): Action | Fault {
  if (!field.writable) return piece.fault(`field ${field.name} is read-only`);
  const found = parseFieldValue(field, piece.text, context.names, "action");
  return isFault(found) ? shiftFault(found, piece.start) : { kind: "set_field", field, ...found };
}

function parseSetField({ body, whole }: ActionText, context: ParseContext): Action | Fault {
  const sides = splitArrow(body);
  if (isFault(sides)) return sides;
  const [value, name] = sides;
  if (value.isEmpty || name.isEmpty) return whole.fault("set_field lacks value or field");
  const field = readField(name);
  return isFault(field) ? field : readValue(field, value, context);
}

/** `set_field:value/mask->field`. */
export const setField: ActionEntry<"set_field"> = {
  words: ["set_field"],
  parse: parseSetField,
  format: ({ field, value, mask }, { names }) =>
    `set_field:${formatFieldValue(field, value, mask, names)}->${field.setName}`,
};

/** OpenFlow 1.0 words that set a whole field. Source and destination port are one place for every transport. */
export const SETTERS: Readonly<Record<string, Field>> = {
  mod_dl_src: FIELDS.dl_src,
  mod_dl_dst: FIELDS.dl_dst,
  mod_nw_src: FIELDS.nw_src,
  mod_nw_dst: FIELDS.nw_dst,
  mod_nw_tos: FIELDS.ip_dscp,
  mod_nw_ecn: FIELDS.nw_ecn,
  mod_nw_ttl: FIELDS.nw_ttl,
  mod_tp_src: FIELDS.tcp_src,
  mod_tp_dst: FIELDS.tcp_dst,
  set_tunnel: FIELDS.tun_id,
  set_tunnel64: FIELDS.tun_id,
  set_mpls_label: FIELDS.mpls_label,
  set_mpls_tc: FIELDS.mpls_tc,
  set_mpls_ttl: FIELDS.mpls_ttl,
};

/** Reads `mod_nw_ttl:64` and its like as the `set_field` that does the same. */
export function parseSetter({ name, body, whole }: ActionText, context: ParseContext): Action | Fault {
  if (name !== "mod_nw_tos") return readValue(SETTERS[name]!, body, context);
  const tos = readUint(body, 8, "TOS", whole);
  if (isFault(tos)) return tos;
  if ((tos & 3) !== 0) return body.fault(`TOS ${tos} has ECN bits`, "mod_nw_tos sets the DSCP: a multiple of 4");
  return { kind: "set_field", field: FIELDS.ip_dscp, value: [tos >>> 2] };
}

/** `load:value->subfield`. */
export const load: ActionEntry<"load"> = {
  words: ["load"],
  parse: ({ body }) => {
    const sides = splitArrow(body);
    if (isFault(sides)) return sides;
    const dst = readSubfield(sides[1], { bare: true });
    if (isFault(dst)) return dst;
    if (!dst.field.writable) return sides[1].fault(`field ${dst.field.name} is read-only`);
    const value = parseWideUint(sides[0].text, dst.bits);
    if (value !== undefined) return { kind: "load", value, dst };
    return sides[0].fault(`${quoted(sides[0].text)} does not fit`, `expected a number of at most ${dst.bits} bits`);
  },
  format: ({ value, dst }) => `load:${formatHexWords(value)}->${formatSubfield(dst)}`,
};

/** `move:subfield->subfield`, both as wide. */
export const move: ActionEntry<"move"> = {
  words: ["move"],
  parse: ({ body }) => {
    const sides = splitArrow(body);
    if (isFault(sides)) return sides;
    const src = readSubfield(sides[0], { bare: true });
    if (isFault(src)) return src;
    const dst = readSubfield(sides[1], { bare: true });
    if (isFault(dst)) return dst;
    if (!dst.field.writable) return sides[1].fault(`field ${dst.field.name} is read-only`);
    if (src.bits !== dst.bits)
      return body.fault(`source is ${src.bits} bits wide, destination ${dst.bits}`, "both must be as wide");
    return { kind: "move", src, dst };
  },
  format: ({ src, dst }) => `move:${formatSubfield(src)}->${formatSubfield(dst)}`,
};

export const push: ActionEntry<"push"> = {
  words: ["push"],
  parse: (text) => readOneSubfield(text, (src) => ({ kind: "push", src })),
  format: ({ src }) => `push:${formatSubfield(src)}`,
};

export const pop: ActionEntry<"pop"> = {
  words: ["pop"],
  parse: (text) => {
    const action = readOneSubfield(text, (dst) => ({ kind: "pop", dst }));
    if (isFault(action) || action.kind !== "pop" || action.dst.field.writable) return action;
    return text.body.fault(`field ${action.dst.field.name} is read-only`);
  },
  format: ({ dst }) => `pop:${formatSubfield(dst)}`,
};

export const deleteField: ActionEntry<"delete_field"> = {
  words: ["delete_field"],
  parse: ({ body }) => {
    const field = readField(body);
    return isFault(field) ? field : { kind: "delete_field", field };
  },
  format: ({ field }) => `delete_field:${field.setName}`,
};
