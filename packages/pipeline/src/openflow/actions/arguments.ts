import type { Action, PortRef } from "../action.ts";
import type { Subfield } from "../match.ts";
import { parseUint } from "../number-text.ts";
import type { Piece } from "../piece.ts";
import { parsePort, type PortNames } from "../port-text.ts";
import { parseSubfield } from "../subfield-text.ts";
import { createFault, type Fault, isFault, quoted, shiftFault } from "../text-fault.ts";
import type { ActionText } from "./entry.ts";

/** Reads a number of at most `bits` bits. */
export function readUint(piece: Piece | undefined, bits: number, what: string, at: Piece): number | Fault {
  const value = piece === undefined ? undefined : parseUint(piece.text, bits);
  if (value !== undefined) return value;
  const found = piece === undefined || piece.isEmpty ? "nothing" : quoted(piece.text);
  return (piece ?? at).fault(`${what} is ${found}`, `expected a number of at most ${bits} bits`);
}

export function readPort(piece: Piece, names: PortNames | undefined): PortRef | Fault {
  const port = parsePort(piece.text, names);
  return port ?? piece.fault(`${quoted(piece.text)} is no port`, "expected a number, a reserved port or a name");
}

export function readSubfield(piece: Piece, options?: { readonly bare?: boolean }): Subfield | Fault {
  const sub = parseSubfield(piece.text, options);
  return isFault(sub) ? shiftFault(sub, piece.start) : sub;
}

/** A table that packets can go to: 0 to 254. */
export function readTable(piece: Piece | undefined, at: Piece): number | Fault {
  const table = readUint(piece, 8, "table", at);
  return table === 255 ? (piece ?? at).fault("table is 255", "tables are 0 to 254") : table;
}

/** Both sides of `source->destination`, or a fault when there is no arrow. */
export function splitArrow(piece: Piece): readonly [Piece, Piece] | Fault {
  const arrow = piece.find("->");
  if (arrow < 0) return piece.fault(`${quoted(piece.text)} lacks its "->"`, "expected source->destination");
  return [piece.part(piece.start, arrow), piece.part(arrow + 2, piece.end)];
}

/** Bytes as pairs of hexadecimal digits, dots between them or not. */
export function readHexBytes(piece: Piece): number[] | Fault {
  const bytes: number[] = [];
  const { text } = piece;
  for (let i = 0; i < text.length; ) {
    if (text[i] === "." && bytes.length > 0) {
      i++;
      continue;
    }
    const pair = text.slice(i, i + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) {
      return createFault(piece.start + i, `${quoted(pair)} is no byte`, "expected pairs of hexadecimal digits");
    }
    bytes.push(Number.parseInt(pair, 16));
    i += 2;
  }
  return bytes;
}

/** `00.1f.02` */
export function formatHexBytes(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(".");
}

/** For an action that is a word alone. */
export function readBare<A extends Action>(text: ActionText, action: A): A | Fault {
  return text.form === "bare" ? action : text.body.fault(`${text.name} takes no argument`);
}

/** For an action whose argument is one number. */
export function readOne(text: ActionText, bits: number, what: string, make: (value: number) => Action): Action | Fault {
  const value = readUint(text.body, bits, what, text.whole);
  return isFault(value) ? value : make(value);
}

/** For an action whose argument is one subfield. */
export function readOneSubfield(text: ActionText, make: (sub: Subfield) => Action): Action | Fault {
  const sub = readSubfield(text.body, { bare: true });
  return isFault(sub) ? sub : make(sub);
}

export function unknownArgument(piece: Piece, action: string, known: readonly string[]): Fault {
  return piece.fault(`${quoted(piece.text)} is no argument of ${action}`, `expected one of ${known.join(", ")}`);
}
