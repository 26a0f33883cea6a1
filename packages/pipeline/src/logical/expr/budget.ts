/**
 * How much work one match may be: about a second of it. OVN has no such limit, and a match beyond it keeps
 * ovn-controller busy for as long as it takes.
 */
const MOST_WORK = 1 << 25;

/** How many flows one match may need. */
export const MAX_FLOWS = 1 << 18;

/** Thrown within the passes when a match outgrows its budget; it never leaves the match compiler. */
export class BudgetExceeded extends Error {
  constructor() {
    super(`the match needs more than ${MAX_FLOWS} flows, or too much work to find them`);
  }
}

/** What is left to spend on one match. A unit is about the comparison of two numbers. */
export type Budget = { left: number };

export function createBudget(): Budget {
  return { left: MOST_WORK };
}

/** @throws BudgetExceeded when nothing is left. */
export function spend(budget: Budget, units: number): void {
  budget.left -= units;
  if (budget.left < 0) throw new BudgetExceeded();
}
