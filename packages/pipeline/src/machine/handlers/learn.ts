import type { Action, LearnArgs } from "../../openflow/action.ts";
import type { Flow } from "../../openflow/flow.ts";
import { MatchBuilder } from "../../openflow/match-builder.ts";
import { readSubfield, readWords } from "../../openflow/subfield.ts";
import { assume, type Machine } from "../machine.ts";
import type { Operations } from "../operation.ts";
import { reportValue } from "./field.ts";
import { writeSubfield } from "../../openflow/subfield.ts";

const DEFAULT_PRIORITY = 32768;
const LAST_PORT = 0xfeff;

/** Adds a flow made of the packet, when the run keeps what is learned; a trace without a packet learns nothing. */
export function learn(m: Machine, { args }: Operations["learn"]): void {
  if (m.learned === undefined) return assume(m, "learn-ignored", args.table);
  const added = m.learned.add(learnedFlow(m, args), args);
  if (args.resultDst === undefined) return;
  writeSubfield(m.key, args.resultDst, added ? 1 : 0);
  if (m.sink !== undefined) reportValue(m, args.resultDst);
}

function learnedFlow(m: Machine, { table, priority = DEFAULT_PRIORITY, cookie = 0, specs }: LearnArgs): Flow {
  const match = new MatchBuilder();
  const actions: Action[] = [];
  for (const spec of specs) {
    switch (spec.kind) {
      case "match_value":
        match.setSubfield(spec.dst, spec.value);
        break;
      case "match_field":
        match.setSubfield(spec.dst, readWords(m.key, spec.src));
        break;
      case "load_value":
        actions.push({ kind: "load", value: spec.value, dst: spec.dst });
        break;
      case "load_field":
        actions.push({ kind: "load", value: readWords(m.key, spec.src), dst: spec.dst });
        break;
      case "output": {
        const port = readSubfield(m.key, spec.src);
        if (port <= LAST_PORT) actions.push({ kind: "output", port });
        break;
      }
    }
  }
  return { table, priority, cookie, match: match.build(), actions };
}
