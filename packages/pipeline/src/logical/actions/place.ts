import type { Subfield } from "../../openflow/match.ts";
import type { LogicalSymbol } from "../expr/symbol-table.ts";

/** A place that an action reads or writes: a symbol, or some bits of one. */
export type Place = {
  /** As OVN prints it. */
  readonly text: string;
  readonly symbol: LogicalSymbol;
  /** The bits of the Open vSwitch field; for a symbol that holds a name, the whole field. */
  readonly bits: Subfield;
};

/** Whether the place holds a port by name rather than a number. */
export function isString(place: Place): boolean {
  return place.symbol.width === 0;
}

/** Bits `lo` on of a symbol, as bits of the field that it is part of; absent for a field that Open vSwitch has not. */
export function resolveBits(symbol: LogicalSymbol, lo: number, bits: number): Subfield | undefined {
  let root = symbol;
  let from = lo;
  while (root.parent !== undefined) {
    from += root.parentLo;
    root = root.parent;
  }
  return root.field === undefined ? undefined : { field: root.field, lo: from, bits };
}

/** What must be true of a packet for a symbol to mean anything: its own needs, then those of what it is part of. */
export function needsOf(symbol: LogicalSymbol): string[] {
  const needs: string[] = [];
  for (let at: LogicalSymbol | undefined = symbol; at !== undefined; at = at.parent) {
    if (at.needs !== undefined) needs.push(at.needs);
  }
  return needs;
}
