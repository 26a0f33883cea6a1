import { createDiagnostic, type Parsed, type Place } from "@ovn-sim/model";
import type { Match } from "../../openflow/match.ts";
import { annotateExpr } from "./annotate.ts";
import { BudgetExceeded } from "./budget.ts";
import { excerpt } from "./excerpt.ts";
import { formatExpr } from "./format.ts";
import { exprToFields } from "./matches.ts";
import { normalizeExpr } from "./normalize.ts";
import { parseExpr } from "./parser.ts";
import { evaluateResidency, simplifyExpr } from "./simplify.ts";
import type { Scope } from "./term-parser.ts";

export type LogicalMicroflowOptions = {
  readonly scope: Scope;
  /** The tunnel key of a port by name, on the datapath that the packet starts on. */
  readonly lookupPort: (name: string) => number | undefined;
  /** Default: every port is resident. */
  readonly isResident?: (port: string) => boolean;
  readonly place?: Place;
};

/** The fields of a packet with their values, a field that `match` does not look at being 0, and the ports it may start at. */
export type MicroflowFields = { readonly match: Match; readonly inports: readonly string[] };

/**
 * Reads a microflow, as `ovn-trace` takes it: an expression that leaves nothing open about the fields
 * that it mentions, such as `inport == "p1" && ip4 && tcp.dst == 80`.
 */
export function parseLogicalMicroflow(text: string, options: LogicalMicroflowOptions): Parsed<MicroflowFields> {
  const { scope, lookupPort, isResident = () => true, place = {} } = options;
  const parsed = parseExpr(text, scope, place);
  if (!parsed.ok) return parsed;
  const annotated = annotateExpr(parsed.value, scope.table);
  const meaning = () => excerpt(formatExpr(annotated));
  try {
    const simplified = evaluateResidency(simplifyExpr(annotated, scope.table.dialect), isResident);
    const normal = normalizeExpr(simplified);
    if (normal.kind === "truth" && !normal.value) {
      return fault("OVN4016", place, `no packet can be all of this: ${meaning()}`);
    }
    const clauses = normal.kind === "truth" ? [] : normal.kind === "and" ? normal.terms : [normal];
    if (clauses.some((clause) => clause.kind === "or")) {
      const hint = "state one value for each field, and the protocol: ip4 or ip6, tcp or udp";
      return fault("OVN4015", place, `more than one packet can be this: ${meaning()}`, hint);
    }
    const found = exprToFields(clauses, lookupPort);
    if (typeof found === "string")
      return fault("OVN4016", place, `there is no port ${excerpt(found)} on this datapath`);
    const inports = clauses.flatMap((clause) =>
      clause.kind === "string" && clause.symbol.name === "inport" ? clause.text : [],
    );
    return { ok: true, value: { match: found, inports }, notes: [] };
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    return fault("OVN4017", place, `${error.message}: ${excerpt(text)}`);
  }
}

function fault(
  code: "OVN4015" | "OVN4016" | "OVN4017",
  place: Place,
  message: string,
  hint?: string,
): { readonly ok: false; readonly errors: readonly [ReturnType<typeof createDiagnostic>] } {
  return { ok: false, errors: [createDiagnostic(code, place, message, hint)] };
}
