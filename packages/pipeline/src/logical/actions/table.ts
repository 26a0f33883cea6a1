import type { ResultTable, StatementTable } from "./action-spec.ts";
import { BALANCE, BALANCE_RESULTS } from "./balance.ts";
import { CONNTRACK } from "./conntrack.ts";
import { FLOW_CONTROL } from "./flow-control.ts";
import { LEARNING } from "./learn.ts";
import { NEIGHBOUR_LOOKUPS, NEIGHBOURS } from "./neighbours.ts";
import { NESTED } from "./nested.ts";
import { OPTION_RESULTS } from "./options.ts";
import { REPORT_RESULTS, REPORTS } from "./reports.ts";
import { RESULTS } from "./results.ts";
import { SAMPLING } from "./sample.ts";

/**
 * Every logical action by name (ovn-sb(5), Logical_Flow `actions`), besides assignments and
 * exchanges: those that stand by themselves, and those whose answer is assigned.
 */
export const ACTIONS: { readonly statements: StatementTable; readonly results: ResultTable } = {
  statements: {
    ...FLOW_CONTROL,
    ...CONNTRACK,
    ...BALANCE,
    ...NESTED,
    ...NEIGHBOURS,
    ...REPORTS,
    ...LEARNING,
    ...SAMPLING,
  },
  results: { ...RESULTS, ...BALANCE_RESULTS, ...NEIGHBOUR_LOOKUPS, ...REPORT_RESULTS, ...OPTION_RESULTS },
};
