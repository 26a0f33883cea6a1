import { createDiagnostic, type Diagnostic, type Parsed, type Place } from "@ovn-sim/model";
import { annotateExpr } from "./annotate.ts";
import { BudgetExceeded } from "./budget.ts";
import { notesOf, outgrown } from "./compile.ts";
import type { Expr } from "./expr.ts";
import { exprToMatches, type MatchList } from "./matches.ts";
import { normalizeExpr } from "./normalize.ts";
import { parseExpr } from "./parser.ts";
import { evaluateResidency, simplifyExpr } from "./simplify.ts";
import type { Scope } from "./term-parser.ts";

/** The passes that make flows of a logical match, in their order. */
export const EXPR_STAGES = ["parse", "annotate", "simplify", "normalize", "flows"] as const;

export type ExprStage = (typeof EXPR_STAGES)[number];

/** What the names in an expression refer to, and where ports are. */
export type ExprWorld = Scope & {
  /** The tunnel key of a port or multicast group; nothing when there is none, or it is not known. */
  readonly lookupPort: (name: string) => number | undefined;
  /** Whether a port is bound to the chassis; nothing when that is not known. */
  readonly isResident: (port: string) => boolean | undefined;
};

/** What one pass makes. */
export type ExprPass =
  | { readonly stage: Exclude<ExprStage, "flows">; readonly expr: Expr }
  | { readonly stage: "flows"; readonly list: MatchList };

/**
 * Runs the passes over one expression, up to the one named, and keeps what each makes. Whether a port is
 * resident is decided with the simplification, and left as it is written up to there. What is not known
 * of a port is taken for no, and a note says so.
 */
export function runExprStages(
  text: string,
  world: ExprWorld,
  last: ExprStage = "flows",
  place: Place = {},
): Parsed<readonly ExprPass[]> {
  const parsed = parseExpr(text, world, place);
  if (!parsed.ok) return parsed;
  const notes: Diagnostic[] = [...parsed.notes];
  const passes: ExprPass[] = [];
  let expr = parsed.value;
  /** Keeps a pass; says whether it was the last. */
  const keep = (stage: Exclude<ExprStage, "flows">, made: Expr): boolean => {
    passes.push({ stage, expr: (expr = made) });
    return stage === last;
  };
  const value = { ok: true, value: passes, notes } as const;
  try {
    if (keep("parse", expr)) return value;
    if (keep("annotate", annotateExpr(expr, world.table))) return value;
    const isResident = noted(world.isResident, (port) => notes.push(residenceUnknown(port, place)));
    const simplified = simplifyExpr(expr, world.table.dialect);
    if (
      keep(
        "simplify",
        evaluateResidency(simplified, (port) => isResident(port) ?? false),
      )
    )
      return value;
    if (keep("normalize", normalizeExpr(expr))) return value;
    const lookupPort = noted(world.lookupPort, (port) => notes.push(keyUnknown(port, place)));
    const list = exprToMatches(expr, { lookupPort });
    passes.push({ stage: "flows", list });
    notes.push(...notesOf(list, text, place));
    return value;
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    return { ok: false, errors: [outgrown(error, text, place)] };
  }
}

/** The same function, that tells of each question once to which there is no answer. */
function noted<A>(ask: (name: string) => A | undefined, tell: (name: string) => void): (name: string) => A | undefined {
  const told = new Set<string>();
  return (name) => {
    const answer = ask(name);
    if (answer === undefined && name !== "none" && !told.has(name)) {
      told.add(name);
      tell(name);
    }
    return answer;
  };
}

function residenceUnknown(port: string, place: Place): Diagnostic {
  const message = `whether port ${JSON.stringify(port)} is on the chassis is not known: taken not to be`;
  return createDiagnostic("OVN4020", place, message, "name a snapshot and a chassis, or the port as resident");
}

function keyUnknown(port: string, place: Place): Diagnostic {
  const message = `no port or multicast group of the datapath is called ${JSON.stringify(port)}: comparing with it is false`;
  return createDiagnostic("OVN4021", place, message, "name a snapshot that has it, or its tunnel key");
}
