import { type Action, FIELDS, type FieldName, type Flow, formatAction, type Subfield } from "../openflow/index.ts";
import { LOGICAL_FIELDS, type ReleaseProfile } from "../release/index.ts";
import { createFinding, type Finding } from "./finding.ts";

const REGISTER = FIELDS[LOGICAL_FIELDS.encapId.field as FieldName];
const ZONE_MASK = maskOf(LOGICAL_FIELDS.ctZone);
const ENCAP_MASK = maskOf(LOGICAL_FIELDS.encapId);

function maskOf({ lo, bits }: { readonly lo: number; readonly bits: number }): number {
  return ((2 ** bits - 1) << lo) >>> 0;
}

/**
 * Whether the flows of a chassis keep the two halves of reg13 apart: no action writes bits of both, and only the
 * first table, where packets come in, writes the encap id. Registers that lie over reg13 (xreg6, xxreg3) count.
 */
export function checkRegisterHalves(
  flows: Iterable<Flow>,
  profile: ReleaseProfile,
  chassis: string,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const flow of flows) {
    for (const action of everyAction(flow.actions)) {
      const bits = writtenBits(action);
      const writesEncapId = (bits & ENCAP_MASK) !== 0;
      if (!writesEncapId) continue;
      const isBoth = (bits & ZONE_MASK) !== 0;
      if (!isBoth && flow.table === profile.tables.physicalToLogical) continue;
      const what = isBoth
        ? "writes both the zone and the encap id"
        : "writes the encap id after the packet has come in";
      const message = `table ${flow.table}, priority ${flow.priority}: ${formatAction(action)} ${what}`;
      findings.push(createFinding("encap-id-apart", `${chassis} table ${flow.table}`, message, { place: { chassis } }));
    }
  }
  return findings;
}

/** The bits of reg13 that an action writes. */
function writtenBits(action: Action): number {
  switch (action.kind) {
    case "set_field": {
      const at = REGISTER.word - action.field.word;
      if (at < 0 || at >= action.field.words) return 0;
      return action.mask === undefined ? 0xffff_ffff : action.mask[at]! >>> 0;
    }
    case "load":
    case "move":
    case "pop":
    case "check_pkt_larger":
      return bitsOf(action.dst);
    case "learn":
      return action.args.specs.reduce((bits, spec) => {
        return spec.kind === "load_value" || spec.kind === "load_field" ? bits | bitsOf(spec.dst) : bits;
      }, 0);
    default:
      return 0;
  }
}

function bitsOf({ field, lo, bits }: Subfield): number {
  const fromRight = field.word + field.words - 1 - REGISTER.word;
  if (fromRight < 0 || fromRight >= field.words) return 0;
  let written = 0;
  for (let bit = 0; bit < 32; bit++) {
    const at = fromRight * 32 + bit;
    if (at >= lo && at < lo + bits) written |= 1 << bit;
  }
  return written >>> 0;
}

function* everyAction(actions: readonly Action[]): Generator<Action> {
  for (const action of actions) {
    yield action;
    if (action.kind === "clone" || action.kind === "write_actions") yield* everyAction(action.actions);
    if (action.kind === "ct") yield* everyAction(action.args.exec ?? []);
  }
}
