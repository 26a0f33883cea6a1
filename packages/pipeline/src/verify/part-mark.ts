/**
 * What a part of the work has to say beside a finding, so that all parts joined tell it as one run does: which of them
 * met it first, and how often.
 */
export type PartMark = {
  /** The packets that showed it. */
  readonly packets: number;
  /** How often it was found in rows and flows, which come before all packets. */
  readonly others: number;
  /** The number of the port, among all that send, from which the first of the packets came; absent: no packet showed it. */
  readonly source?: number | undefined;
};
