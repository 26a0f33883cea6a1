import { type FlowKey, matchSelects } from "../../openflow/match.ts";
import type { MatchList } from "./matches.ts";

/**
 * Whether some flow of a match takes a packet: an ordinary one, or one that looks for a conjunction
 * each of whose clauses has a flow for the packet (ovs-fields(7), "Conjunctive Match Fields").
 */
export function holds({ terms }: MatchList, key: FlowKey): boolean {
  const clausesMet = new Map<string, Set<number>>();
  const found = terms.filter(({ match }) => matchSelects(match, key));
  for (const { id, clause, clauses } of found.flatMap(({ parts }) => parts)) {
    const name = `${id} of ${clauses}`;
    clausesMet.set(name, (clausesMet.get(name) ?? new Set()).add(clause));
  }
  const whole = new Set<number>();
  for (const [name, met] of clausesMet) {
    const [id, clauses] = name.split(" of ").map(Number);
    if (met.size === clauses) whole.add(id!);
  }
  return found.some(({ conjId, parts }) => parts.length === 0 && (conjId === 0 || whole.has(conjId)));
}
