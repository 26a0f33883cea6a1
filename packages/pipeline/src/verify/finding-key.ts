import type { Finding } from "./finding.ts";
import type { PartMark } from "./part-mark.ts";
import type { RuleId } from "./rules.ts";

const RANKS = { error: 0, warning: 1, note: 2 } as const;

/**
 * Rules of which a subject has one finding: what packets show of a wrong interface was known from its row, and the
 * packets are its proof; a destination that is left to chance may be missed by several addresses.
 */
const ONE_A_SUBJECT: ReadonlySet<RuleId> = new Set([
  "encap-ip-honoured",
  "encap-ip-key",
  "default-vtep-listed",
  "destination-vtep",
]);

/** The same for findings that are told once. */
export function keyOf({ rule, subject, message }: Pick<Finding, "rule" | "subject" | "message">): string {
  return ONE_A_SUBJECT.has(rule) ? `${rule}\n${subject}` : `${rule}\n${subject}\n${message}`;
}

/** Packets that prove what a row says are no findings beside it. */
export function countOf({ packets, others }: PartMark): Pick<Finding, "count"> {
  const count = Math.max(packets, others);
  return count === 1 ? {} : { count };
}

/** The order of a report; what is equally severe stays as it was found. */
export function bySeverity(a: Finding, b: Finding): number {
  return RANKS[a.severity] - RANKS[b.severity];
}
