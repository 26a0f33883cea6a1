/** What a run took for granted because nobody said otherwise. */
export const ASSUMPTIONS = {
  "port-live": "the port is alive: its state was not given",
  "port-exists": "the port exists: the bridge's ports were not given",
  "both-lengths": "the packet's length was not given, so it takes both ways of check_pkt_larger",
  "nat-first": "address translation takes the first address and port of its range",
  "slow-hash": "the switch chooses by MurmurHash3, as builds without CRC instructions do",
  "icmp-error-new":
    "the packet that an ICMP error quotes is not at hand, so conntrack finds the error new and not related",
  "learn-ignored": "nothing is learned",
  "meter-passes": "the meter lets the packet pass",
  "flood-order": "flooding goes through the ports by number; a switch has an order of its own",
} as const satisfies Record<string, string>;

export type AssumptionKind = keyof typeof ASSUMPTIONS;

/** One thing taken for granted; `subject` is the number of the port or meter that it is about, or 0. */
export type Assumption = { readonly kind: AssumptionKind; readonly subject: number };
