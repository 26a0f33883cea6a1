import { type Cluster, createDiagnostic, type Parsed } from "@ovn-sim/model";
import {
  createMatchCompiler,
  createSymbolTable,
  type Expr,
  formatExpr,
  parseExpr,
  readAddressSet,
} from "../logical/expr/index.ts";
import { type FlowKey, KEY_WORDS } from "../openflow/index.ts";
import type { Release } from "../release/index.ts";

/** A packet given as a logical expression (ovn-trace(8), "MICROFLOW"). */
export type LogicalMicroflow = { readonly inport: string; readonly key: FlowKey };

const PLACE = { file: "microflow" } as const;
const EXAMPLE = 'write for instance: inport == "p1" && eth.src == 0a:58:0a:01:00:01 && eth.dst == 0a:58:0a:01:00:02';

/**
 * Reads a microflow. What the expression leaves open is 0, as in ovn-trace; an expression that more than
 * one packet fits, or none, is an error.
 */
export function parseLogicalMicroflow(cluster: Cluster, text: string, release: Release): Parsed<LogicalMicroflow> {
  const table = createSymbolTable({ release });
  const addressSet = (name: string) => {
    const row = cluster.southbound.addressSetByName.get(name);
    return row === undefined ? undefined : readAddressSet(row.addresses).members;
  };
  const parsed = parseExpr(text, { table, addressSet, portGroup: () => undefined }, PLACE);
  if (!parsed.ok) return parsed;
  const open = leavesOpen(parsed.value);
  if (open !== undefined) {
    const message = `${open} leaves open which packet is meant, expected only == and && (and predicates such as ip4 or tcp)`;
    return { ok: false, errors: [createDiagnostic("OVN4015", PLACE, message, EXAMPLE)] };
  }
  const inports = inportsOf(parsed.value);
  if (inports.length !== 1) {
    const found = inports.length === 0 ? "found no inport" : `found the inports ${inports.join(" and ")}`;
    return { ok: false, errors: [createDiagnostic("OVN6509", PLACE, `${found}, expected one`, EXAMPLE)] };
  }
  const compiler = createMatchCompiler({ table, addressSet, portGroup: () => undefined });
  const site = { datapathKey: 0, lookupPort: () => 0, isResident: () => true, place: PLACE };
  const compiled = compiler.compile(text, site);
  if (!compiled.ok) return compiled;
  const term = compiled.value.terms[0];
  if (term === undefined) {
    return {
      ok: false,
      errors: [createDiagnostic("OVN4016", PLACE, "no packet fits the expression: it contradicts itself", EXAMPLE)],
    };
  }
  const key = new Uint32Array(KEY_WORDS);
  const { words } = term.match.shape;
  for (let i = 0; i < words.length; i++) key[words[i]!] = term.match.values[i]!;
  return { ok: true, value: { inport: inports[0]!, key }, notes: [] };
}

/** The first part of an expression that does not pin a packet down: an inequality, or an alternative between packets. */
function leavesOpen(expr: Expr): string | undefined {
  switch (expr.kind) {
    case "cmp":
      return expr.relop === "==" || expr.symbol.level !== "ordinal" ? undefined : formatExpr(expr);
    case "string":
      return expr.relop === "==" ? undefined : formatExpr(expr);
    case "or":
      return formatExpr(expr);
    case "and":
      return expr.terms.map(leavesOpen).find((open) => open !== undefined);
    case "resident":
      return formatExpr(expr);
    case "truth":
      return undefined;
  }
}

function inportsOf(expr: Expr): string[] {
  if (expr.kind === "string") return expr.symbol.name === "inport" ? [expr.text] : [];
  if (expr.kind === "and") return [...new Set(expr.terms.flatMap(inportsOf))];
  return [];
}
