import { formatMatch } from "../../openflow/match-text.ts";
import type { MatchTerm } from "./matches.ts";

/**
 * One flow of a match as text: the OpenFlow match, `*` when it takes every packet, then the `conj_id` that
 * it also matches on, or the parts that it has in conjunctions. Conjunctions are numbered from 1.
 */
export function formatTerm({ match, conjId, parts }: MatchTerm): string {
  const conjunctions = parts.map(({ id, clause, clauses }) => `conjunction(${id},${clause + 1}/${clauses})`);
  return [formatMatch(match) || "*", ...(conjId === 0 ? [] : [`conj_id=${conjId}`]), ...conjunctions].join(" ");
}
